"""Disputes (sanggah): raised by the assessed agency, answered by the stage's assessor."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.assessments.api.schemas import AssessmentId
from submission.assessments.usecases.find import find_assessment
from submission.stages import store
from submission.stages.api import schemas
from submission.stages.domain.dispute import Dispute, DisputeState
from submission.stages.usecases.answer_dispute import Ending, answer_dispute, find_dispute
from submission.stages.usecases.raise_dispute import Contest, raise_dispute

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}/disputes",
    tags=["stages"],
    route_class=IdempotentRoute,
)

_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {"description": "It was answered in another way"},
}


@router.get("", operation_id="list_disputes", responses=NOT_FOUND)
async def list_disputes(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    state: Annotated[
        DisputeState | None,
        Query(description="Only disputes in this state", examples=["open"]),
    ] = None,
    paging: PagingDep,
) -> Page[schemas.DisputeView]:
    """List the disputes of an assessment, oldest first."""
    await find_assessment(session, assessment_id, principal)
    found = await store.after(
        session,
        paging.after(UUID),
        assessment_id=assessment_id,
        state=state,
        limit=paging.limit + 1,
    )
    return paging.page(found, item=_view, position=lambda each: each.dispute_id)


@router.post(
    "",
    operation_id="raise_dispute",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.DisputeView, "description": "There is such an open dispute already"},
        409: {"description": "The stage is not submitted, or the open dispute has another reason"},
        422: {"description": "There is no such stage or indicator, or the stage is your own"},
    },
)
async def post_dispute(
    assessment_id: AssessmentId,
    body: schemas.DisputeInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.DisputeView:
    """Contest what a submitted stage says of an indicator of your own agency.

    A stage with an open dispute cannot be closed. The same dispute again is answered with the open
    one.
    """
    contest = Contest(
        assessment_id=assessment_id,
        stage=body.stage,
        indicator_code=body.indicator_code,
        reason=body.reason,
    )
    raised, is_new = await raise_dispute(session, contest, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = (
        f"/api/v1/assessments/{assessment_id}/disputes/{raised.dispute_id}"
    )
    return _view(raised)


@router.get("/{dispute_id}", operation_id="read_dispute", responses=NOT_FOUND)
async def read_dispute(
    assessment_id: AssessmentId,
    dispute_id: schemas.DisputeId,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.DisputeView:
    """Read a dispute with its answer."""
    await find_assessment(session, assessment_id, principal)
    return _view(await find_dispute(session, assessment_id, dispute_id))


@router.post("/{dispute_id}/acceptance", operation_id="accept_dispute", responses=_ANSWER)
async def post_acceptance(
    assessment_id: AssessmentId,
    dispute_id: schemas.DisputeId,
    body: schemas.DisputeAnswer,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.DisputeView:
    """Accept a dispute: the indicator is returned, so that the stage can decide it anew."""
    ending = Ending(
        assessment_id=assessment_id, dispute_id=dispute_id, state="accepted", reason=body.reason
    )
    return _view(await answer_dispute(session, ending, principal, clock=SystemClock()))


@router.post("/{dispute_id}/rejection", operation_id="reject_dispute", responses=_ANSWER)
async def post_rejection(
    assessment_id: AssessmentId,
    dispute_id: schemas.DisputeId,
    body: schemas.DisputeAnswer,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.DisputeView:
    """Reject a dispute with the reason: the level stays."""
    ending = Ending(
        assessment_id=assessment_id, dispute_id=dispute_id, state="rejected", reason=body.reason
    )
    return _view(await answer_dispute(session, ending, principal, clock=SystemClock()))


def _view(dispute: Dispute) -> schemas.DisputeView:
    answered = dispute.answered
    return schemas.DisputeView(
        dispute_id=dispute.dispute_id,
        assessment_id=dispute.assessment_id,
        stage=dispute.stage,
        indicator_code=dispute.indicator_code,
        reason=dispute.reason,
        state=dispute.state,
        raised_by=dispute.raised.by,
        raised_at=dispute.raised.at,
        answer=dispute.answer,
        answered_by=answered.by if answered else None,
        answered_at=answered.at if answered else None,
    )
