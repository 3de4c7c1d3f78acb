"""Check that a stage is approved by a second person: nobody approves their own work."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.store import decisions
from submission.assessments.usecases.check_assessor import check_assessor, check_once
from submission.assessments.usecases.find_stage import Line
from submission.assignments.usecases.check_assigned import check_no_conflict
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import is_once, stages_of
from submission.campaigns.store import campaigns, stages
from submission.minutes.store import verdicts


async def check_second_person(
    session: Session, assessment: Assessment, line: Line, principal: Principal, *, clock: Clock
) -> None:
    """Check that somebody is a second person for the last of these stages.

    Raises:
        Forbidden: They are not, whatever roles they hold.
    """
    check_assessor(principal, assessment, line)
    await check_no_conflict(session, principal, assessment, line=line, clock=clock)
    await check_once(session, assessment, line[-1].code, principal, pointer="/stage")
    if principal.subject in await find_participants(session, assessment, line):
        raise Forbidden(
            Text(
                f"Anda memutuskan nilai atau hasil reviu pada tahap {line[-1].code}, atau"
                " mengajukannya; persetujuan diberikan oleh orang lain, apa pun peran Anda.",
                f"You decided levels or the verdict of the stage {line[-1].code}, or submitted it;"
                " somebody else approves, whatever roles you hold.",
            ),
            errors=[
                Refusal(
                    "/stage", Text("memerlukan persetujuan orang lain", "needs a second person")
                )
            ],
        )


async def find_participants(session: Session, assessment: Assessment, line: Line) -> set[str]:
    """Return who decided a level or the verdict of the last of these stages, or submitted it.

    Whoever did so at any time counts; where nobody acts at two stages, whoever did at any stage.
    """
    where, stage = assessment.assessment_id, line[-1].code
    acted = [stage]
    kind = await campaigns.kind_of(session, assessment.campaign_code)
    if is_once(kind):
        acted = [each.code for each in stages_of(kind)]
    found = await decisions.deciders(session, where, acted)
    found |= await stages.submitters(session, where, acted)
    if line[-1].has_verdict:
        found |= await verdicts.sayers(session, where, stage)
    return found
