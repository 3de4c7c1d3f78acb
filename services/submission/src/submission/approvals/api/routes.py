"""The state of a stage, approvals of it, and the consent to publication."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute, Page, PagingDep
from submission.agencies.api.responses import NOT_FOUND
from submission.approvals import store
from submission.approvals.api import schemas
from submission.approvals.api.views import approval_view, consent_view, state_view
from submission.approvals.usecases.approve import Word, approve
from submission.approvals.usecases.consent import consent, find_consent
from submission.approvals.usecases.find_state import find_state
from submission.approvals.usecases.judge import judge_approvals
from submission.assessments.api.schemas import AssessmentId, StageCode
from submission.assessments.usecases.find import find_assessment

router = APIRouter(
    prefix="/api/v1/assessments/{assessment_id}", tags=["approvals"], route_class=IdempotentRoute
)

_Responses = dict[int | str, dict[str, Any]]
_AWAY: Final[_Responses] = {
    **NOT_FOUND,
    503: {"description": "The edition is being read; try again in a moment"},
}
_NO_STAGE: Final[_Responses] = {
    422: {"description": "The campaign has no such stage; its stages are named"}
}
_NO_CONSENT: Final[_Responses] = {
    422: {"description": "No stage of the campaign ends with a consent"}
}
_NOT_NOW: Final[_Responses] = {
    409: {
        "description": "The state is another one now (`sha256` is its hash), or the stage is not"
        " submitted; says who can do what is missing"
    }
}


@router.get(
    "/stages/{stage}/state", operation_id="read_stage_state", responses={**_AWAY, **_NO_STAGE}
)
async def read_state(
    assessment_id: AssessmentId,
    stage: StageCode,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.StateView:
    """Read the exact state of a stage with its hash, its index and its predicate.

    Any change of what counts there, of the signed minutes, or of the evidence and its reviews makes
    another hash; the clock makes none. What an address gives later is shown as a risk, and what was
    linked stays. The hash is the SHA-256 of the canonical JSON (RFC 8785) of the fields that say
    so, without `links` and `withdrawn` where they are empty.
    """
    found = await find_state(session, assessment_id, stage, principal, clock=SystemClock())
    return state_view(found)


@router.get("/approvals", operation_id="list_approvals", responses=_AWAY)
async def list_approvals(
    assessment_id: AssessmentId,
    principal: PrincipalDep,
    session: ReadSessionDep,
    *,
    paging: PagingDep,
) -> Page[schemas.ApprovalView]:
    """List what was said of states, oldest first; what is stale says what has changed since."""
    assessment = await find_assessment(session, assessment_id, principal)
    found = await store.after(
        session, paging.after(UUID), assessment_id=assessment_id, limit=paging.limit + 1
    )
    judged = await judge_approvals(session, assessment, found)
    return paging.page(judged, item=approval_view, position=lambda each: each.approval.approval_id)


@router.post(
    "/approvals",
    operation_id="approve_state",
    status_code=201,
    responses={
        **_AWAY,
        **_NO_STAGE,
        **_NOT_NOW,
        200: {"model": schemas.ApprovalView, "description": "You have said so already"},
    },
)
async def post_approval(
    assessment_id: AssessmentId,
    body: schemas.ApprovalInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.ApprovalView:
    """Approve or reject the state of a submitted or closed stage, as a second person.

    Who decided a level or the verdict of the stage, or submitted it, cannot; after the
    first stage nobody of the assessed agency can. It counts while the state stays as it is, and the
    verdict of a review. A rejection stands against every approval until its person approves.
    """
    word = Word(
        assessment_id=assessment_id,
        stage=body.stage,
        state_hash=body.state_hash,
        verdict_revision=body.verdict_revision,
        decision=body.decision,
        reason=body.reason,
    )
    judged, is_new = await approve(session, word, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    return approval_view(judged)


@router.get("/consent", operation_id="read_consent", responses={**_AWAY, **_NO_CONSENT})
async def read_consent(
    assessment_id: AssessmentId, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.ConsentView:
    """Read whether the assessed agency lets its self-assessment be published, and who signed."""
    return consent_view(await find_consent(session, assessment_id, principal))


@router.post(
    "/consent",
    operation_id="give_consent",
    status_code=201,
    responses={
        **_AWAY,
        **_NO_CONSENT,
        **_NOT_NOW,
        200: {"model": schemas.ConsentView, "description": "You have consented already"},
    },
)
async def post_consent(
    assessment_id: AssessmentId,
    body: schemas.ConsentInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.ConsentView:
    """Consent to the publication of the submitted self-assessment, as its agency's coordinator.

    The signature is of the exact state, and no certified electronic signature. A change makes it
    stale; it stays on record.
    """
    given, is_new = await consent(
        session, assessment_id, body.state_hash, principal, clock=SystemClock()
    )
    response.status_code = 201 if is_new else 200
    return consent_view(given)
