"""Who decides at which stage. Nobody decides on the answers of their own agency."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import FieldError, Forbidden, Unprocessable
from kit.languages import Text
from submission.assessments.domain.answer import Stage
from submission.assessments.domain.stage import assessor_of, stages_of
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import campaigns


async def check_assessor(
    session: Session, principal: Principal, found: Assessment, stage: Stage
) -> None:
    """Let pass who may decide about an assessment at a stage that its campaign has.

    Raises:
        Forbidden: The stage is one of others, and the agency is that of the token.
        Unprocessable: The campaign ends before the stage.
    """
    if stage == "mandiri":
        return
    if principal.agency_code == found.agency_code:
        raise Forbidden(
            Text(
                f"Tidak seorang pun menilai instansinya sendiri pada tahap {stage}.",
                f"Nobody decides about their own agency at the stage {stage}.",
            ),
            errors=[FieldError("path/assessment_id", Text("instansi Anda", "is your agency's"))],
        )
    stages = stages_of(await campaigns.kind_of(session, found.campaign_code))
    if stage not in stages:
        raise Unprocessable(
            Text(
                f"Kegiatan {found.campaign_code} berakhir pada tahap {stages[-1]}.",
                f"The campaign {found.campaign_code} ends with the stage {stages[-1]}.",
            ),
            errors=[
                FieldError(
                    "path/stage",
                    Text(f"pilihan: {', '.join(stages)}", f"it takes {', '.join(stages)}"),
                )
            ],
        )


def check_role(principal: Principal, stage: Stage) -> None:
    """Let pass who has the role that decides at a stage.

    Raises:
        Forbidden: It takes the role of the other assessors.
    """
    role = assessor_of(stage)
    if role not in principal.roles:
        raise Forbidden(
            Text(
                f"Tahap {stage} diputuskan oleh peran {role}.",
                f"At the stage {stage} the role {role} decides.",
            ),
            errors=[FieldError("path/stage", Text(f"perlu {role}", f"takes {role}"))],
        )
