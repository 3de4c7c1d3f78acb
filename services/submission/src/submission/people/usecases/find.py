"""Find a person within reach."""

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
from submission.people.domain import PersonRevision


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
    """Check that the record of a person has not ended; who has no record is known by their token.

    Raises:
        Forbidden: It has ended, by the local date of their agency.
    """
    kept = await store.find(session, subject)
    if kept is None or kept.person.valid_until is None:
        return
    until, where = kept.person.valid_until, kept.person.agency_code
    if until < today_in(await agencies.time_zone(session, where), clock.now()):
        raise Forbidden(
            Text(
                f"Masa tugas Anda di {where} berakhir pada {until}. Koordinator instansi itu dapat"
                " memperbarui data Anda.",
                f"Your time at {where} ended on {until}. The coordinator of that agency can bring"
                " your record up to date.",
            ),
            # Not a part of the request: all of it, by this person.
            errors=[Refusal("", Text(f"berakhir pada {until}", f"ended on {until}"))],
        )


async def is_reached(session: Session, found: PersonRevision, principal: Principal) -> bool:
    """Say whether the agency of a person is within reach."""
    line = await agencies.line(session, found.person.agency_code)
    return AGENCIES.root_of(principal) in line


def unknown(subject: str) -> NotFound:
    """Return the error for a person who is not there, or is out of reach."""
    return missing("subject", Text(f"Orang {subject} tidak ada.", f"There is no person {subject}."))
