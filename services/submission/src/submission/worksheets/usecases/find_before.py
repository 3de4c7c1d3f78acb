"""Find what each indicator has at the stage before."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from kit.database import Session
from submission.assessments.domain.answer import Answer
from submission.assessments.domain.stage import StageLevel, stage_level
from submission.assessments.store import decisions
from submission.assessments.usecases.find_stage import Line
from submission.worksheets.domain.layout import before_cells


async def find_newest(session: Session, assessment_id: UUID) -> Mapping[str, Sequence[Answer]]:
    """Return the newest decisions of each indicator, one for each stage."""
    newest: dict[str, list[Answer]] = {}
    for answer in await decisions.all_newest(session, assessment_id):
        newest.setdefault(answer.indicator_code, []).append(answer)
    return newest


def level_before(levels: Sequence[Answer], code: str, line: Line) -> StageLevel | None:
    """Return the level of an indicator before the last of these stages; None at the first."""
    codes = [stage.code for stage in line]
    return stage_level(levels, code, codes[:-1]) if codes[1:] else None


async def find_before(
    session: Session, assessment_id: UUID, codes: Iterable[str], line: Line
) -> Mapping[str, Mapping[str, str | None]]:
    """Return the cells of what indicators have before the last of these stages, by code."""
    newest = await find_newest(session, assessment_id)
    return {code: before_cells(level_before(newest.get(code, ()), code, line)) for code in codes}
