"""Check what a unit of the assessed agency may do: it answers what it is responsible for."""

from kit.auth import Principal
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assessments.usecases.check_assessor import check_role, own_agency
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment


async def check_responsible(
    session: Session, principal: Principal, assessment: Assessment, line: Line
) -> bool:
    """Say whether the token is of a unit of the assessed agency, and only answers therefore.

    Others pass: whether they may decide is asked elsewhere.

    Raises:
        Forbidden: It is, and the last of these stages comes after the first, or has no respondents
            of a role of the token.
    """
    root = AGENCIES.root_of(principal)
    if root == assessment.agency_code:
        return False
    if assessment.agency_code not in await agencies.line(session, root):
        return False
    if len(line) > 1:
        raise own_agency(line[-1])
    check_role(principal, line[-1], "answers")
    return True
