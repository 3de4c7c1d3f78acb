"""Decide the level of an indicator, or withdraw it.

The assessment's row is locked before anything of the assessment is read. So decisions on one
assessment are made one after the other: none is lost, and the revision counts them all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.outbox import emit
from rules.edition import answer_text
from rules.refusal import Refusal
from rules.revision import SeenRevisions, is_repeated
from rules.text import Text
from submission.agencies.events import SOURCE
from submission.assessments import events, store
from submission.assessments.domain.answer import UNANSWERED, Answer
from submission.assessments.usecases.check_assessor import check_assessor, check_once
from submission.assessments.usecases.check_lock import check_lock
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.assessments.usecases.find_stage import Line, find_line
from submission.assignments.usecases.check_assigned import check_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import assessments
from submission.campaigns.usecases.check_open import check_open
from submission.editions.domain.edition import read_level


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided, by somebody who has seen some revisions of the answer.

    `level` None withdraws; `decided_at` None means now. `is_answer`: by a respondent.
    """

    assessment_id: UUID
    indicator_code: str
    stage: str
    level: str | None
    explanation: str
    seen: SeenRevisions | None
    reasons: Mapping[str, str] | None = None
    decided_at: datetime | None = None
    is_answer: bool = False


async def decide_level(
    session: Session, decision: Decision, principal: Principal, *, clock: Clock
) -> Answer:
    """Return the present answer. What is so already, as far as it is said, changes nothing.

    Raises:
        NotFound: There is no such assessment within reach, or its edition has no such indicator.
        Forbidden: The agency is their own, or there is a conflict; or somebody else is assigned.
        OutdatedChange: It does not start from the present answer.
        Conflict: The campaign is closed, the time of the stage is over, or the stage does not take
            it now. Or it withdraws, with an explanation, what was never decided.
        Unprocessable: The level is not on the scale, the campaign does not have the stage, or the
            time is in the future.
    """
    assessment = await find_assessment(session, decision.assessment_id, principal, lock=True)
    line = await find_line(session, assessment, decision.stage)
    await _check_may(session, assessment, decision, principal, line=line, clock=clock)
    level = await _checked_level(session, assessment, decision)
    now = clock.now()
    refuse(_time_ahead(decision, now))
    present = await store.newest(
        session, assessment.assessment_id, decision.indicator_code, decision.stage
    )
    is_same = _is_same(decision, level, present)
    if not is_same:
        await check_lock(session, assessment, line, indicator_code=decision.indicator_code)
    if is_repeated(decision.seen, present, is_same=is_same, first=UNANSWERED):
        return present
    if level is None and present.revision == UNANSWERED:
        raise _nothing_to_withdraw(decision.stage)
    decided = replace(
        _said(decision, level),
        revision=assessment.revision + 1,
        decided_by=principal.subject,
        decided_at=decision.decided_at or now,
        recorded_at=now,
    )
    await _keep(session, assessment, decided, clock=clock)
    return decided


async def _check_may(
    session: Session,
    assessment: Assessment,
    decision: Decision,
    principal: Principal,
    *,
    line: Line,
    clock: Clock,
) -> None:
    """Let pass what is decided in time, by somebody who may decide it."""
    check_assessor(principal, assessment, line)
    await check_open(session, assessment, decision.stage, clock=clock)
    await check_assigned(
        session,
        principal,
        assessment,
        line=line,
        indicator_code=decision.indicator_code,
        is_answer=decision.is_answer,
    )
    await check_once(session, assessment, decision.stage, principal)


def _time_ahead(decision: Decision, now: datetime) -> Iterator[Refusal]:
    if decision.decided_at is not None and decision.decided_at > now:
        yield Refusal("/decided_at", Text("tidak boleh di masa depan", "must not be in the future"))


def _said(decision: Decision, level: str | None) -> Answer:
    return Answer(
        indicator_code=decision.indicator_code,
        stage=decision.stage,
        level=level,
        explanation=decision.explanation,
        reasons=decision.reasons,
    )


def _is_same(decision: Decision, level: str | None, present: Answer) -> bool:
    return present.is_already(
        level, decision.explanation, reasons=decision.reasons, decided_at=decision.decided_at
    )


def _nothing_to_withdraw(stage: str) -> Conflict:
    return Conflict(
        Text(
            f"Belum ada keputusan pada tahap {stage} yang dapat ditarik kembali; penjelasan ini"
            " tidak disimpan.",
            f"There is no decision at the stage {stage} to withdraw; the explanation is not kept.",
        ),
        errors=[Refusal("explanation", Text("tidak ada yang dijelaskan", "explains nothing"))],
    )


async def _keep(session: Session, assessment: Assessment, decided: Answer, *, clock: Clock) -> None:
    await store.add(session, assessment.assessment_id, decided)
    await assessments.set_revision(session, assessment.assessment_id, decided.revision)
    event = events.level_decided(assessment, decided)
    await emit(session, [event], source=SOURCE, clock=clock)


async def _checked_level(
    session: Session, assessment: Assessment, decision: Decision
) -> str | None:
    indicator = await find_indicator(session, assessment, decision.indicator_code)
    if decision.level is None:
        return None
    level = read_level(indicator, decision.level)
    if isinstance(level, Refusal):
        refuse([level])
        return None
    return answer_text(level)
