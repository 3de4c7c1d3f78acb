"""Stages: where they stand, and the steps that people make with them."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.fields import TextView
from kit.web import IdempotentRoute, etag
from submission.agencies.api.responses import NOT_FOUND
from submission.assessments.api.schemas import AssessmentId, StageCode
from submission.stages.api import schemas
from submission.stages.usecases.close import close_stage
from submission.stages.usecases.find_overviews import (
    StageOverview,
    StepAhead,
    list_overviews,
    read_overview,
)
from submission.stages.usecases.give_back import Return, return_indicators
from submission.stages.usecases.skip import Skipping, skip_stage
from submission.stages.usecases.submit import Submission, submit_stage

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/stages",
    tags=["stages"],
    route_class=IdempotentRoute,
)

_READ: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    422: {"description": "The campaign has no such stage; its stages are named"},
}
_STEP: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {
        "description": "Something is missing first; all of it is named, with the roles that can do"
        " it"
    },
    422: {"description": "There is no such stage or indicator; every field is named"},
}


@router.get("", operation_id="list_stages", responses=NOT_FOUND)
async def list_stages(
    assessment_id: AssessmentId, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.StageList:
    """List all stages in their order: state, who did what and when, and what is missing next."""
    found = await list_overviews(session, assessment_id, principal, clock=SystemClock())
    items = [_view(each, assessment_id) for each in found]
    return schemas.StageList(assessment_id=assessment_id, items=items)


@router.get("/{stage}", operation_id="read_stage", responses=_READ)
async def read_stage(
    assessment_id: AssessmentId,
    stage: StageCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
    response: Response,
) -> schemas.StageView:
    """Read a stage; its ETag is its revision."""
    found = await read_overview(session, assessment_id, stage, principal, clock=SystemClock())
    return _shown(found, assessment_id, response)


@router.post("/{stage}/submission", operation_id="submit_stage", responses=_STEP)
async def post_submission(
    assessment_id: AssessmentId,
    stage: StageCode,
    body: schemas.SubmissionInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.StageView:
    """Submit a stage: complete, or with a reason for each gap. Its levels are frozen from then on.

    An indicator is complete with a level (or `n/a`), own or inherited, and its explanation; after
    the first stage also with its `justifikasi` where the level differs from the stage before. After
    a return it is submitted again in the same way. The same submission again changes nothing.
    """
    submission = Submission(
        assessment_id=assessment_id,
        stage=stage,
        gaps=[(each.indicator_code, each.reason) for each in body.gaps],
    )
    await submit_stage(session, submission, principal, clock=SystemClock())
    found = await read_overview(session, assessment_id, stage, principal, clock=SystemClock())
    return _shown(found, assessment_id, response)


@router.post("/{stage}/returns", operation_id="return_indicators", responses=_STEP)
async def post_return(
    assessment_id: AssessmentId,
    stage: StageCode,
    body: schemas.ReturnInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.StageView:
    """Return indicators of a submitted stage, each with a reason. They alone open again.

    The same return again changes nothing.
    """
    wanted = Return(
        assessment_id=assessment_id,
        stage=stage,
        indicators=[(each.indicator_code, each.reason) for each in body.indicators],
    )
    await return_indicators(session, wanted, principal, clock=SystemClock())
    found = await read_overview(session, assessment_id, stage, principal, clock=SystemClock())
    return _shown(found, assessment_id, response)


@router.post("/{stage}/closing", operation_id="close_stage", responses=_STEP)
async def post_closing(
    assessment_id: AssessmentId,
    stage: StageCode,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.StageView:
    """Close a submitted stage for ever and open the next. A closed stage stays as it is."""
    await close_stage(session, assessment_id, stage, principal, clock=SystemClock())
    found = await read_overview(session, assessment_id, stage, principal, clock=SystemClock())
    return _shown(found, assessment_id, response)


@router.post("/{stage}/skipping", operation_id="skip_stage", responses=_STEP)
async def post_skipping(
    assessment_id: AssessmentId,
    stage: StageCode,
    body: schemas.SkippingInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.StageView:
    """Skip an optional stage before it is opened. The same again changes nothing."""
    wanted = Skipping(assessment_id=assessment_id, stage=stage, reason=body.reason)
    await skip_stage(session, wanted, principal, clock=SystemClock())
    found = await read_overview(session, assessment_id, stage, principal, clock=SystemClock())
    return _shown(found, assessment_id, response)


def _shown(
    found: StageOverview, assessment_id: AssessmentId, response: Response
) -> schemas.StageView:
    response.headers["ETag"] = etag(found.state.revision)
    return _view(found, assessment_id)


def _view(found: StageOverview, assessment_id: AssessmentId) -> schemas.StageView:
    stage, state = found.stage, found.state
    return schemas.StageView(
        assessment_id=assessment_id,
        stage=stage.code,
        name=TextView.model_validate(stage.name),
        position=state.position,
        track=stage.track,
        is_optional=stage.is_optional,
        state=state.state,
        revision=state.revision,
        returned=_named(state.returned),
        gaps=_named(state.gaps),
        passages=[
            schemas.PassageView(
                passage=each.passage,
                passed_by=each.act.by,
                passed_at=each.act.at,
                reason=each.reason,
                indicators=_named(each.indicators),
            )
            for each in found.passed
        ],
        next_steps=[_step(each) for each in found.steps],
    )


def _step(ahead: StepAhead) -> schemas.StepView:
    return schemas.StepView(
        step=ahead.step,
        roles=list(ahead.roles),
        missing=[
            schemas.LackView(
                requirement=lack.requirement,
                text=TextView.model_validate(lack.text),
                roles=list(lack.roles),
                indicator_codes=list(lack.indicator_codes),
            )
            for lack in ahead.lacks
        ],
    )


def _named(reasons: Mapping[str, str]) -> list[schemas.NamedIndicator]:
    return [
        schemas.NamedIndicator(indicator_code=code, reason=reason)
        for code, reason in reasons.items()
    ]
