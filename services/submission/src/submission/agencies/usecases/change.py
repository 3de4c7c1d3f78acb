"""Create an agency or change one, and tell the other services its whole new state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden, refuse
from kit.outbox import emit
from rules.refusal import Refusal
from rules.revision import OutdatedChange, SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies import events, store
from submission.agencies.domain import (
    Agency,
    AgencyRevision,
    AgencyState,
    ChangeKind,
    check_agency,
    check_end,
    check_life,
    fault_of_code,
    is_placed,
    today_in,
)
from submission.agencies.events import SOURCE
from submission.agencies.usecases.check_reach import AGENCIES, check_free

MOVES: Final = Text(
    "instansi ini atau yang di bawahnya sudah memiliki penilaian, sehingga hanya pindah mulai suatu"
    " hari (POST …/move); lihat pratinjaunya dahulu dengan preview=true",
    "it or one below it has assessments, so it moves from a day on only (POST …/move); look at the"
    " preview first, by preview=true",
)


@dataclass(frozen=True, slots=True)
class Start:
    """What a change starts from: no agency at all, or the revisions that its writer has seen."""

    must_be_new: bool
    seen: SeenRevisions | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What made a change, from which day on it is so, and why, as its decree.

    Without `since` it is so from now on; a new agency is so from its first day on.
    """

    change: ChangeKind
    since: date | None = None
    note: str | None = None


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
        Conflict: Its last day changes, or an assessed one moves; or its new code is taken.
        Forbidden: The token's own agency would move, or another would have no parent.
        NotFound: The writer has seen a revision of an agency that is not within reach.
        AgencyExists: It was to be new.
        OutdatedChange: The change does not start from the present state.
        Unprocessable: The parent is unknown or below it, or the dates are in the wrong order.
    """
    root = AGENCIES.root_of(principal)
    await store.lock_tree(session)
    kept = await store.find(session, wanted.code)
    is_reached = root in await store.line(session, wanted.code)
    present = kept if is_reached else None
    if present is not None:
        wanted = replace(
            wanted,
            predecessor_codes=present.agency.predecessor_codes,
            successor_codes=present.agency.successor_codes,
        )
    line = [] if wanted.parent_code is None else await store.line(session, wanted.parent_code)
    _check_place(wanted, present, root)
    if present is None:
        _require_absence(wanted, start)
    elif _is_repetition(wanted, start, present):
        return present, False
    refuse(_wrong_code(wanted.code))
    line = line if root in line or wanted.code == root else []
    refuse(await check_place(session, wanted, present, line=line))
    if present is None:
        await check_free(session, {wanted.code: "agency_code"}, all_at="agency_code")
    _check_end(wanted, present)
    await check_stays(session, wanted, present)
    occasion = Occasion("created" if present is None else "changed")
    changed = await save_change(session, wanted, present, principal, occasion=occasion, clock=clock)
    return changed, present is None


def _wrong_code(code: str) -> list[Refusal]:
    fault = fault_of_code(code)
    return [] if fault is None else [Refusal("agency_code", fault)]


async def check_place(
    session: Session, wanted: Agency, present: AgencyRevision | None, *, line: Sequence[str]
) -> Iterable[Refusal]:
    """Return what is wrong with an agency; `line` is its parent and all above the parent.

    Below a new one is nothing: what is below another agency with its code is hidden.
    """
    parent = (await store.find_all(session, line)).get(wanted.parent_code or "")
    children = [] if present is None else await store.kinds_below(session, wanted.code)
    wrong = [*check_agency(wanted, parent, line=line, children=children)]
    if not wrong and is_placed(wanted, None if present is None else present.agency):
        wrong += check_life(wanted, parent)
    return wrong


async def save_change(
    session: Session,
    wanted: Agency,
    present: AgencyRevision | None,
    principal: Principal,
    *,
    occasion: Occasion,
    clock: Clock,
) -> AgencyRevision:
    """Store the new state of an agency under the lock on the tree, and tell the other services."""
    changed = AgencyRevision(
        agency=wanted,
        revision=1 if present is None else present.revision + 1,
        changed_at=clock.now(),
    )
    state = AgencyState(
        kept=changed,
        since=occasion.since or await _begins(session, wanted, present, clock=clock),
        change=occasion.change,
        note=occasion.note,
        changed_by=principal.subject,
    )
    await store.save(session, state)
    event = events.agency_changed(changed)
    await emit(session, [event], source=SOURCE, clock=clock)
    return changed


async def _begins(
    session: Session, wanted: Agency, present: AgencyRevision | None, *, clock: Clock
) -> date:
    """Return from which day on a state is so that is not said to be so from another."""
    if present is None:
        return wanted.valid_from
    last = await store.last_changes(session, [wanted.code])
    today = today_in(await store.time_zone(session, wanted.code), clock.now())
    return max(today, last[wanted.code])


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


async def check_stays(session: Session, wanted: Agency, present: AgencyRevision | None) -> None:
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


async def moves_assessed(session: Session, wanted: Agency, before: Agency) -> bool:
    """Say whether an agency would come below another one, and has assessments at or below it."""
    if wanted.parent_code == before.parent_code:
        return False
    return await store.has_assessments(session, wanted.code)


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
