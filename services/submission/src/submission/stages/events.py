"""From steps of stages to the events that say so."""

from uuid import UUID

from contracts.events.assessment import StageClosedV2
from submission.campaigns.domain.stage_state import Act


def stage_closed(assessment_id: UUID, revision: int, stage: str, *, act: Act) -> StageClosedV2:
    """Return the event that a stage was closed, as a revision of its assessment."""
    return StageClosedV2(
        assessment_id=assessment_id,
        revision=revision,
        stage=stage,
        closed_by=act.by,
        closed_at=act.at,
    )
