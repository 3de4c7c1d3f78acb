"""Take what is at risk in locked assessments, and announce what is another than before.

It changes no level and no score: only what stands behind them.
"""

from collections.abc import Sequence
from datetime import datetime

from kit.clock import Clock
from kit.database import Session
from kit.observe import get_logger
from kit.outbox import emit
from scoring.risks import store
from scoring.risks.events import risk_changed
from scoring.state.domain.decision import ToldRisks
from scoring.state.domain.intake import Intake
from scoring.state.domain.locked import LockedAssessment
from scoring.state.events import SOURCE


async def take_risks(
    session: Session,
    locked: Sequence[LockedAssessment],
    intake: Intake,
    *,
    clock: Clock,
    at: datetime,
) -> None:
    """Take the newest state of each assessment, if it is newer than the known one.

    States that waited for the edition are taken with those of the batch.
    """
    told = await _take_parked(session, [each for each in locked if each.touched.everything])
    for each in locked:
        for arrived in each.touched.risks:
            reason = _refusal(each, arrived)
            if reason is None:
                told.append(arrived)
            else:
                intake.refuse(arrived, reason)
    if not told:
        return
    latest = {each.assessment_id: each for each in sorted(told, key=_revision)}
    known = await store.newest(session, latest)
    newer = [each for key, each in latest.items() if _is_newer(each, known.get(key))]
    await store.write(session, newer, at)
    by_id = {each.assessment_id: each for each in locked}
    events = []
    for risks in newer:
        found, before = by_id[risks.assessment_id], known.get(risks.assessment_id)
        found.touched.at_risk = True
        if risks.risks != (() if before is None else before.risks):
            events.append(risk_changed(found.opening, risks, at))
    if events:
        await emit(session, events, source=SOURCE, clock=clock)


async def _take_parked(session: Session, locked: Sequence[LockedAssessment]) -> list[ToldRisks]:
    """Return the states that waited, or note why they can never be taken."""
    if not locked:
        return []
    by_id = {each.assessment_id: each for each in locked}
    taken, refused = [], []
    for told in await store.parked(session, by_id):
        reason = _refusal(by_id[told.assessment_id], told)
        if reason is None:
            taken.append(told)
        else:
            refused.append((told, reason))
            get_logger().warning("parked_risk_refused", revision=told.revision, reason=reason)
    await store.unpark(session, taken)
    await store.refuse_parked(session, refused)
    return taken


def _refusal(locked: LockedAssessment, told: ToldRisks) -> str | None:
    """Return why a state can never be taken, or None."""
    edition = locked.assessment.compiled.edition
    for each in told.risks:
        if each.indicator_code not in edition.position:
            return f"edition {edition.code} has no indicator {each.indicator_code!r}"
    return None


def _revision(told: ToldRisks) -> int:
    return told.revision


def _is_newer(told: ToldRisks, known: ToldRisks | None) -> bool:
    return known is None or told.revision > known.revision
