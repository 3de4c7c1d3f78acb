"""Check that a stage takes a decision, and refuse a step with everything that it lacks."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.database import Session
from kit.errors import Conflict, Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments import store
from submission.assessments.domain.lock import Lack, lock_of
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import is_person_at_one_stage
from submission.campaigns.store import campaigns, stages
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


async def check_person(
    session: Session, assessment: Assessment, line: Line, principal: Principal
) -> None:
    """Let pass who did not decide at, or submit, another stage, where the kind forbids that.

    Raises:
        Forbidden: They did.
    """
    kind = await campaigns.kind_of(session, assessment.campaign_code)
    if not is_person_at_one_stage(kind):
        return
    where, stage, who = assessment.assessment_id, line[-1].code, principal.subject
    if not (
        await store.has_decided_at_another(session, where, stage, subject=who)
        or await stages.has_submitted_another(session, where, stage, subject=who)
    ):
        return
    raise Forbidden(
        Text(
            "Anda sudah memutuskan pada jenjang lain dari penilaian ini; orang lain dengan peran"
            " yang sama harus memutuskan di sini.",
            "You decided at another tier of this assessment; somebody else of the same role must"
            " decide here.",
        ),
        errors=[
            Refusal(
                "assessment_id",
                Text("satu orang, satu jenjang", "one person decides at one tier only"),
            )
        ],
    )


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
