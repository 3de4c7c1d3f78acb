"""The indicators that were seen on a visit, as signed minutes say, in the database."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Text, delete
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.tables import Table


class VisitedIndicatorRow(Table, table=True):
    """An indicator that the signed minutes of a visit name now."""

    __tablename__ = "visited_indicator"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    indicator_code: str = Field(primary_key=True, sa_type=Text)


async def of_assessment(session: AsyncSession, assessment_id: UUID) -> set[str]:
    """Return the indicators of an assessment that were seen on a visit."""
    query = select(VisitedIndicatorRow.indicator_code).where(
        VisitedIndicatorRow.assessment_id == assessment_id
    )
    return {*await session.exec(query)}


async def replace_all(session: AsyncSession, assessment_id: UUID, codes: Iterable[str]) -> None:
    """Let these indicators of a locked assessment be seen on a visit, and no others."""
    await session.exec(
        delete(VisitedIndicatorRow).where(col(VisitedIndicatorRow.assessment_id) == assessment_id)
    )
    session.add_all(
        VisitedIndicatorRow(assessment_id=assessment_id, indicator_code=code)
        for code in sorted(set(codes))
    )
    await session.flush()
