"""Check who works at a stage: types drafts, fills in lists and tables."""

from kit.auth import Principal
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.usecases.check_assessor import check_assessor
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment


def check_decider(principal: Principal, assessment: Assessment, line: Line) -> None:
    """Let pass who decides about an assessment at the last of these stages.

    Where a stage has respondents, these are they too.

    Raises:
        Forbidden: The stage needs another role, or nobody of the agency itself.
    """
    stage = line[-1]
    roles = {stage.role, *stage.respondents}
    if principal.roles.isdisjoint(roles):
        names = sorted(roles)
        either = Text(" atau ".join(names), " or ".join(names))
        raise Forbidden(
            Text(
                f"Pada tahap {stage.code} hal ini dilakukan oleh peran {either.id}.",
                f"At the stage {stage.code} this is for the role {either.en}.",
            ),
            errors=[
                Refusal(
                    "stage", Text(f"memerlukan peran {either.id}", f"needs the role {either.en}")
                )
            ],
        )
    check_assessor(principal, assessment, line)
