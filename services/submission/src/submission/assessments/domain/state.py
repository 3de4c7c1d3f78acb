"""The decisions that count at a stage, as the hash of an assessment's state takes them."""

from collections.abc import Iterable, Iterator, Sequence

from rules.assessment_state import StateDecision
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.stage import stage_levels


def state_decisions(newest: Iterable[Answer], stages: Sequence[str]) -> Iterator[StateDecision]:
    """Yield the decisions that count at the last of these stages, those of earlier ones too.

    `newest`: the newest decisions by indicator and stage.
    """
    for found in stage_levels(newest, stages):
        counted = found.counted
        if counted.level is not None and counted.decided_by is not None:
            yield StateDecision(
                indicator_code=counted.indicator_code,
                stage=counted.stage,
                level=counted.level,
                explanation=counted.told,
                decided_by=counted.decided_by,
                revision=counted.revision,
            )
