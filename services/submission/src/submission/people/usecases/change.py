"""Enter a person, or change one. Nothing of it is told to other services."""

from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, refuse
from rules.refusal import Refusal
from rules.revision import OutdatedChange, is_repeated
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import check_reach
from submission.agencies.usecases.save_change import Start
from submission.people import store
from submission.people.domain import Person, PersonRevision, check_person, check_place
from submission.people.usecases.find import check_employed, is_reached, unknown

NOT_YOUR_OWN: Final = Text("diubah oleh orang lain", "is changed by somebody else")


class PersonExists(Exception):
    """The person was to be new, and is not."""

    def __init__(self, present: PersonRevision) -> None:
        super().__init__("the person exists")
        self.present = present


async def change_person(
    session: Session, wanted: Person, start: Start, principal: Principal, *, clock: Clock
) -> tuple[PersonRevision, bool]:
    """Return the person as they are now, and whether they are new. The same again changes nothing.

    Raises:
        Forbidden: It is the writer's own time; or see `check_employed`.
        NotFound: The agency, or the person that the writer has seen, is not within reach.
        Conflict: The person is to be new, and belongs to an agency out of reach.
        PersonExists: They were to be new.
        OutdatedChange: The change does not start from the present state.
        Unprocessable: The dates are in the wrong order, or the agency is not there all the time.
    """
    await check_employed(session, principal.subject, clock=clock)
    await check_reach(session, principal, wanted.agency_code, pointer="/agency_code")
    await agencies.lock_tree(session)
    kept = await store.find(session, wanted.subject, lock=True)
    present = kept if kept and await is_reached(session, kept, principal) else None
    if present is None:
        _require_absence(wanted, start)
    elif start.must_be_new:
        raise PersonExists(present)
    elif is_repeated(start.seen, present, is_same=present.person == wanted):
        return present, False
    else:
        _check_own_time(wanted, present.person, principal)
    refuse(await _faults(session, wanted, present))
    if kept is not None and present is None:
        raise _taken(wanted.subject)
    changed = PersonRevision(
        person=wanted,
        revision=1 if present is None else present.revision + 1,
        changed_at=clock.now(),
    )
    await store.save(session, changed, changed_by=principal.subject)
    return changed, present is None


async def _faults(
    session: Session, wanted: Person, present: PersonRevision | None
) -> list[Refusal]:
    wrong = [*check_person(wanted)]
    if not wrong and (present is None or not wanted.is_placed_like(present.person)):
        for agency in (await agencies.find_all(session, [wanted.agency_code])).values():
            wrong += check_place(wanted, agency)
    return wrong


def _check_own_time(wanted: Person, before: Person, principal: Principal) -> None:
    """Nobody says of themselves where and how long they work: what they may do rests on it."""
    faults = [
        Refusal(f"/{name}", NOT_YOUR_OWN)
        for name in ("agency_code", "valid_from", "valid_until")
        if getattr(wanted, name) != getattr(before, name)
    ]
    if wanted.subject == principal.subject and faults:
        raise Forbidden(
            Text(
                "Instansi dan masa tugas Anda sendiri hanya dapat diubah oleh orang lain.",
                "Your own agency and time in office are changed by somebody else.",
            ),
            errors=faults,
        )


def _require_absence(wanted: Person, start: Start) -> None:
    if start.seen is not None:
        raise unknown(wanted.subject)
    if not start.must_be_new:
        raise OutdatedChange(None)


def _taken(subject: str) -> Conflict:
    return Conflict(
        Text(
            f"Subjek {subject} sudah tercatat pada instansi lain; instansi itu yang mengubahnya.",
            f"The subject {subject} is entered at another agency, which changes it.",
        ),
        errors=[Refusal("subject", Text("sudah tercatat", "is entered already"))],
    )
