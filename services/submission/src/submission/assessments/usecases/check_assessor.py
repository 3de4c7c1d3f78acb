"""Check who decides at which stage. After mandiri nobody decides about their own agency."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden, Unprocessable
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.answer import Stage
from submission.assessments.domain.stage import assessor_of, stages_of
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import campaigns


async def check_assessor(
    session: Session, principal: Principal, assessment: Assessment, stage: Stage
) -> None:
    """Let pass who may decide about an assessment at a stage that its campaign has.

    Raises:
        Forbidden: The stage comes after mandiri, and the agency is that of the token.
        Unprocessable: The campaign ends before the stage.
    """
    if stage == "mandiri":
        return
    if principal.unit == assessment.agency_code:
        raise Forbidden(
            Text(
                f"Pada tahap {stage}, asesor tidak boleh menilai instansinya sendiri.",
                f"At the stage {stage}, nobody decides about their own agency.",
            ),
            errors=[Refusal("assessment_id", Text("milik instansi Anda", "is your own agency's"))],
        )
    stages = stages_of(await campaigns.kind_of(session, assessment.campaign_code))
    if stage not in stages:
        raise Unprocessable(
            Text(
                f"Kegiatan {assessment.campaign_code} berakhir pada tahap {stages[-1]}.",
                f"The campaign {assessment.campaign_code} ends with the stage {stages[-1]}.",
            ),
            errors=[
                Refusal(
                    "stage",
                    Text(f"pilihan: {', '.join(stages)}", f"choose from {', '.join(stages)}"),
                )
            ],
        )


def check_role(principal: Principal, stage: Stage) -> None:
    """Let pass who has the role that decides at a stage.

    Raises:
        Forbidden: The stage needs another role.
    """
    role = assessor_of(stage)
    if role not in principal.roles:
        raise Forbidden(
            Text(
                f"Keputusan pada tahap {stage} diambil oleh peran {role}.",
                f"At the stage {stage} the role {role} decides.",
            ),
            errors=[Refusal("stage", Text(f"memerlukan peran {role}", f"needs the role {role}"))],
        )
