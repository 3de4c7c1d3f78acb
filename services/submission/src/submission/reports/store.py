"""Reports in the database: one row each, in their present state."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Date, DateTime, Index, Text, tuple_
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import subtree
from submission.campaigns.domain.stage_state import Act
from submission.reports.domain import AuthorKind, KeptReport, Report
from submission.tables import Table

# Whoever refers to a report takes the name from here, so that every process knows both tables.
REPORT_KEY: Final = "report.report_id"


class ReportRow(Table, table=True):
    """A letter or report; a number comes once from a kind of office to an agency."""

    __tablename__ = "report"
    __table_args__ = (
        Index("report_once", "agency_code", "author_kind", "number", unique=True),
        Index("report_agency", "agency_code", "report_id"),
    )

    report_id: UUID = Field(primary_key=True)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    number: str = Field(sa_type=Text)
    dated: date = Field(sa_type=Date)
    author_kind: str = Field(sa_type=Text)
    author: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    evidence_id: UUID | None = None
    revision: int
    written_by: str = Field(sa_type=Text)
    written_at: datetime = Field(sa_type=DateTime(timezone=True))


async def save(session: AsyncSession, kept: KeptReport) -> None:
    """Write a report's new state over the old one, or as the first one."""
    report = kept.report
    await session.merge(
        ReportRow(
            report_id=kept.report_id,
            agency_code=report.agency_code,
            number=report.number,
            dated=report.dated,
            author_kind=report.author_kind,
            author=report.author,
            title=report.title,
            evidence_id=report.evidence_id,
            revision=kept.revision,
            written_by=kept.written.by,
            written_at=kept.written.at,
        )
    )
    await session.flush()


async def find(
    session: AsyncSession, report_id: UUID, *, root_code: str, lock: bool = False
) -> KeptReport | None:
    """Return a report of a subtree; `lock`: nobody else changes it until the transaction ends."""
    query = select(ReportRow).where(
        ReportRow.report_id == report_id, col(ReportRow.agency_code).in_(subtree(root_code))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _kept_of(row)


async def by_key(
    session: AsyncSession, keys: Collection[tuple[str, AuthorKind, str]]
) -> Mapping[tuple[str, AuthorKind, str], KeptReport]:
    """Return the reports that have these keys (`Report.key`)."""
    columns = tuple_(col(ReportRow.agency_code), col(ReportRow.author_kind), col(ReportRow.number))
    found = await session.exec(select(ReportRow).where(columns.in_([*keys])))
    return {kept.report.key: kept for kept in map(_kept_of, found)}


async def of_ids(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, KeptReport]:
    """Return reports by their ids, whoever reaches them."""
    found = await session.exec(select(ReportRow).where(col(ReportRow.report_id).in_(ids)))
    return {row.report_id: _kept_of(row) for row in found}


async def after(
    session: AsyncSession,
    report_id: UUID | None,
    *,
    root_code: str,
    agency_code: str | None,
    author_kind: AuthorKind | None,
    limit: int,
) -> Sequence[KeptReport]:
    """Return the reports of a subtree, oldest first, from behind one on."""
    query = (
        select(ReportRow)
        .where(col(ReportRow.agency_code).in_(subtree(root_code)))
        .order_by(col(ReportRow.report_id))
        .limit(limit)
    )
    if report_id is not None:
        query = query.where(col(ReportRow.report_id) > report_id)
    if agency_code is not None:
        query = query.where(ReportRow.agency_code == agency_code)
    if author_kind is not None:
        query = query.where(ReportRow.author_kind == author_kind)
    return [_kept_of(row) for row in await session.exec(query)]


def _kept_of(row: ReportRow) -> KeptReport:
    return KeptReport(
        report_id=row.report_id,
        report=Report(
            agency_code=row.agency_code,
            number=row.number,
            dated=row.dated,
            author_kind=cast("AuthorKind", row.author_kind),
            author=row.author,
            title=row.title,
            evidence_id=row.evidence_id,
        ),
        revision=row.revision,
        written=Act(row.written_by, row.written_at),
    )
