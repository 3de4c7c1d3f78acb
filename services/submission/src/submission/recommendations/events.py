"""From a quarter of an agency, or a recommendation without an owner, to the event that tells it."""

from datetime import datetime

from contracts.events.followup import FollowupsChangedV1, OwnerNeededV1, RecommendationDue
from submission.recommendations.domain.ownership import OwnerLack
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.domain.standing import QuarterStanding


def followups_changed(
    standing: QuarterStanding, revision: int, *, now: datetime
) -> FollowupsChangedV1:
    """Return the event of what was due in a quarter, and what of it is done."""
    done = {each.recommendation_id for each in standing.done}
    return FollowupsChangedV1(
        agency_code=standing.agency_code,
        period=standing.period.code,
        revision=revision,
        due_count=len(standing.due),
        done_count=len(done),
        changed_at=now,
        due=tuple(
            RecommendationDue(
                recommendation_id=each.recommendation_id,
                revision=each.revision,
                agency_code=each.agency_code,
                carried_by=each.carried_by,
                deadline=each.deadline,
                followed_up_on=each.followed_up_on,
                is_instruction=each.is_instruction,
                is_done=each.recommendation_id in done,
            )
            for each in standing.due
        ),
    )


def owner_needed(kept: KeptRecommendation, lack: OwnerLack, *, now: datetime) -> OwnerNeededV1:
    """Return the event of a recommendation whose owner sees to it no more."""
    wanted = kept.recommendation
    return OwnerNeededV1(
        recommendation_id=kept.recommendation_id,
        revision=kept.revision,
        agency_code=wanted.agency_code,
        carried_by=kept.carried_by,
        owner=wanted.owner or "",
        reason=lack,
        deadline=wanted.deadline,
        is_instruction=wanted.is_instruction,
        noticed_at=now,
    )
