"""Find the evidence of a stage: what was linked up to it, with what was said of that up to it."""

from kit.database import Session
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import StageState
from submission.campaigns.store import stages
from submission.links.domain.link import Link
from submission.links.domain.stage_evidence import (
    StageEvidence,
    VersionId,
    evidence_of,
    unread_of,
)
from submission.links.store import links as store


async def find_stage_evidence(
    session: Session, assessment: Assessment, line: Line
) -> StageEvidence:
    """Return what the indicators of the last of these stages rest on."""
    state = await find_stage_state(session, assessment, line)
    is_over = state.state in ("submitted", "closed")
    return evidence_of(
        await _links(session, assessment, line), unread=state.unread if is_over else None
    )


async def find_unread(session: Session, assessment: Assessment, line: Line) -> frozenset[VersionId]:
    """Return the versions that count at the last of these stages, and that nobody has read yet."""
    return frozenset(unread_of(await _links(session, assessment, line)))


async def find_stage_state(session: Session, assessment: Assessment, line: Line) -> StageState:
    """Return where the last of these stages stands."""
    return (await stages.of_assessment(session, assessment, line))[-1]


async def _links(session: Session, assessment: Assessment, line: Line) -> list[Link]:
    codes = [stage.code for stage in line]
    return await store.at_stages(session, assessment.assessment_id, codes)
