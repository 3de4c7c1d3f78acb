"""Published results in the database: added, read, and never changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, DateTime, LargeBinary, SmallInteger, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.store.agency import BELOW, REACHED
from scoring.tables import Table

_HEAD = "SELECT sequence, result_hash FROM result_head WHERE id = 1"
_LOCK = f"{_HEAD} FOR UPDATE"
_MOVE = "UPDATE result_head SET sequence = $1, result_hash = $2 WHERE id = 1"
_COLUMNS = (
    "assessment_id, revision, sequence, agency_code, campaign_code, content_hash, result_hash,"
    " previous_hash, previous_service_hash, key_id, signature, published_at, body"
)
_ADD = f"""
INSERT INTO result ({_COLUMNS}, package, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""  # noqa: S608 - the columns are a constant
# What else remembers the score must see that what is shown of it is another; nothing is reckoned.
_TOUCH = """
UPDATE score SET version = version + 1,
  reckoned_version = reckoned_version + CASE WHEN reckoned_version = version THEN 1 ELSE 0 END
WHERE assessment_id = $1
"""
# A root of NULL reaches everything.
_FIND = f"""
SELECT {_COLUMNS} FROM result AS r
WHERE assessment_id = $2 AND revision = $3 AND ($1::text IS NULL OR {REACHED.format(row="r")})
"""  # noqa: S608 - as above
_NEWEST = f"""
SELECT {_COLUMNS} FROM result
WHERE assessment_id = $1
  AND ($2::timestamptz IS NULL OR coalesce(recorded_at, published_at) <= $2)
ORDER BY revision DESC LIMIT 1
"""  # noqa: S608 - as above
_PACKAGE = "SELECT package FROM result WHERE assessment_id = $1 AND revision = $2"
_PAGE = f"SELECT {_COLUMNS} FROM result WHERE sequence > $1 ORDER BY sequence LIMIT $2"  # noqa: S608 - as above
_NEWEST_UNTIL = """
SELECT DISTINCT ON (assessment_id) assessment_id, revision, result_hash FROM result
WHERE assessment_id = ANY($1) AND sequence <= $2 ORDER BY assessment_id, revision DESC
"""
_BEFORE = f"""
SELECT {_COLUMNS} FROM result
WHERE ($1::text IS NULL OR agency_code IN ({BELOW}))
  AND ($2::text IS NULL OR agency_code = $2)
  AND ($3::text IS NULL OR campaign_code = $3)
  AND sequence < $4
ORDER BY sequence DESC LIMIT $5
"""  # noqa: S608 - as above


_ARE_THERE = """
SELECT EXISTS (SELECT FROM result
  WHERE ($1::text IS NULL OR agency_code = $1) AND ($2::text IS NULL OR campaign_code = $2))
"""
_CAMPAIGNS = """
SELECT campaign_code FROM result GROUP BY campaign_code ORDER BY max(sequence) DESC LIMIT $1
"""


class ResultRow(Table, table=True):
    """A published result: `body` is its canonical record, `package` a ZIP. It never changes.

    `content_hash` is of what is published, without when, by whom and after what. `recorded_at` is
    when it began to count, a little after `published_at`; results of before 0011 have none.
    """

    __tablename__ = "result"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    sequence: int = Field(sa_type=BigInteger, unique=True)
    agency_code: str = Field(sa_type=Text)
    campaign_code: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=Text)
    result_hash: str = Field(sa_type=Text, unique=True)
    previous_hash: str | None = Field(None, sa_type=Text)
    previous_service_hash: str | None = Field(None, sa_type=Text)
    key_id: str = Field(sa_type=Text)
    signature: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=DateTime(timezone=True))
    body: str = Field(sa_type=Text)
    package: bytes = Field(sa_type=LargeBinary)
    recorded_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


class ResultHeadRow(Table, table=True):
    """One row: the last result of all, and the lock on the chain of the whole service."""

    __tablename__ = "result_head"

    id: int = Field(primary_key=True, sa_type=SmallInteger)
    sequence: int = Field(sa_type=BigInteger)
    result_hash: str | None = Field(None, sa_type=Text)


