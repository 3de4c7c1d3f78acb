"""Store that a source could not be read: its facts turn unknown and keep what was known."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from integration.agencies import store as agencies
from integration.facts.domain.fact import Fact
from integration.facts.events import ORIGIN, fact_observed
from integration.facts.store import facts as fact_store
from integration.facts.store.facts import Outage
from integration.reconciliation.store import marks
from integration.records.domain.days import Today
from integration.runs import events
from integration.runs.domain.outcome import Pause, after_failure
from integration.runs.store import runs
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.end_claim import state_to_end
from integration.sources import store as sources
from integration.sources.domain.reason import Reason
from integration.sources.domain.state import SourceState
from kit.database import Session
from kit.outbox import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of a failed reading, and the facts that turned unknown."""

    status: Literal["failed", "abandoned"]
    facts: Sequence[Fact] = ()


Mark = Callable[[Session, Claim, SourceState, Reason, datetime], Awaitable[Sequence[Fact]]]


async def record_failure(
    session: Session,
    claim: Claim,
    reason: Reason,
    *,
    at: datetime,
    pause: Pause,
    mark: Mark,
) -> Recorded:
    """Record a failed reading; it counts for nothing once the lease or the registration changed.

    Facts that are unknown already are neither written nor emitted again. The run is stored when the
    source was up before, when it fails in a new way, or when somebody asked for it. `mark` is
    `mark_unknown`; where that breaks, `leave_for_later` lets the next failure mark them.
    """
    state = await state_to_end(session, claim, at=at)
    if state is None:
        return Recorded(status="abandoned")
    facts = await mark(session, claim, state, reason, at)
    failed = after_failure(
        state, reason, at=at, interval_seconds=claim.source.interval_seconds, pause=pause
    )
    is_news = failed.health_revision != state.health_revision
    await _publish(session, claim, failed, facts, is_news=is_news)
    if is_news or facts:
        # What was compared with this source stands in doubt from now on.
        await marks.mark(session, claim.source.agency_codes)
    before = None if state.failure is None else state.failure.code
    if claim.on_demand or is_news or before != reason.code:
        await _save_run(session, claim, reason, facts=len(facts), at=at)
    await sources.save_state(session, failed)
    return Recorded(status="failed", facts=facts)


async def mark_unknown(
    session: Session, claim: Claim, state: SourceState, reason: Reason, at: datetime
) -> list[Fact]:
    """Mark the facts of the source as unknown, and return those that were not before."""
    if state.last_success_at is None:
        return []  # never read: no fact is known
    outage = Outage(
        run_id=claim.run.run_id,
        adapter=claim.adapter,
        at=at,
        reason=reason,
        confirmed_at=state.last_success_at,
    )
    today = Today.at(at, claim.source.options.timezone).day
    over = await agencies.ended_by(session, today)
    return await fact_store.mark_unknown(
        session, claim.source.code, claim.source.years, over=over, outage=outage
    )


async def leave_for_later(
    _session: Session, _claim: Claim, _state: SourceState, _reason: Reason, _at: datetime
) -> list[Fact]:
    """Mark no fact: marking them is what broke."""
    return []


async def _publish(
    session: Session, claim: Claim, failed: SourceState, facts: Sequence[Fact], *, is_news: bool
) -> None:
    news = [events.source_failed(claim.source, failed, run_id=claim.run.run_id)] if is_news else []
    observed = [fact_observed(claim.source.code, item) for item in facts]
    await emit(session, [*news, *observed], source=ORIGIN)


async def _save_run(
    session: Session, claim: Claim, reason: Reason, *, facts: int, at: datetime
) -> None:
    figures = {"facts_changed": facts}
    ended = replace(claim.run, status="failed", finished_at=at, failure=reason, figures=figures)
    await runs.save(session, ended)
