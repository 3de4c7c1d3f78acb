"""What every change of an agency needs: to be checked, stored, and told to the other services."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.refusal import Refusal
from rules.revision import SeenRevisions
from rules.text import Text
from submission.agencies import events, store
from submission.agencies.domain import (
    Agency,
    AgencyRevision,
    AgencyState,
    ChangeKind,
    check_agency,
    check_life,
    is_placed,
    today_in,
)
from submission.agencies.events import SOURCE

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


async def moves_assessed(session: Session, wanted: Agency, before: Agency) -> bool:
    """Say whether an agency would come below another one, and has assessments at or below it."""
    if wanted.parent_code == before.parent_code:
        return False
    return await store.has_assessments(session, wanted.code)