class Head(NamedTuple):
    """The last result of all; sequence 0: there is none."""

    sequence: int
    result_hash: str | None


class StoredResult(msgspec.Struct, frozen=True):
    """A published result without its package."""

    assessment_id: UUID
    revision: int
    sequence: int
    agency_code: str
    campaign_code: str
    content_hash: str
    result_hash: str
    previous_hash: str | None
    previous_service_hash: str | None
    key_id: str
    signature: str
    published_at: datetime
    body: str


async def lock_chain(session: AsyncSession) -> Head:
    """Hold the chain of the whole service until the commit; whoever publishes waits here."""
    return Head(*await (await raw(session)).fetchrow(_LOCK))


async def head(session: AsyncSession) -> Head:
    """Return what is written of the last result."""
    return Head(*await (await raw(session)).fetchrow(_HEAD))


async def add(session: AsyncSession, result: StoredResult, package: bytes, *, at: datetime) -> None:
    """Add a result at the end of the locked chain; it counts from a moment on."""
    connection = await raw(session)
    await connection.execute(_ADD, *msgspec.structs.astuple(result), package, at)
    await connection.execute(_MOVE, result.sequence, result.result_hash)
    await connection.execute(_TOUCH, result.assessment_id)


async def find(
    session: AsyncSession, assessment_id: UUID, revision: int, *, root_code: str | None
) -> StoredResult | None:
    """Return a result of an agency below a root (None: of any)."""
    row = await (await raw(session)).fetchrow(_FIND, root_code, assessment_id, revision)
    return None if row is None else StoredResult(*row)


async def newest(
    session: AsyncSession, assessment_id: UUID, *, until: datetime | None = None
) -> StoredResult | None:
    """Return the newest result of an assessment, perhaps as it was at a moment."""
    row = await (await raw(session)).fetchrow(_NEWEST, assessment_id, until)
    return None if row is None else StoredResult(*row)


async def package(session: AsyncSession, assessment_id: UUID, revision: int) -> bytes | None:
    """Return a result's package."""
    found: bytes | None = await (await raw(session)).fetchval(_PACKAGE, assessment_id, revision)
    return found


async def page(session: AsyncSession, *, after: int, limit: int) -> list[StoredResult]:
    """Return results in the order of the chain, from behind a sequence number on."""
    rows = await (await raw(session)).fetch(_PAGE, after, limit)
    return [StoredResult(*row) for row in rows]


async def newest_until(
    session: AsyncSession, ids: Collection[UUID], *, sequence: int
) -> dict[UUID, tuple[int, str]]:
    """Return the numbers and hashes of assessments' newest results up to one of the chain."""
    if not ids:
        return {}
    rows = await (await raw(session)).fetch(_NEWEST_UNTIL, [*ids], sequence)
    return {row[0]: (row[1], row[2]) for row in rows}


async def are_there(
    session: AsyncSession, *, agency_code: str | None = None, campaign_code: str | None = None
) -> bool:
    """Say whether anything was ever published of an agency, or in a campaign."""
    found: bool = await (await raw(session)).fetchval(_ARE_THERE, agency_code, campaign_code)
    return found


async def campaigns(session: AsyncSession, *, limit: int) -> list[str]:
    """Return campaigns with results, the one in which something was published last first."""
    return [row[0] for row in await (await raw(session)).fetch(_CAMPAIGNS, limit)]


async def before(
    session: AsyncSession,
    sequence: int,
    *,
    root_code: str | None,
    agency_code: str | None,
    campaign_code: str | None,
    limit: int,
) -> Sequence[StoredResult]:
    """Return the results below a root (None: all), newest first."""
    rows = await (await raw(session)).fetch(
        _BEFORE, root_code, agency_code, campaign_code, sequence, limit
    )
    return [StoredResult(*row) for row in rows]
