"""Reminders: what an agency still has to answer in a campaign, and by when.

It concerns the first stage: a later one that says nothing about an indicator inherits its level.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rules.tree import upwards
from submission.agencies.domain import TimeZone
from submission.assignments.domain import Assignment
from submission.campaigns.domain.deadline import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What is not answered in an assessment, in the order of the edition.

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


def reminder_of(
    indicators: Sequence[str],
    deadline: Deadline | None,
    zone: TimeZone,
    *,
    now: datetime,
    assessment_id: UUID,
    agency_code: str,
    stage: str,
    who: Sequence[str],
) -> Reminder:
    """Return the reminder of what is not answered by an agency in a zone."""
    return Reminder(
        assessment_id=assessment_id,
        agency_code=agency_code,
        stage=stage,
        deadline=deadline,
        ends_at=None if deadline is None else deadline.ends_at(zone),
        is_overdue=deadline is not None and deadline.has_passed(now, zone),
        indicators=indicators,
        who=who,
    )


def unanswered(
    codes: Sequence[str], answered: Collection[str], parents: Mapping[str, str | None]
) -> list[str]:
    """Return what has no level, neither itself nor what it is a part of.

    `codes`: the indicators and criteria. What has criteria of its own is answered by them.
    """
    wholes = {parents.get(code) for code in codes}
    return [
        code
        for code in codes
        if code not in wholes and not any(each in answered for each in upwards(code, parents.get))
    ]


def who_answers(
    codes: Collection[str], assigned: Collection[Assignment], parents: Mapping[str, str | None]
) -> list[str]:
    """Return who is responsible for one of the indicators."""
    nodes = {node for code in codes for node in upwards(code, parents.get)}
    return sorted(
        {
            each.subject or each.unit_code or ""
            for each in assigned
            if each.duty == "responsible" and each.node_code in nodes
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
