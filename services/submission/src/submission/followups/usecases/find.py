"""Find the follow-ups of a recommendation within reach."""

from collections.abc import Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.text import Text
from submission.followups import store
from submission.followups.domain import Followup
from submission.recommendations.usecases.find import find_recommendation


async def find_followups(
    session: Session, recommendation_id: UUID, principal: Principal
) -> Sequence[Followup]:
    """Return the follow-ups of a recommendation within reach, the first one first.

    Raises:
        NotFound: There is no such recommendation within reach.
    """
    await find_recommendation(session, recommendation_id, principal)
    return await store.of_recommendation(session, recommendation_id)


def find_in(followups: Sequence[Followup], followup_id: UUID) -> Followup:
    """Return a follow-up of a recommendation by its id.

    Raises:
        NotFound: The recommendation has none with this id.
    """
    found = next((each for each in followups if each.followup_id == followup_id), None)
    if found is None:
        raise missing(
            "followup_id", Text("Tindak lanjut ini tidak ada.", "There is no such follow-up.")
        )
    return found
