"""Find a recommendation within reach, and check which ones are asked for."""

from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.recommendations.domain.recommendation import KeptRecommendation
from submission.recommendations.store import recommendations as store


async def find_recommendation(
    session: Session, recommendation_id: UUID, principal: Principal, *, lock: bool = False
) -> KeptRecommendation:
    """Return a recommendation to an agency within reach, or one that such an agency carries out.

    `lock`: nobody else changes it until the transaction ends.

    Raises:
        NotFound: There is no such recommendation within reach.
    """
    root = AGENCIES.root_of(principal)
    found = await store.find(session, recommendation_id, root_code=root, lock=lock)
    if found is None:
        raise missing(
            "recommendation_id",
            Text("Rekomendasi ini tidak ada.", "There is no such recommendation."),
        )
    return found
