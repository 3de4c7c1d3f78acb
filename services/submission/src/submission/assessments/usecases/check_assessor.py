"""Check who decides at which stage. After the first nobody decides about their own agency."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.store import decisions as store
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import Stage, is_once
from submission.campaigns.store import campaigns


def check_assessor(principal: Principal, assessment: Assessment, line: Line) -> None:
    """Let pass who may decide about an assessment at the last of these stages.

    Raises:
        Forbidden: The stage comes after the first, and the agency is that of the token.
    """
    stage = line[-1]
    if stage == line[0] or principal.unit != assessment.agency_code:
        return
    raise Forbidden(
        Text(
            f"Pada tahap {stage.code}, asesor tidak boleh menilai instansinya sendiri.",
            f"At the stage {stage.code}, nobody decides about their own agency.",
        ),
        errors=[Refusal("assessment_id", Text("milik instansi Anda", "is your own agency's"))],
    )


def check_role(principal: Principal, stage: Stage) -> None:
    """Let pass who has the role that decides at a stage.

    Raises:
        Forbidden: The stage needs another role.
    """
    role = stage.role
    if role not in principal.roles:
        raise Forbidden(
            Text(
                f"Keputusan pada tahap {stage.code} diambil oleh peran {role}.",
                f"At the stage {stage.code} the role {role} decides.",
            ),
            errors=[Refusal("stage", Text(f"memerlukan peran {role}", f"needs the role {role}"))],
        )


def answers_at(principal: Principal, stage: Stage) -> bool:
    """Say whether who decides at a stage answers there, and does not assess."""
    return stage.role in stage.respondents or stage.role not in principal.roles


def check_respondent(principal: Principal, stage: Stage) -> None:
    """Let pass who has a role that answers at a stage.

    Raises:
        Forbidden: The stage needs another role.
    """
    if principal.roles.isdisjoint(stage.respondents):
        some = ", ".join(stage.respondents)
        raise Forbidden(
            Text(
                f"Pada tahap {stage.code} yang menjawab adalah peran {some}.",
                f"At the stage {stage.code} the roles that answer are {some}.",
            ),
            errors=[
                Refusal(
                    "indicator_code", Text(f"memerlukan peran {some}", f"needs the role {some}")
                )
            ],
        )


async def check_once(
    session: Session, assessment: Assessment, stage: str, principal: Principal
) -> None:
    """Let pass who decided at no other stage, where the kind of the campaign demands that.

    Raises:
        Forbidden: They did.
    """
    if not is_once(await campaigns.kind_of(session, assessment.campaign_code)):
        return
    stages = await store.stages_of_decider(session, assessment.assessment_id, principal.subject)
    other = next((each for each in stages if each != stage), None)
    if other is None:
        return
    raise Forbidden(
        Text(
            f"Anda sudah memutuskan pada tahap {other}; satu orang hanya bertugas pada satu tahap.",
            f"You decided at the stage {other} already; nobody acts at two stages.",
        ),
        errors=[Refusal("stage", Text("memerlukan orang lain", "needs another person"))],
    )
