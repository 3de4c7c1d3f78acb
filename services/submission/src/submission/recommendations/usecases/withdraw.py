"""Withdraw a recommendation, with the reason: it is due no more, and stays readable."""

from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.usecases.check_above import check_above
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.move import check_going_on, move_recommendation


async def withdraw_recommendation(
    session: Session, recommendation_id: UUID, reason: str, principal: Principal, *, clock: Clock
) -> KeptRecommendation:
    """Return the withdrawn recommendation. The same again changes nothing.

    Raises:
        NotFound: There is no such recommendation within reach.
        Forbidden: Somebody of the addressed agency asks.
        Conflict: It is settled, or was withdrawn for another reason.
    """
    present = await find_recommendation(session, recommendation_id, principal, lock=True)
    codes = [present.recommendation.agency_code, present.carried_by]
    await check_above(session, principal, codes, clock=clock, pointer="recommendation_id")
    if (present.state, present.reason) == ("withdrawn", reason):
        return present
    check_going_on(present)
    return await move_recommendation(
        session, present, "withdrawn", principal, act="withdrawn", reason=reason, clock=clock
    )
