"""Move a recommendation on: its new state, what happened, and what follows for the counts.

One that is withdrawn, with a reason, is due no more and stays readable.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.recommendation import (
    ENDED,
    STATE_NAMES,
    KeptRecommendation,
    RecommendationAct,
    RecommendationPassage,
    RecommendationState,
)
from submission.recommendations.store import recommendations as store
from submission.recommendations.usecases.check_above import check_above
from submission.recommendations.usecases.find import find_recommendation
from submission.recommendations.usecases.tell import tell_standings


async def move_recommendation(
    session: Session,
    present: KeptRecommendation,
    state: RecommendationState,
    principal: Principal,
    *,
    act: RecommendationAct,
    reason: str | None,
    clock: Clock,
    followed_up_on: date | None = None,
) -> KeptRecommendation:
    """Return a locked recommendation in another state. `reason`: why, as its history keeps it."""
    changed = replace(present, state=state, followed_up_on=followed_up_on)
    if state == "withdrawn":
        changed = replace(changed, reason=reason)
    return await keep_change(session, changed, principal, act=act, reason=reason, clock=clock)


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


async def keep_change(
    session: Session,
    changed: KeptRecommendation,
    principal: Principal,
    *,
    act: RecommendationAct,
    reason: str | None,
    clock: Clock,
) -> KeptRecommendation:
    """Store the next revision of a recommendation, and tell the counts that follow."""
    by = Act(principal.subject, clock.now())
    kept = replace(changed, revision=changed.revision + 1, changed=by)
    await store.save(session, RecommendationPassage(kept=kept, act=act, by=by, reason=reason))
    await tell_standings(session, [kept.recommendation.agency_code], clock=clock)
    return kept


def check_going_on(present: KeptRecommendation) -> None:
    """Check that a recommendation takes changes and follow-ups.

    Raises:
        Conflict: It is settled or withdrawn.
    """
    if present.state not in ENDED:
        return
    state = STATE_NAMES[present.state]
    raise Conflict(
        Text(
            f"Rekomendasi ini sudah {state.id} dan tidak menerima perubahan lagi.",
            f"This recommendation is {state.en} and takes no more changes.",
        ),
        errors=[Refusal("recommendation_id", state)],
        extra={"state": present.state},
    )
