"""Find a person within reach."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden, NotFound, missing
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import AGENCIES
from submission.people import store
from submission.people.domain import Office, Person, PersonRevision


async def find_person(
    session: Session, subject: str, principal: Principal, *, lock: bool = False
) -> PersonRevision:
    """Return a person whose agency is within reach.

    Raises:
        NotFound: There is no such person within reach.
    """
    found = await store.find(session, subject, lock=lock)
    if found is None or not await is_reached(session, found, principal):
        raise unknown(subject)
    return found


async def find_place(session: Session, subject: str, *, clock: Clock) -> str | None:
    """Return the agency where a person works today by their record; None without a record.

    Who moves on a day that lies ahead still works where they worked before.
    """
    kept = await store.find(session, subject)
    if kept is None:
        return None
    person, now = kept.person, clock.now()
    if person.valid_from <= now.date():  # no local day here is before that of UTC
        return person.agency_code
    today = today_in(await agencies.time_zone(session, person.agency_code), now)
    if person.valid_from <= today:
        return person.agency_code
    return await store.earlier_place(session, subject, today) or person.agency_code


async def check_employed(session: Session, subject: str, *, clock: Clock) -> None:
    """Check that a person is in office today; who has no record is known by their token.

    Every operation that changes something asks it. Who moves on a day that lies ahead is in office
    where they worked before.

    Raises:
        Forbidden: By the local date of their agency, their time has ended or has not begun.
    """
    kept = await store.find(session, subject)
    if kept is None:
        return
    person = kept.person
    if (await _office(session, person, clock=clock)).is_held:
        return
    # Who is not there by their local date has ended by that of UTC, or has not begun.
    if person.valid_until is not None and person.valid_until <= clock.now().date():
        raise _not_in_office(person, _ended(person.valid_until))
    raise _not_in_office(person, _not_begun(person.valid_from))


async def find_offices(
    session: Session, subjects: Collection[str], *, clock: Clock
) -> Mapping[str, Office]:
    """Return where people work today by their records, and whether they are in office.

    Who has no record is left out.
    """
    found = await store.find_all(session, subjects)
    return {each.subject: await _office(session, each, clock=clock) for each in found}


async def _office(session: Session, person: Person, *, clock: Clock) -> Office:
    """Return where a person works on their local day, and whether they are in office.

    Who moves on a day that lies ahead is in office where they worked before.
    """
    day = clock.now().date()
    # A local day here is that of UTC or the next one.
    if person.is_there_on(day) and person.is_there_on(day + timedelta(days=1)):
        return Office(person.agency_code, is_held=True)
    today = today_in(await agencies.time_zone(session, person.agency_code), clock.now())
    if person.is_there_on(today):
        return Office(person.agency_code, is_held=True)
    if person.valid_until is not None and person.valid_until < today:
        return Office(person.agency_code, is_held=False)
    before = await store.earlier_place(session, person.subject, today)
    return Office(before or person.agency_code, is_held=before is not None)


def _ended(day: date) -> Text:
    return Text(f"berakhir pada {day}", f"ended on {day}")


def _not_begun(day: date) -> Text:
    return Text(f"baru dimulai pada {day}", f"begins on {day} only")


def _not_in_office(person: Person, why: Text) -> Forbidden:
    where = person.agency_code
    return Forbidden(
        Text(
            f"Masa tugas Anda di {where} {why.id}. Koordinator instansi itu dapat memperbarui data"
            " Anda.",
            f"Your time at {where} {why.en}. The coordinator of that agency can bring your record"
            " up to date.",
        ),
        # Not a part of the request: all of it, by this person.
        errors=[Refusal("", why)],
    )


async def is_reached(session: Session, found: PersonRevision, principal: Principal) -> bool:
    """Say whether the agency of a person is within reach."""
    line = await agencies.line(session, found.person.agency_code)
    return AGENCIES.root_of(principal) in line


def unknown(subject: str) -> NotFound:
    """Return the error for a person who is not there, or is out of reach."""
    return missing("subject", Text(f"Orang {subject} tidak ada.", f"There is no person {subject}."))
