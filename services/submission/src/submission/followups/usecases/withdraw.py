"""Take a follow-up back that waits for its verification: the agency sent it by mistake."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.campaigns.domain.stage_state import Act
from submission.followups import store
from submission.followups.domain import Followup
from submission.followups.usecases.find import find_in
from submission.followups.usecases.judge import was_judged
from submission.followups.usecases.send import check_carrier
from submission.people.usecases.find import check_employed
from submission.recommendations.domain.recommendation import RecommendationState
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.move import check_going_on, move_recommendation


async def withdraw_followup(
    session: Session,
    recommendation_id: UUID,
    followup_id: UUID,
    reason: str,
    principal: Principal,
    *,
    clock: Clock,
) -> Followup:
    """Return the withdrawn follow-up; the recommendation stands as before it was sent.

    The same again changes nothing.

    Raises:
        NotFound: There is no such follow-up within reach.
        Forbidden: Another agency carries the recommendation out, or the time of the person is over.
        Conflict: It was judged, or withdrawn for another reason.
    """
    present = await find_recommendation(session, recommendation_id, principal, lock=True)
    await check_employed(session, principal.subject, clock=clock)
    await check_carrier(session, present, principal, clock=clock)
    followups = await store.of_recommendation(session, recommendation_id)
    sent = find_in(followups, followup_id)
    if (sent.state, sent.reason) == ("withdrawn", reason):
        return sent
    if sent.state != "submitted":
        raise was_judged(sent)
    check_going_on(present)
    act = Act(principal.subject, clock.now())
    withdrawn = replace(sent, state="withdrawn", judged=act, reason=reason)
    await store.judge(session, withdrawn)
    before = _before(followups)
    await move_recommendation(
        session, present, before, principal, act="taken_back", reason=reason, clock=clock
    )
    return withdrawn


def _before(followups: Iterable[Followup]) -> RecommendationState:
    """Return how a recommendation stood before its newest follow-up was sent."""
    was_returned = any(each.state == "returned" for each in followups)
    return "returned" if was_returned else "open"
