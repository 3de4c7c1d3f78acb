"""Follow-ups of a recommendation: sent, taken back, verified or returned."""

from typing import Any, Final

from fastapi import APIRouter, Response

from kit.auth import PrincipalDep
from kit.clock import SystemClock
from kit.database import ReadSessionDep, SessionDep
from kit.web import IdempotentRoute
from submission.agencies.api.responses import NOT_FOUND
from submission.followups.api import schemas
from submission.followups.usecases.find import find_followups, find_in
from submission.followups.usecases.judge import Verdict, judge_followup
from submission.followups.usecases.send import Deed, send_followup
from submission.followups.usecases.withdraw import withdraw_followup
from submission.recommendations.api.schemas import RecommendationId, WithdrawalInput

router = APIRouter(
    prefix="/api/v1/recommendations/{recommendation_id}/followups",
    tags=["recommendations"],
    route_class=IdempotentRoute,
)

_JUDGED: Final[dict[int | str, dict[str, Any]]] = {
    **NOT_FOUND,
    409: {"description": "It was judged otherwise, or the recommendation has ended"},
}
_VERIFIED: Final[dict[int | str, dict[str, Any]]] = {
    **_JUDGED,
    422: {"description": "It has no evidence, and you do not say what you saw"},
}


@router.get("", operation_id="list_followups", responses=NOT_FOUND)
async def list_followups(
    recommendation_id: RecommendationId, principal: PrincipalDep, session: ReadSessionDep
) -> schemas.FollowupList:
    """List what was done about a recommendation, the first one first."""
    found = await find_followups(session, recommendation_id, principal)
    return schemas.FollowupList(items=[schemas.FollowupView.of(each) for each in found])


@router.post(
    "",
    operation_id="send_followup",
    status_code=201,
    responses={
        **NOT_FOUND,
        200: {"model": schemas.FollowupView, "description": "It was sent already"},
        409: {"description": "It has ended, or a follow-up waits for its verification"},
        422: {"description": "The evidence is not there"},
    },
)
async def post_followup(
    recommendation_id: RecommendationId,
    body: schemas.FollowupInput,
    principal: PrincipalDep,
    session: SessionDep,
    response: Response,
) -> schemas.FollowupView:
    """Send what your agency did about a recommendation, with its proof.

    The day on which it is sent counts, once it is verified. The same again changes nothing.
    """
    deed = Deed(
        recommendation_id=recommendation_id, text=body.text, evidence_ids=(*body.evidence_ids,)
    )
    sent, is_new = await send_followup(session, deed, principal, clock=SystemClock())
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = (
        f"/api/v1/recommendations/{recommendation_id}/followups/{sent.followup_id}"
    )
    return schemas.FollowupView.of(sent)


@router.get("/{followup_id}", operation_id="read_followup", responses=NOT_FOUND)
async def read_followup(
    recommendation_id: RecommendationId,
    followup_id: schemas.FollowupId,
    principal: PrincipalDep,
    session: ReadSessionDep,
) -> schemas.FollowupView:
    """Read what was done, and what was said of it."""
    found = await find_followups(session, recommendation_id, principal)
    return schemas.FollowupView.of(find_in(found, followup_id))


@router.post("/{followup_id}/verification", operation_id="verify_followup", responses=_VERIFIED)
async def post_verification(
    recommendation_id: RecommendationId,
    followup_id: schemas.FollowupId,
    body: schemas.VerificationInput,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.FollowupView:
    """Verify a follow-up: the recommendation is settled.

    Somebody above the agency does, who sent none of its follow-ups. Without evidence it needs a
    reason: what was seen.
    """
    verdict = Verdict(
        recommendation_id=recommendation_id,
        followup_id=followup_id,
        judgement="verified",
        reason=body.reason,
    )
    judged = await judge_followup(session, verdict, principal, clock=SystemClock())
    return schemas.FollowupView.of(judged)


@router.post("/{followup_id}/return", operation_id="return_followup", responses=_JUDGED)
async def post_return(
    recommendation_id: RecommendationId,
    followup_id: schemas.FollowupId,
    body: schemas.ReturnInput,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.FollowupView:
    """Return a follow-up with what is still to be done; the agency sends another one.

    So is one that was verified by mistake, if you say so: the recommendation is open again.
    """
    verdict = Verdict(
        recommendation_id=recommendation_id,
        followup_id=followup_id,
        judgement="returned",
        reason=body.reason,
        takes_back=body.takes_back_verification,
    )
    judged = await judge_followup(session, verdict, principal, clock=SystemClock())
    return schemas.FollowupView.of(judged)


@router.post("/{followup_id}/withdrawal", operation_id="withdraw_followup", responses=_JUDGED)
async def post_withdrawal(
    recommendation_id: RecommendationId,
    followup_id: schemas.FollowupId,
    body: WithdrawalInput,
    principal: PrincipalDep,
    session: SessionDep,
) -> schemas.FollowupView:
    """Take back a follow-up that waits for its verification, with the reason.

    The agency that carries the recommendation out does, and can send another one.
    """
    withdrawn = await withdraw_followup(
        session, recommendation_id, followup_id, body.reason, principal, clock=SystemClock()
    )
    return schemas.FollowupView.of(withdrawn)
