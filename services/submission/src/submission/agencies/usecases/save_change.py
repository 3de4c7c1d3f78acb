"""What every change of an agency needs: to be stored, and told to the other services."""

from dataclasses import dataclass
from datetime import date

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.revision import SeenRevisions
from submission.agencies import events, store
from submission.agencies.domain import (
    Agency,
    AgencyRevision,
    AgencyState,
    ChangeKind,
    today_in,
)
from submission.agencies.events import SOURCE


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
        since=occasion.since or await first_day_of(session, wanted, present, clock=clock),
        change=occasion.change,
        note=occasion.note,
        changed_by=principal.subject,
    )
    await store.save(session, state)
    event = events.agency_changed(changed)
    await emit(session, [event], source=SOURCE, clock=clock)
    return changed


async def first_day_of(
    session: Session, wanted: Agency, present: AgencyRevision | None, *, clock: Clock
) -> date:
    """Return from which day on a state is so that is not said to be so from another."""
    if present is None:
        return wanted.valid_from
    last = await store.last_changes(session, [wanted.code])
    today = today_in(await store.time_zone(session, wanted.code), clock.now())
    return max(today, last[wanted.code])
