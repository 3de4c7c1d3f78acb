"""Stores that a source could not be read: its facts turn unknown and keep what was known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from integration.facts.domain.fact import Fact
from integration.facts.events import ORIGIN, fact_observed
from integration.facts.store import facts as fact_store
from integration.facts.store.facts import Blackout
from integration.runs import events
from integration.runs.domain.timing import next_after_failure
from integration.runs.store import leases, runs
from integration.runs.usecases.claim import Claim
from integration.sources.domain.reason import Reason
from integration.sources.store import SourceStateRow
from kit.database import Session
from kit.outbox import emit


@dataclass(frozen=True, slots=True)
class Pause:
    """The longest pause between tries, and 0..100 to spread them."""

    longest_seconds: int
    jitter: int


async def record_failure(
    session: Session, claim: Claim, reason: Reason, *, at: datetime, pause: Pause
) -> Sequence[Fact]:
    """Record a failed reading and return the facts that turned unknown.

    What is unknown already is neither written nor told again. The run leaves a row when the
    source was well before, when it fails in a new way, or when somebody asked for it.
    """
    state = await leases.held(session, claim.source.code, claim.token)
    if state is None:
        return ()
    facts = await _forget(session, claim, state, reason, at)
    failed = []
    before = state.failure and state.failure["code"]
    if state.health != "failed":
        state.health, state.failed_at = "failed", at
        state.health_revision += 1
        failed = [
            events.source_failed(
                claim.source,
                state.health_revision,
                run_id=claim.run.run_id,
                failed_at=at,
                reason=reason,
                last_success_at=state.last_success_at,
            )
        ]
    observed = [fact_observed(claim.source.code, item) for item in facts]
    await emit(session, [*failed, *observed], source=ORIGIN)
    if claim.on_demand or failed or before != reason.code:
        await _save_run(session, claim, reason, facts=len(facts), at=at)
    _settle(state, claim, reason, at=at, pause=pause)
    return facts


async def _forget(
    session: Session, claim: Claim, state: SourceStateRow, reason: Reason, at: datetime
) -> list[Fact]:
    if state.last_success_at is None:
        return []  # never read: there is nothing to forget
    blackout = Blackout(
        run_id=claim.run.run_id,
        adapter=claim.adapter,
        at=at,
        reason=reason,
        confirmed_at=state.last_success_at,
    )
    return await fact_store.forget(
        session, claim.source.code, claim.source.years, blackout=blackout
    )


async def _save_run(
    session: Session, claim: Claim, reason: Reason, *, facts: int, at: datetime
) -> None:
    claim.run.status = "failed"
    claim.run.finished_at = at
    claim.run.failure = reason._asdict()
    claim.run.figures = {"facts_changed": facts}
    await runs.save(session, claim.run)


def _settle(
    state: SourceStateRow, claim: Claim, reason: Reason, *, at: datetime, pause: Pause
) -> None:
    state.failure = reason._asdict()
    state.failures += 1
    state.next_due_at = next_after_failure(
        at,
        claim.source.interval_seconds,
        failures=state.failures,
        longest_seconds=pause.longest_seconds,
        jitter=pause.jitter,
    )
    state.lease_token = state.lease_until = None
