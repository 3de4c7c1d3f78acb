"""Where the periods of a campaign's agencies stand, many at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.store.assessments import is_reached
from submission.campaigns.store.tables import AssessmentRow
from submission.performance.domain.closing import ClosingState
from submission.performance.store.tables import AccountRow, CommentRow, PassageRow

_ID: Final = col(AssessmentRow.assessment_id)


class PeriodRow(NamedTuple):
    """The period of an agency. Without an account its revision is 0; `closed_at`: while closed.

    `comments`: on the account that counts now.
    """

    assessment_id: UUID
    agency_code: str
    state: ClosingState
    revision: int
    written_at: datetime | None
    comments: int
    closed_at: datetime | None


async def periods(
    session: AsyncSession,
    campaign_code: str,
    *,
    root_code: str,
    state: ClosingState | None,
    after: str | None,
    limit: int,
) -> Sequence[PeriodRow]:
    """Return the periods of the agencies within reach, in order of their codes."""
    final, is_closed = _final(), _newest_passage(PassageRow.step) == "closed"
    stands = case((is_closed, "closed"), (final > 0, "written"), else_="unwritten")
    query = (
        select(AssessmentRow)
        .where(AssessmentRow.campaign_code == campaign_code, is_reached(root_code, None))
        .order_by(col(AssessmentRow.agency_code))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(AssessmentRow.agency_code) > after)
    if state is not None:
        query = query.where(stands == state)
    columns: tuple[Any, ...] = (
        *(_ID, col(AssessmentRow.agency_code), stands, final),
        *(_written_at(final), _comments(final)),
        case((is_closed, _newest_passage(PassageRow.done_at)), else_=None),
    )
    connection = await session.connection()
    rows = await connection.execute(query.with_only_columns(*columns))
    return [PeriodRow(*row) for row in rows.all()]


def _final() -> ScalarSelect[int]:
    """Return the revision of the newest account that is no draft; 0: there is none."""
    return (
        select(func.coalesce(func.max(AccountRow.revision), 0))
        .where(AccountRow.assessment_id == _ID, col(AccountRow.is_draft).is_(False))
        .correlate(AssessmentRow)
        .scalar_subquery()
    )


def _written_at(revision: ScalarSelect[int]) -> ScalarSelect[datetime]:
    return (
        select(AccountRow.written_at)
        .where(AccountRow.assessment_id == _ID, AccountRow.revision == revision)
        .correlate(AssessmentRow)
        .scalar_subquery()
    )


def _comments(revision: ScalarSelect[int]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(CommentRow)
        .where(CommentRow.assessment_id == _ID, CommentRow.revision == revision)
        .correlate(AssessmentRow)
        .scalar_subquery()
    )


def _newest_passage(column: Any) -> ScalarSelect[Any]:
    return (
        select(column)
        .where(PassageRow.assessment_id == _ID)
        .order_by(col(PassageRow.number).desc())
        .limit(1)
        .correlate(AssessmentRow)
        .scalar_subquery()
    )
