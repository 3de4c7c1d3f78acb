"""How far the agencies of a campaign are, by the one rule of completeness.

A stage counts once it was opened: a waiting one is not behind, and a skipped one asks for nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from rules.tree import upwards
from submission.assignments.domain import Assignment
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stage_state import State
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
    """How far an agency is, stage by stage."""

    assessment_id: UUID
    agency_code: str
    ended_on: date | None
    stages: Sequence[StageProgress]


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
    )


def by_indicator(parts: Iterable[Part], outline: Outline) -> list[GroupProgress]:
    """Return how many agencies have answered each indicator at each stage, in natural order."""
    found = {code: GroupProgress(code) for code in outline.indicators}
    for stage, _, code, answered in _answered(parts, outline):
        found[code].add(stage, answered=answered)
    return [*found.values()]


def by_unit(
    parts: Iterable[Part], outline: Outline, assigned: Collection[Assignment]
) -> list[GroupProgress]:
    """Return how far each responsible unit is at the first stage.

    The last one is of no unit: what nobody is responsible for. An indicator of two units counts
    for both.
    """
    duties = [each for each in assigned if each.duty == "responsible"]
    above = {code: {*upwards(code, outline.parents.get)} for code in outline.indicators}
    found: dict[str | None, GroupProgress] = {}
    first = outline.stages[0].code
    for stage, agency, code, answered in _answered(parts, outline):
        if stage != first:
            continue
        units = {
            each.unit_code
            for each in duties
            if each.agency_code in (None, agency) and each.node_code in above[code]
        }
        for unit in units or {None}:
            found.setdefault(unit, GroupProgress(unit)).add(stage, answered=answered)
    return sorted(found.values(), key=lambda each: (each.code is None, each.code or ""))


def _stages(part: Part, outline: Outline, now: datetime) -> Iterator[StageProgress]:
    total, has_ended = len(outline.indicators), part.has_ended(now)
    for state in part.states:
        stage = outline.stages[state.position]
        deadline, answered = outline.deadlines.get(stage.code), None
        if state.state in COUNTED:
            answered = total - len(gaps_at(part, state, outline))
        is_late = deadline is not None and deadline.has_passed(now, part.zone)
        yield StageProgress(
            stage=stage.code,
            track=stage.track,
            state=state.state,
            answered=answered,
            total=total,
            deadline=deadline,
            ends_at=None if deadline is None else deadline.ends_at(part.zone),
            is_overdue=is_late and state.state == "open" and not has_ended,
        )


def _answered(parts: Iterable[Part], outline: Outline) -> Iterator[tuple[str, str, str, bool]]:
    """Yield stage, agency, indicator, and whether it is answered there."""
    indicators = outline.indicators
    for part in parts:
        for state in part.states:
            if state.state in COUNTED:
                lacking = {*gaps_at(part, state, outline)}
                for code in indicators:
                    yield state.stage, part.agency_code, code, code not in lacking
