"""Keep which indicators were seen on a visit: deciding their levels asks for it."""

from kit.database import Session
from submission.assessments.store import visited
from submission.assessments.usecases.find_stage import find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import visiting_in
from submission.minutes.domain.signed import seen_on_visits
from submission.minutes.usecases.find_minutes import signed_minutes


async def keep_visited(session: Session, assessment: Assessment) -> None:
    """Write what the signed minutes of a locked assessment say now."""
    found = await signed_minutes(session, assessment)
    codes = {
        code
        for stage in visiting_in(await find_stages(session, assessment))
        for code in seen_on_visits(found, stage.code)
    }
    await visited.replace_all(session, assessment.assessment_id, codes)
