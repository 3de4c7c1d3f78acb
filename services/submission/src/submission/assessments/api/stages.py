"""Levels of the stages: what assessors decide, and what a stage inherits from earlier ones."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.fields import FREE_TEXT, NOT_BLANK
from kit.web import IdempotentRoute, IfMatch, etag, seen_revisions
from submission.agencies.api.outdated import answering_outdated
from submission.agencies.api.responses import DECISION, NOT_FOUND, WITHDRAWAL
from submission.assessments.api import schemas
from submission.assessments.api.answers import current, movement, require_one
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.decision import Decision
from submission.assessments.domain.stage import StageLevel, stage_level, stage_levels
from submission.assessments.store import decisions as store
from submission.assessments.usecases.check_decider import check_decider
from submission.assessments.usecases.decide import decide_level
from submission.assessments.usecases.find import find_assessment, find_indicator
from submission.assessments.usecases.find_stage import Line, find_line

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages/{stage}/levels",
    tags=["assessments"],
    route_class=IdempotentRoute,
)


@router.get("", operation_id="list_stage_levels", responses=NOT_FOUND)
async def list_levels(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.StageLevelList:
    """List the levels of a stage: its own and those that it inherits."""
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    line = await find_line(session, assessment, stage)
    newest = await store.all_newest(session, assessment_id)
    items = [view_of(level) for level in stage_levels(newest, _codes(line))]
    return schemas.StageLevelList(assessment_id=assessment_id, stage=stage, items=items)


@router.get("/{indicator_code}", operation_id="read_stage_level", responses=NOT_FOUND)
async def read_level(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.StageLevelView:
    """Read the level of an indicator; the ETag is of the stage's own decision, "0" before it."""
    assessment = await find_assessment(
        session, assessment_id, principal, for_answering=SystemClock()
    )
    line = await find_line(session, assessment, stage)
    await find_indicator(session, assessment, indicator_code)
    newest = await store.of_indicator(session, assessment_id, indicator_code)
    level = stage_level(newest, indicator_code, _codes(line))
    response.headers["ETag"] = etag(level.own.revision)
    return view_of(level)


@router.put("/{indicator_code}", operation_id="put_stage_level", responses=DECISION)
async def put_level(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    indicator_code: schemas.IndicatorCode,
    body: schemas.StageLevelInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> schemas.DecidedLevel:
    """Decide the level at a stage; the kind of the campaign says which role decides at it.

    At the first stage respondents may do this too: it is then the same as an answer.
    Nobody decides about their own agency after the first stage. The same level, explanation (or
    reasons) and time again change nothing. A stage that is not open takes nothing (409, with what
    must come first and who does it); after a submission only returned indicators can change.
    """
    require_one(body)
    decision = Decision(
        assessment_id=assessment_id,
        indicator_code=indicator_code,
        stage=stage,
        level=body.level,
        explanation=body.whole_text(),
        reasons=body.parts(),
        sector=body.sector,
        decided_at=body.decided_at,
        seen=seen_revisions(if_match),
    )
    with answering_outdated(if_match, current):
        return await _decide(session, decision, principal, response)


@router.delete("/{indicator_code}", operation_id="withdraw_stage_level", responses=WITHDRAWAL)
async def delete_level(
    assessment_id: schemas.AssessmentId,
    stage: schemas.StageCode,
    indicator_code: schemas.IndicatorCode,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
    *,
    explanation: Annotated[str, Query(max_length=2_000), FREE_TEXT, NOT_BLANK] = "",
    if_match: IfMatch = None,
) -> schemas.DecidedLevel:
    """Withdraw the decision of a stage, so that it inherits again. The history keeps it."""
    decision = Decision(
        assessment_id=assessment_id,
        indicator_code=indicator_code,
        stage=stage,
        level=None,
        explanation=explanation,
        seen=seen_revisions(if_match),
    )
    with answering_outdated(if_match, current):
        return await _decide(session, decision, principal, response)


def own_view(decided: Answer) -> schemas.StageLevelView:
    """Return the level that a stage has just decided itself."""
    return view_of(StageLevel(decided, decided))


def view_of(level: StageLevel) -> schemas.StageLevelView:
    """Return how the level of an indicator at a stage is shown."""
    own, counted = level
    return schemas.StageLevelView(
        indicator_code=own.indicator_code,
        stage=own.stage,
        level=counted.level,
        explanation=counted.explanation,
        reasons=None if counted.reasons is None else dict(counted.reasons),
        sector=counted.sector,
        inherited=level.is_inherited,
        decided_at_stage=None if counted.level is None else counted.stage,
        decided_by=counted.decided_by,
        decided_at=counted.decided_at,
        revision=own.revision,
    )


async def _decide(
    session: SessionDep, decision: Decision, principal: PrincipalDep, response: Response
) -> schemas.DecidedLevel:
    assessment = await find_assessment(
        session, decision.assessment_id, principal, for_answering=SystemClock()
    )
    line = await find_line(session, assessment, decision.stage)
    await check_decider(session, principal, assessment, line)
    decided, moved = await decide_level(session, decision, principal, clock=SystemClock())
    newest = await store.of_indicator(session, decision.assessment_id, decision.indicator_code)
    response.headers["ETag"] = etag(decided.revision)
    view = view_of(stage_level(newest, decision.indicator_code, _codes(line)))
    return schemas.DecidedLevel(**view.model_dump(), **movement(moved))


def _codes(line: Line) -> list[str]:
    return [stage.code for stage in line]
