"""Check who assigns assessors: after the first stage nobody of the assessed agency does."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments.domain import Assignment
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import campaigns
from submission.campaigns.usecases.find import is_of_assessed


async def check_assigner(
    session: Session,
    about: Assignment,
    present: KeptCampaign,
    principal: Principal,
    *,
    pointer: str = "/agency_code",
) -> None:
    """Check that the caller may make or remove an assignment.

    One for all agencies is also for the own one, so it is refused like one for that alone.
    `pointer`: where the refusal is shown.

    Raises:
        Forbidden: It is of an assessor after the first stage, and the agency is that of the token.
    """
    first = stages_of(present.campaign.kind)[0].code
    if about.duty != "assessor" or about.stage == first:
        return
    if about.agency_code is None:
        is_own = await is_of_assessed(session, present, principal)
    else:
        is_own = about.agency_code == AGENCIES.root_of(principal)
    if not is_own:
        return
    stage = about.stage
    raise Forbidden(
        Text(
            f"Pada tahap {stage}, asesor tidak boleh ditugaskan atau diberhentikan oleh instansi"
            " yang dinilai. Koordinator instansi di atasnya yang melakukannya.",
            f"At the stage {stage}, nobody assigns or removes the assessors of their own agency. A"
            " coordinator of an agency above it does.",
        ),
        errors=[
            Refusal(pointer, Text("milik instansi Anda", "is your own agency's"))
            if about.agency_code is not None
            else Refusal(pointer, Text("mencakup instansi Anda", "covers your own agency"))
        ],
    )


async def assigner_of(session: Session, assessment: Assessment, *, is_first: bool) -> Text:
    """Return who assigns at the first stage of an assessment, or at a later one."""
    owner = await campaigns.owner_of(session, assessment.campaign_code)
    if not is_first and owner == assessment.agency_code:
        return Text(
            f"koordinator instansi di atas {owner}", f"a coordinator of an agency above {owner}"
        )
    return Text(f"koordinator instansi {owner}", f"a coordinator of the agency {owner}")
