"""Check that a stage takes a decision, and refuse a step with everything that it lacks."""

from collections.abc import Sequence

from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.lock import Lack, lock_of
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import stages
from submission.editions import store as editions


async def check_lock(
    session: Session, assessment: Assessment, line: Line, *, indicator_code: str
) -> None:
    """Let pass what the last of these stages takes. The assessment's row is locked.

    Raises:
        Conflict: The stage is not open, or not for this indicator.
    """
    all_stages = await find_stages(session, assessment)
    states = await stages.of_assessment(session, assessment, all_stages)
    edition = await editions.find(session, assessment.edition_code)
    code = indicator_code if edition is None else edition.indicator_of(indicator_code)
    lack = lock_of(all_stages, states, line[-1].code, indicator_code=code)
    if lack is not None:
        raise lacking([lack], pointer="indicator_code", state=states[len(line) - 1].state)


def lacking(lacks: Sequence[Lack], *, pointer: str, state: str) -> Conflict:
    """Return the refusal of a step: everything that is missing, and who can do it."""
    told = Text(
        "; ".join(lack.text.id for lack in lacks), "; ".join(lack.text.en for lack in lacks)
    )
    return Conflict(
        Text(f"{told.id[0].upper()}{told.id[1:]}.", f"{told.en[0].upper()}{told.en[1:]}."),
        errors=[Refusal(pointer, lack.text) for lack in lacks],
        extra={
            "state": state,
            "missing": [
                {
                    "requirement": lack.requirement,
                    "roles": list(lack.roles),
                    "indicator_codes": list(lack.indicator_codes),
                }
                for lack in lacks
            ],
        },
    )
