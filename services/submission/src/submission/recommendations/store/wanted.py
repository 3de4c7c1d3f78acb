"""Which recommendations are asked for, as conditions of a query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, tuple_
from sqlmodel import col

from submission.agencies.store import subtree
from submission.recommendations.domain.ownership import Ownership
from submission.recommendations.domain.recommendation import (
    ENDED,
    OriginKind,
    RecommendationState,
)
from submission.recommendations.store.tables import RecommendationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which recommendations of a subtree; None: all.

    `agency_code`: of this agency, `below`: and of all below it. `missing`: of these kinds.
    `overdue_at`: those whose deadline has passed at this instant, and that have not ended.
    `late_by`: those whose deadline is before this day and that were not done before it, by a
    follow-up that was verified: what was settled long ago is not read for ever. `lost`: those that
    go on and need an owner: without one, or with one of these.
    """

    agency_code: str | None = None
    below: bool = False
    state: RecommendationState | None = None
    origin: OriginKind | None = None
    report_id: UUID | None = None
    assessment_id: UUID | None = None
    owner: str | None = None
    missing: Collection[str] | None = None
    is_instruction: bool | None = None
    overdue_at: datetime | None = None
    late_by: date | None = None
    lost: Collection[Ownership] | None = None


def of_subtree(root_code: str) -> ColumnElement[bool]:
    """Say that it is addressed to an agency of a subtree, or carried out by one."""
    return or_(
        col(RecommendationRow.agency_code).in_(subtree(root_code)),
        col(RecommendationRow.carried_by).in_(subtree(root_code)),
    )


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions of what is asked for."""
    found = [
        col(getattr(RecommendationRow, name)) == value
        for name in ("state", "origin", "report_id", "assessment_id", "owner", "is_instruction")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.agency_code is not None:
        carried = col(RecommendationRow.carried_by)
        found.append(
            carried.in_(subtree(wanted.agency_code))
            if wanted.below
            else carried == wanted.agency_code
        )
    if wanted.missing is not None:
        found.append(col(RecommendationRow.missing).in_(wanted.missing))
    if wanted.overdue_at is not None:
        found.append(is_overdue(wanted.overdue_at))
    if wanted.late_by is not None:
        found.append(was_late(wanted.late_by))
    if wanted.lost is not None:
        found.append(needs_owner(wanted.lost))
    return found


def needs_owner(lost: Collection[Ownership]) -> ColumnElement[bool]:
    """Say that it goes on, and that nobody is named or one of these people is."""
    row = RecommendationRow
    named = tuple_(col(row.owner), col(row.carried_by)).in_([*lost])
    return and_(col(row.state).not_in([*ENDED]), or_(col(row.owner).is_(None), named))


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Say that a deadline has passed, and that it has not ended."""
    return and_(
        col(RecommendationRow.ends_at) <= now, col(RecommendationRow.state).not_in([*ENDED])
    )


def was_late(day: date) -> ColumnElement[bool]:
    """Say that a deadline lies before a day, and that nothing verified was done before that day."""
    row = RecommendationRow
    done = col(row.followed_up_on)
    return and_(
        col(row.deadline) < day,
        col(row.state) != "withdrawn",
        or_(done.is_(None), done >= day),
    )
