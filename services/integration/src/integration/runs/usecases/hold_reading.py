"""Hold a reading that drifted: it is kept as it was read, and counts for nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from integration.drift import store as quarantines
from integration.drift.domain.finding import Finding, reason_of
from integration.drift.domain.quarantine import Quarantine
from integration.facts.domain.fact import Fact
from integration.facts.events import ORIGIN, fact_observed
from integration.reading.domain.listing_content import ListingContent
from integration.reconciliation.store import marks
from integration.runs import events
from integration.runs.domain.outcome import after_quarantine
from integration.runs.store import answers as kept_answers
from integration.runs.store import runs
from integration.runs.usecases.beat import keep
from integration.runs.usecases.claim import Claim
from integration.runs.usecases.end_claim import state_to_end
from integration.runs.usecases.record_failure import Mark, Recorded
from integration.runs.usecases.report import digest_of, report
from integration.sources import store as sources
from integration.sources.domain.state import SourceState
from kit.database import Session
from kit.outbox import emit


async def hold_reading(
    session: Session,
    claim: Claim,
    contents: Sequence[ListingContent],
    findings: Sequence[Finding],
    *,
    at: datetime,
    mark: Mark,
) -> Recorded:
    """Hold a reading; its source's facts turn unknown and keep their last good values.

    What drifted in the same way as the reading that is held already, or has the content of one that
    was discarded, is not held a second time: there is nothing new to decide.
    """
    state = await state_to_end(session, claim, at=at)
    if state is None:
        return Recorded(status="abandoned")
    reason = reason_of(list(findings))
    facts = await mark(session, claim, state, reason, at)
    quarantine = _quarantine(claim, contents, findings, at=at)
    before = await quarantines.open_ones(session, claim.source.code)
    is_new = not any(each.is_same(findings) for each in before)
    is_new = is_new and not await _is_discarded(session, quarantine)
    if is_new or claim.on_demand:
        counts = {"facts_changed": len(facts)}
        ended = report(claim, contents, status="quarantined", counts=counts, at=at)
        await runs.save(session, replace(ended, failure=reason))
    if is_new:
        for each in before:
            await _overtake(session, each, at=at)
        await quarantines.save(session, quarantine)
        await keep(session, claim, at=at)
    elif claim.answers.is_stored:
        await kept_answers.drop(session, claim.run.run_id)
    settled = after_quarantine(state, reason, at=at, source=claim.source, is_new=is_new)
    await _tell(session, claim, settled, held=quarantine if is_new else None, facts=facts)
    await sources.save_state(session, settled)
    return Recorded(status="quarantined", facts=facts)


def _quarantine(
    claim: Claim, contents: Sequence[ListingContent], findings: Sequence[Finding], *, at: datetime
) -> Quarantine:
    return Quarantine(
        run_id=claim.run.run_id,
        source_code=claim.source.code,
        status="held",
        findings=findings,
        digest=digest_of(contents),
        held_at=at,
    )


async def _tell(
    session: Session,
    claim: Claim,
    settled: SourceState,
    *,
    held: Quarantine | None,
    facts: Sequence[Fact],
) -> None:
    """Emit what is news; what was compared with this source stands in doubt from now on."""
    news = [] if held is None else [events.source_quarantined(claim.source, settled, held)]
    observed = [fact_observed(claim.source.code, item) for item in facts]
    if news or facts:
        await marks.mark(session, claim.source.agency_codes)
    await emit(session, [*news, *observed], source=ORIGIN)


async def _is_discarded(session: Session, quarantine: Quarantine) -> bool:
    last = await quarantines.last_discarded(session, quarantine.source_code)
    return last is not None and last.digest == quarantine.digest


async def overtake_held(
    session: Session, claim: Claim, before: SourceState, *, at: datetime
) -> None:
    """Note that this reading can be believed: what drifted before it is of the past."""
    if before.health == "up" or claim.is_aside:
        return
    for held in await quarantines.open_ones(session, claim.source.code):
        if held.run_id != claim.run.run_id:
            await _overtake(session, held, at=at)


async def _overtake(session: Session, held: Quarantine, *, at: datetime) -> None:
    """End a quarantine because of a later reading; one that was released is not read any more."""
    await quarantines.save(session, held.decided("superseded", at=at, by=held.decided_by))
    await kept_answers.drop(session, held.run_id)
    run = await runs.find(session, held.source_code, held.run_id, lock=True)
    if run is not None and run.status != "quarantined":
        await runs.save(session, replace(run, status="quarantined"))
