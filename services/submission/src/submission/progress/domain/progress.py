"""How far the agencies of a campaign are, by the one rule of completeness.

A stage counts once it was opened: a waiting one is not behind, and a skipped one asks for nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from submission.assignments.domain import Assignment
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stage_state import State
from submission.performance.domain.standing import PeriodStanding
from submission.progress.domain.duties import Duties, duties_of
from submission.progress.domain.part import Outline, Part, gaps_at

COUNTED: Final[frozenset[State]] = frozenset({"open", "submitted", "closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """How far a stage is. `answered` of `total` indicators; None while it was not opened."""

    stage: str
    track: str
    state: State
    answered: int | None
    total: int
    deadline: Deadline | None
    ends_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyProgress:
    """How far an agency is, stage by stage.

    `period`: where its month or quarter stands, for who sees all of it.
    """

    assessment_id: UUID
    agency_code: str
    ended_on: date | None
    stages: Sequence[StageProgress]
    period: PeriodStanding | None = None


@dataclass(slots=True)
class Count:
    """How many are answered, of how many."""

    answered: int = 0
    total: int = 0

    def add(self, *, answered: bool) -> None:
        """Count one more."""
        self.answered += answered
        self.total += 1


@dataclass(slots=True)
class GroupProgress:
    """The counts of each stage of an indicator, or of a unit; `code` None: of no unit."""

    code: str | None
    stages: dict[str, Count] = field(default_factory=dict)

    def add(self, stage: str, *, answered: bool) -> None:
        """Count an indicator of an agency at a stage."""
        self.stages.setdefault(stage, Count()).add(answered=answered)


def agency_progress(part: Part, outline: Outline, *, now: datetime) -> AgencyProgress:
    """Return how far an agency is."""
    return AgencyProgress(
        assessment_id=part.assessment_id,
        agency_code=part.agency_code,
        ended_on=part.ended_on,
        stages=[*_stages(part, outline, now)],
        period=part.period if part.units is None else None,
    )


def by_indicator(
    parts: Sequence[Part], outline: Outline, assigned: Collection[Assignment]
) -> list[GroupProgress]:
    """Return how many agencies have answered each indicator at each stage, in natural order."""
    duties = duties_of(outline, assigned)
    seen = {code for part in parts for code in duties.seen_of(part)}
    shown = [code for code in outline.indicators if code in seen] if parts else outline.indicators
    found = {code: GroupProgress(code) for code in shown}
    for stage, _, code, answered in _answered(parts, outline, duties):
        found[code].add(stage, answered=answered)
    return [*found.values()]


def by_unit(
    parts: Sequence[Part], outline: Outline, assigned: Collection[Assignment]
) -> list[GroupProgress]:
    """Return how far each responsible unit is at the first stage.

    The last one is of no unit: what nobody is responsible for. An indicator of two units counts
    for both.
    """
    duties = duties_of(outline, assigned)
    found: dict[str | None, GroupProgress] = {}
    first = outline.stages[0].code
    for stage, part, code, answered in _answered(parts, outline, duties):
        if stage != first:
            continue
        for unit in duties.units_of(code, part) or {None}:
            found.setdefault(unit, GroupProgress(unit)).add(stage, answered=answered)
    return sorted(found.values(), key=lambda each: (each.code is None, each.code or ""))


def _stages(part: Part, outline: Outline, now: datetime) -> Iterator[StageProgress]:
    total = len(outline.indicators)
    is_awaited = part.is_under_way(now) and not part.is_closed
    for state in part.states:
        stage = outline.stages[state.position]
        deadline, answered = outline.deadlines.get(stage.code), None
        if state.state in COUNTED:
            answered = total - len(gaps_at(part, state, outline))
        is_late = deadline is not None and deadline.has_passed(now, part.deadline_zone)
        yield StageProgress(
            stage=stage.code,
            track=stage.track,
            state=state.state,
            answered=answered,
            total=total,
            deadline=deadline,
            ends_at=None if deadline is None else deadline.ends_at(part.deadline_zone),
            is_overdue=is_late and state.state == "open" and is_awaited,
        )


def _answered(
    parts: Iterable[Part], outline: Outline, duties: Duties
) -> Iterator[tuple[str, Part, str, bool]]:
    """Yield stage, part, indicator, and whether it is answered there, as far as it is seen."""
    for part in parts:
        seen = duties.seen_of(part)
        for state in part.states:
            if state.state in COUNTED:
                lacking = {*gaps_at(part, state, outline)}
                for code in seen:
                    yield state.stage, part, code, code not in lacking
