"""Find a stage of an assessment: its campaign's kind says which there are."""

from kit.database import Session
from kit.errors import Unprocessable
from rules.refusal import Refusal
from rules.text import Text
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import Stage, stages_of, up_to
from submission.campaigns.store import campaigns

Line = tuple[Stage, ...]


async def find_stages(session: Session, assessment: Assessment) -> Line:
    """Return the stages of an assessment in their order."""
    return stages_of(await campaigns.kind_of(session, assessment.campaign_code))


async def find_line(
    session: Session, assessment: Assessment, code: str, *, pointer: str = "stage"
) -> Line:
    """Return the stages of an assessment up to one, that one last.

    `pointer` leads to where the stage is named.

    Raises:
        Unprocessable: Its campaign has no such stage.
    """
    stages = await find_stages(session, assessment)
    line = up_to(stages, code)
    if line:
        return line
    some = ", ".join(stage.code for stage in stages)
    raise Unprocessable(
        Text(
            f"Kegiatan {assessment.campaign_code} tidak mempunyai tahap {code}.",
            f"The campaign {assessment.campaign_code} has no stage {code}.",
        ),
        errors=[Refusal(pointer, Text(f"pilihan: {some}", f"choose from {some}"))],
    )
