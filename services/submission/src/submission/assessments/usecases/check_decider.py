"""Check who works at a stage: types drafts, fills in lists and tables."""

from kit.auth import Principal
from submission.assessments.usecases.check_assessor import check_assessor, check_role
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment


def check_decider(principal: Principal, assessment: Assessment, line: Line) -> None:
    """Check that the caller decides about an assessment at the last of these stages.

    If a stage has respondents, they decide there too.

    Raises:
        Forbidden: The stage needs another role, or nobody of the agency itself.
    """
    check_role(principal, line[-1], "answers", "levels")
    check_assessor(principal, assessment, line)
