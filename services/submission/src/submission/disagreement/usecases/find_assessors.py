"""Find how the assessors of a campaign lie to each other."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.database import Session
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.usecases.find import find_campaign_within
from submission.disagreement.domain.opinions import AssessorBias, assessors_of
from submission.disagreement.usecases.compare import in_thread
from submission.disagreement.usecases.survey import survey_of
from submission.progress.store import parts


async def find_assessors(
    session: Session, campaign_code: str, principal: Principal
) -> Sequence[AssessorBias]:
    """Return how the levels of each assessor lie to those of others, by their subjects.

    An agency that is assessed does not see how its assessors judge: the campaign is of the token's
    agency, or of one below it, and what was decided about the token's agency itself is left out.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
        Forbidden: It was opened for an agency above the subtree.
    """
    present = await find_campaign_within(session, campaign_code, principal)
    root = AGENCIES.root_of(principal)
    rows = await parts.parts(session, present.campaign.code, root_code=root)
    found = await survey_of(session, present, [row for row in rows if row.agency_code != root])
    return await in_thread(lambda: assessors_of(found.parts, found.outline))
