"""What was told of each agency's quarters, and when each agency is looked at again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import DateTime, Index, Text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.tables import Table

# An agency whose state changed is due too: it may end, or have taken over from another.
_DUE: Final = """
SELECT standing.agency_code
FROM followup_standing AS standing JOIN agency USING (agency_code)
WHERE standing.next_at <= $1 OR agency.revision <> standing.agency_revision
ORDER BY standing.agency_code LIMIT $2
"""
_ENSURE: Final = """
INSERT INTO followup_standing (agency_code, agency_revision, looked_at)
SELECT agency_code, revision, $3 FROM unnest($1::text[], $2::int[]) AS new (agency_code, revision)
ON CONFLICT DO NOTHING
"""
_LOCK: Final = """
SELECT agency_code, looked_at FROM followup_standing
WHERE agency_code = ANY ($1::text[]) ORDER BY agency_code FOR UPDATE
"""
_SETTLE: Final = """
UPDATE followup_standing SET looked_at = $2, next_at = $3, agency_revision = $4
WHERE agency_code = $1
"""
_SAVE: Final = """
INSERT INTO followup_quarter AS held (agency_code, period, revision, sha256, told_at)
SELECT $1, period, revision, sha256, $5
FROM unnest($2::text[], $3::int[], $4::text[]) AS told (period, revision, sha256)
ON CONFLICT (agency_code, period) DO UPDATE SET
    revision = excluded.revision, sha256 = excluded.sha256, told_at = excluded.told_at
"""


class FollowupStandingRow(Table, table=True):
    """An agency with recommendations; `next_at`: when a deadline or a quarter of it passes.

    `looked_at`: the latest moment of which its quarters were told.
    """

    __tablename__ = "followup_standing"
    __table_args__ = (Index("followup_standing_next", "next_at"),)

    agency_code: str = Field(primary_key=True, sa_type=Text, foreign_key="agency.agency_code")
    agency_revision: int
    looked_at: datetime = Field(sa_type=DateTime(timezone=True))
    next_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


class FollowupQuarterRow(Table, table=True):
    """What was told last of a quarter of an agency; `revision` counts what was told."""

    __tablename__ = "followup_quarter"

    agency_code: str = Field(primary_key=True, sa_type=Text, foreign_key="agency.agency_code")
    period: str = Field(primary_key=True, sa_type=Text)
    revision: int
    sha256: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_type=DateTime(timezone=True))


class Told(NamedTuple):
    """What was told of a quarter."""

    revision: int
    sha256: str


async def due(session: AsyncSession, now: datetime, *, limit: int) -> list[str]:
    """Return agencies that are to be looked at now, at most so many."""
    return [row[0] for row in await (await raw(session)).fetch(_DUE, now, limit)]


async def lock(
    session: AsyncSession, revisions: Mapping[str, int], *, now: datetime
) -> Mapping[str, datetime]:
    """Let this transaction alone tell of agencies; return the moment of which to tell of each.

    `revisions`: theirs, for those that are new. What has passed stays passed, though the clock of
    another process may be ahead of this one.
    """
    connection = await raw(session)
    codes = sorted(revisions)
    await connection.execute(_ENSURE, codes, [revisions[code] for code in codes], now)
    found = await connection.fetch(_LOCK, codes)
    return {code: max(looked_at, now) for code, looked_at in found}


async def told(session: AsyncSession, codes: Collection[str]) -> Mapping[tuple[str, str], Told]:
    """Return what was told of the quarters of agencies, by agency and period."""
    query = select(FollowupQuarterRow).where(col(FollowupQuarterRow.agency_code).in_(codes))
    found = await session.exec(query.execution_options(populate_existing=True))
    return {(row.agency_code, row.period): Told(row.revision, row.sha256) for row in found}


async def save(
    session: AsyncSession, agency_code: str, quarters: Sequence[tuple[str, Told]], *, now: datetime
) -> None:
    """Note what is told of the quarters of an agency."""
    await (await raw(session)).execute(
        _SAVE,
        agency_code,
        [period for period, _ in quarters],
        [each.revision for _, each in quarters],
        [each.sha256 for _, each in quarters],
        now,
    )


async def settle(
    session: AsyncSession,
    agency_code: str,
    *,
    looked_at: datetime,
    next_at: datetime,
    agency_revision: int,
) -> None:
    """Note of which moment an agency was told, and when it is looked at again."""
    connection = await raw(session)
    await connection.execute(_SETTLE, agency_code, looked_at, next_at, agency_revision)
