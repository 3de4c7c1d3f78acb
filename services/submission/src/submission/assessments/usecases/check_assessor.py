"""Check who decides at which stage. After the first nobody decides about their own agency."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.open_for_decisions import either, roles_of
from submission.assessments.store import decisions as store
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import Stage, StageAct, is_once
from submission.campaigns.store import campaigns
from submission.campaigns.store import stages as passed


def check_assessor(principal: Principal, assessment: Assessment, line: Line) -> None:
    """Check that the caller may decide about an assessment at the last of these stages.

    Raises:
        Forbidden: The stage comes after the first, and the agency is that of the token.
    """
    stage = line[-1]
    if stage == line[0] or principal.unit != assessment.agency_code:
        return
    raise own_agency(stage)


def own_agency(stage: Stage) -> Forbidden:
    """Return the error for who decides about their own agency after the first stage."""
    return Forbidden(
        Text(
            f"Pada tahap {stage.code}, hal ini tidak boleh dilakukan oleh orang dari instansi yang"
            " dinilai.",
            f"At the stage {stage.code}, this is not for people of the assessed agency.",
        ),
        errors=[Refusal("assessment_id", Text("milik instansi Anda", "is your own agency's"))],
    )


def answers_at(principal: Principal, stage: Stage) -> bool:
    """Say whether who decides at a stage answers there, and does not assess."""
    return stage.role in stage.respondents or stage.role not in principal.roles


def check_role(principal: Principal, stage: Stage, *acts: StageAct, pointer: str = "stage") -> None:
    """Check that the caller has a role that may do one of these things at a stage.

    Raises:
        Forbidden: The stage needs another role for it.
    """
    roles = sorted({role for act in acts for role in roles_of(stage, act)})
    if principal.roles.isdisjoint(roles):
        name = either(roles)
        raise Forbidden(
            Text(
                f"Pada tahap {stage.code} hal ini dilakukan oleh peran {name.id}.",
                f"At the stage {stage.code} this is for the role {name.en}.",
            ),
            errors=[
                Refusal(pointer, Text(f"memerlukan peran {name.id}", f"needs the role {name.en}"))
            ],
        )


async def check_once(
    session: Session, assessment: Assessment, stage: str, principal: Principal
) -> None:
    """Check that the caller acted at no other stage, if the kind of the campaign demands that.

    To act is to decide, or to submit.

    Raises:
        Forbidden: They did.
    """
    if not is_once(await campaigns.kind_of(session, assessment.campaign_code)):
        return
    where, who = assessment.assessment_id, principal.subject
    acted = [
        *await store.stages_of_decider(session, where, who),
        *await passed.submitted_by(session, where, who),
    ]
    other = next((each for each in acted if each != stage), None)
    if other is None:
        return
    raise Forbidden(
        Text(
            f"Anda sudah memutuskan pada tahap {other}; satu orang hanya bertugas pada satu tahap.",
            f"You decided at the stage {other} already; nobody acts at two stages.",
        ),
        errors=[Refusal("stage", Text("memerlukan orang lain", "needs another person"))],
    )
