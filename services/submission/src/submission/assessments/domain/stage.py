"""The stages of an assessment: who decides at each, and what a stage inherits.

PermenPANRB 59/2020, chapter III: a stage that decides nothing about an indicator inherits the level
and the explanation of the stage before.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from submission.assessments.domain.answer import Answer, Stage
from submission.campaigns.domain.campaign import CampaignKind

AssessorRole = Literal["internal_assessor", "external_assessor"]

STAGES: Final[tuple[Stage, ...]] = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
_MONITORED: Final[tuple[Stage, ...]] = ("mandiri", "dokumen")


class StageLevel(NamedTuple):
    """The level of an indicator at a stage, decided there or at an earlier stage.

    `own` is the stage's own newest decision, empty without any; it may be a withdrawal. `counted`
    is the decision that counts.
    """

    own: Answer
    counted: Answer

    @property
    def is_inherited(self) -> bool:
        """Say whether the level comes from an earlier stage."""
        return self.counted.stage != self.own.stage


def assessor_of(stage: Stage) -> AssessorRole:
    """Return who decides at a stage: internal assessors at the first, then external ones."""
    return "internal_assessor" if stage == "mandiri" else "external_assessor"


def stages_of(kind: CampaignKind) -> tuple[Stage, ...]:
    """Return the stages of a campaign; a monitoring ends with the stage `dokumen`."""
    return _MONITORED if kind == "monitoring" else STAGES


def stage_levels(newest: Iterable[Answer], stage: Stage) -> Iterator[StageLevel]:
    """Yield the levels at a stage, of each indicator with a decision at this stage or before.

    `newest` are the newest decisions by indicator and stage.
    """
    by_indicator: dict[str, dict[Stage, Answer]] = {}
    for answer in newest:
        by_indicator.setdefault(answer.indicator_code, {})[answer.stage] = answer
    for code, by_stage in by_indicator.items():
        found = stage_level(by_stage.values(), code, stage)
        if found.own.revision or found.counted.level is not None:
            yield found


def stage_level(newest: Iterable[Answer], indicator_code: str, stage: Stage) -> StageLevel:
    """Return the level of one indicator at a stage; `newest`: its newest decisions by stage."""
    by_stage = {answer.stage: answer for answer in newest}
    own = by_stage.get(stage, Answer(indicator_code=indicator_code, stage=stage))
    for before in reversed(STAGES[: STAGES.index(stage) + 1]):
        decided = by_stage.get(before)
        if decided is not None and decided.level is not None:
            return StageLevel(own, decided)
    return StageLevel(own, own)
