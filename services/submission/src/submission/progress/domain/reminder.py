"""Reminders: what is still to be done at the open stage of an agency, and by when.

A stage that was submitted reminds of nothing. An open one does until it is submitted: of what is
not answered, of what was returned, or only of the submission itself; or until a leader has closed
the period.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

from rules.tree import upwards
from submission.assessments.domain.completeness import natural
from submission.assignments.domain import Assignment
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stage_state import StageNow
from submission.progress.domain.duties import duties_of
from submission.progress.domain.part import Outline, Part, gaps_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What is to be done at a stage, in the order of the indicators.

    `who`: subjects, or else units, to whom it is assigned; empty where it is assigned to nobody.
    """

    assessment_id: UUID
    agency_code: str
    stage: str
    deadline: Deadline | None
    ends_at: datetime | None
    is_overdue: bool
    indicators: Sequence[str]
    who: Sequence[str]


Threshold = Literal["week_before", "day_before", "passed"]


class _Mark(NamedTuple):
    """A threshold, and how long before the end of a deadline it is reached."""

    threshold: Threshold
    before: timedelta


# In the order in which they are reached.
MARKS: Final = (
    _Mark("week_before", timedelta(days=7)),
    _Mark("day_before", timedelta(days=1)),
    _Mark("passed", timedelta()),
)


class Due(NamedTuple):
    """A reminder whose deadline is near, or passed."""

    reminder: Reminder
    threshold: Threshold
    ends_at: datetime


def due_of(reminder: Reminder, now: datetime) -> Due | None:
    """Return a reminder with the last threshold that was reached; None before the first one."""
    ends_at = reminder.ends_at
    threshold = None if ends_at is None else reached(ends_at, now)
    if ends_at is None or threshold is None:
        return None
    return Due(reminder, threshold, ends_at)


def reached(ends_at: datetime, now: datetime) -> Threshold | None:
    """Return the last threshold of a deadline that was reached; None before the first one."""
    found = [mark.threshold for mark in MARKS if now >= ends_at - mark.before]
    return found[-1] if found else None


def reminder_of(
    part: Part, outline: Outline, assigned: Collection[Assignment], *, now: datetime
) -> Reminder | None:
    """Return the reminder of a part; None where no stage is open, or its agency is not there.

    Of a part that is seen by a unit only: what it has to do at the first stage, if anything.
    """
    state = part.open_state
    if state is None or part.is_closed or not part.is_under_way(now):
        return None
    deadline = outline.deadlines.get(state.stage)
    indicators = sorted({*gaps_at(part, state, outline), *state.returned}, key=natural)
    if part.units is not None:
        seen = duties_of(outline, assigned).seen_of(part)
        indicators = [code for code in indicators if code in seen]
        if state.position or not indicators:
            return None
    concerned = indicators or outline.indicators
    of_it = [each for each in assigned if each.agency_code in (None, part.agency_code)]
    return Reminder(
        assessment_id=part.assessment_id,
        agency_code=part.agency_code,
        stage=state.stage,
        deadline=deadline,
        ends_at=None if deadline is None else deadline.ends_at(part.deadline_zone),
        is_overdue=deadline is not None and deadline.has_passed(now, part.deadline_zone),
        indicators=indicators,
        who=who_acts(concerned, of_it, outline.parents, state),
    )


def who_acts(
    codes: Collection[str],
    assigned: Collection[Assignment],
    parents: Mapping[str, str | None],
    state: StageNow,
) -> list[str]:
    """Return who is responsible for one of the indicators at the first stage, or assesses it."""
    nodes = {node for code in codes for node in upwards(code, parents.get)}
    return sorted(
        {
            each.subject or each.unit_code or ""
            for each in assigned
            if each.node_code in nodes and _is_at(each, state)
        }
    )


def most_urgent_first(reminders: Collection[Reminder]) -> list[Reminder]:
    """Return reminders in their order: overdue ones first, then by deadline, without one last."""
    return sorted(
        reminders,
        key=lambda each: (
            not each.is_overdue,
            each.ends_at is None,
            each.ends_at.timestamp() if each.ends_at else 0,
            each.agency_code,
        ),
    )


def _is_at(assigned: Assignment, state: StageNow) -> bool:
    if state.position == 0 and assigned.duty == "responsible":
        return True
    return assigned.duty == "assessor" and assigned.stage == state.stage
