"""What a stage of an assessment inherits.

PermenPANRB 59/2020, chapter III: a stage that decides nothing about an indicator inherits the level
and the explanation of the stage before.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from submission.assessments.domain.answer import Answer


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


def stage_levels(newest: Iterable[Answer], stages: Sequence[str]) -> Iterator[StageLevel]:
    """Yield the levels at a stage, of each indicator with a decision at this stage or before.

    `newest` are the newest decisions by indicator and stage, `stages` the codes up to this stage.
    """
    by_indicator: dict[str, dict[str, Answer]] = {}
    for answer in newest:
        by_indicator.setdefault(answer.indicator_code, {})[answer.stage] = answer
    for code, by_stage in by_indicator.items():
        found = stage_level(by_stage.values(), code, stages)
        if found.own.revision or found.counted.level is not None:
            yield found


def stage_level(newest: Iterable[Answer], indicator_code: str, stages: Sequence[str]) -> StageLevel:
    """Return the level of one indicator at the last of these stages.

    `newest`: its newest decisions by stage.
    """
    by_stage = {answer.stage: answer for answer in newest}
    own = by_stage.get(stages[-1], Answer(indicator_code=indicator_code, stage=stages[-1]))
    decided = [by_stage[code].level if code in by_stage else None for code in stages]
    place = counted_place(decided)
    return StageLevel(own, own if place is None else by_stage[stages[place]])


def counted_place(levels: Sequence[str | None]) -> int | None:
    """Return which of the levels of stages counts at the last of them: the last that there is."""
    return next(
        (place for place in reversed(range(len(levels))) if levels[place] is not None), None
    )
