"""Check who works at a stage: types drafts, fills in lists and tables."""

from kit.auth import Principal
from kit.database import Session
from submission.assessments.usecases.check_assessor import check_assessor, check_role
from submission.assessments.usecases.check_responsible import check_responsible
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment


async def check_decider(
    session: Session, principal: Principal, assessment: Assessment, line: Line
) -> bool:
    """Check that the caller decides about an assessment at the last of these stages.

    If a stage has respondents, they decide there too. Return what `check_responsible` says.

    Raises:
        Forbidden: The stage needs another role, or nobody of the agency itself.
    """
    check_role(principal, line[-1], "answers", "levels")
    check_assessor(principal, assessment, line)
    return await check_responsible(session, principal, assessment, line)
