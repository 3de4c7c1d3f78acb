"""Enter an agency or change one, and tell the other services its whole new state."""

from collections.abc import Sequence
from dataclasses import replace

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, refuse
from rules.refusal import Refusal
from rules.revision import OutdatedChange, is_repeated
from rules.text import Text
from submission.agencies import store
from submission.agencies.domain import Agency, AgencyRevision, check_end, fault_of_code
from submission.agencies.usecases.check_reach import AGENCIES, check_free
from submission.agencies.usecases.save_change import Occasion, Start, save_change
from submission.people.usecases.find import check_employed
from submission.registers.domain.place import stays_of
from submission.registers.domain.recorded import Recorded, check_recorded
from submission.registers.usecases.check_place import (
    MOVES,
    Change,
    check_days,
    check_place,
    find_recorded,
    moves_assessed,
)


class AgencyExists(Exception):
    """The agency was to be new, and is not."""

    def __init__(self, present: AgencyRevision) -> None:
        super().__init__(f"the agency {present.agency.code} exists")
        self.present = present


async def change_agency(
    session: Session, wanted: Agency, start: Start, principal: Principal, *, clock: Clock
) -> tuple[AgencyRevision, bool]:
    """Return the agency as it is now, and whether it is new. The same state again changes nothing.

    Raises:
        Conflict: Its last day changes, an assessed one moves, or its first day contradicts what is
            recorded; or its new code is taken.
        Forbidden: See `check_employed` and `_check_place`.
        NotFound: The writer has seen a revision of an agency that is not within reach.
        AgencyExists: It was to be new.
        OutdatedChange: The change does not start from the present state.
        Unprocessable: The parent is unknown, below it or not there all along, or the dates are in
            the wrong order.
    """
    await check_employed(session, principal.subject, clock=clock)
    root = AGENCIES.root_of(principal)
    await store.lock_tree(session)
    kept = await store.find(session, wanted.code)
    present = kept if root in await store.line(session, wanted.code) else None
    if present is not None:
        before, after = present.agency.predecessor_codes, present.agency.successor_codes
        wanted = replace(wanted, predecessor_codes=before, successor_codes=after)
    line = [] if wanted.parent_code is None else await store.line(session, wanted.parent_code)
    _check_place(wanted, present, root)
    if present is None:
        _require_absence(wanted, start)
    elif _is_repetition(wanted, start, present):
        return present, False
    refuse(_wrong_code(wanted.code))
    line = line if root in line or wanted.code == root else []
    await _check(session, wanted, present, root, line=line)
    if present is None:
        await check_free(session, {wanted.code: "agency_code"}, all_at="agency_code")
    _check_end(wanted, present)
    await _check_stays(session, wanted, present)
    occasion = Occasion("created" if present is None else "changed")
    kept = await save_change(session, wanted, present, principal, occasion=occasion, clock=clock)
    return kept, present is None


async def _check(
    session: Session,
    wanted: Agency,
    present: AgencyRevision | None,
    root: str,
    *,
    line: Sequence[str],
) -> None:
    """Check the place of an agency and its first day, by itself and by what is recorded."""
    change = None if present is None else Change(present.agency, wanted)
    known = {} if change is None else {wanted.code: change}
    recorded = await find_recorded(session, known)
    if change is not None:
        _check_recorded(change, recorded)
    since = stays_of(recorded.of(wanted.code), wanted)[-1].first_day
    wrong = [*await check_place(session, wanted, present, line=line, since=since)]
    if change is not None:
        wrong += check_days(change, recorded, recorded.present, root_code=root)
    refuse(wrong)


def _check_recorded(change: Change, recorded: Recorded) -> None:
    faults = [*check_recorded(change.after, change.before, recorded)]
    if faults:
        code, why = change.after.code, faults[0].text
        raise Conflict(
            Text(
                f"Instansi {code} tidak dapat diubah demikian: {why.id}.",
                f"The agency {code} is not changed so: {why.en}.",
            ),
            errors=faults,
        )


def _wrong_code(code: str) -> list[Refusal]:
    fault = fault_of_code(code)
    return [] if fault is None else [Refusal("agency_code", fault)]


def _check_place(wanted: Agency, present: AgencyRevision | None, root: str) -> None:
    """Nobody moves the agency of their own token, and only roots have no parent."""
    parent = None if present is None else present.agency.parent_code
    if wanted.code == root and wanted.parent_code != parent:
        raise _not_yours("/parent_code")
    if wanted.code != root and wanted.parent_code is None:
        raise _not_yours("agency_code")


def _check_end(wanted: Agency, present: AgencyRevision | None) -> None:
    fault = None if present is None else check_end(present.agency, wanted)
    if fault is not None:
        code, why = wanted.code, fault.text
        raise Conflict(
            Text(
                f"Hari terakhir instansi {code} tidak dapat diubah di sini: {why.id}.",
                f"The last day of the agency {code} is not changed here: {why.en}.",
            ),
            errors=[fault],
        )


async def _check_stays(session: Session, wanted: Agency, present: AgencyRevision | None) -> None:
    """Check that an agency with assessments keeps its parent: it moves from a day on only.

    Raises:
        Conflict: It would come below another one here.
    """
    if present is None or not await moves_assessed(session, wanted, present.agency):
        return
    raise Conflict(
        Text(
            f"Induk instansi {wanted.code} tidak dapat diubah di sini: {MOVES.id}.",
            f"The parent of the agency {wanted.code} is not changed here: {MOVES.en}.",
        ),
        errors=[Refusal("/parent_code", MOVES)],
    )


def _not_yours(pointer: str) -> Forbidden:
    return Forbidden(
        Text(
            "Letak instansi ini dalam susunan hanya dapat diubah oleh instansi di atasnya.",
            "Where this agency stands in the tree can only be changed by an agency above it.",
        ),
        errors=[Refusal(pointer, Text("ditentukan dari atas", "is decided above"))],
    )


def _require_absence(wanted: Agency, start: Start) -> None:
    if start.seen is not None:
        raise AGENCIES.absent(wanted.code, pointer="agency_code")
    if not start.must_be_new:
        raise OutdatedChange(None)


def _is_repetition(wanted: Agency, start: Start, present: AgencyRevision) -> bool:
    """Say whether the wanted state is the present one; otherwise the change must start from it."""
    if start.must_be_new:
        raise AgencyExists(present)
    return is_repeated(start.seen, present, is_same=present.agency == wanted)
