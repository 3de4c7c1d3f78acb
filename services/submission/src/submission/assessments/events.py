"""From a decision to the event that says so."""

from contracts.events.assessment import LevelDecidedV2
from submission.assessments.domain.answer import Answer
from submission.campaigns.domain.assessment import Assessment


def level_decided(assessment: Assessment, decided: Answer) -> LevelDecidedV2:
    """Return the event that a level was decided or withdrawn."""
    if decided.decided_by is None or decided.decided_at is None:
        raise ValueError("an answer without a decision has no event")
    return LevelDecidedV2(
        assessment_id=assessment.assessment_id,
        revision=decided.revision,
        indicator_code=decided.indicator_code,
        stage=decided.stage,
        level=decided.level,
        explanation=decided.told,
        decided_by=decided.decided_by,
        decided_at=decided.decided_at,
    )
