"""The ministry's own results in the database: beside ours, added and never changed."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.tables import Table

_COLUMNS = "assessment_id, revision, content_hash, imported_by, imported_at, body"
_ADD = f"INSERT INTO national_result ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)"  # noqa: S608 - the columns are a constant
_FIND = f"""
SELECT {_COLUMNS} FROM national_result
WHERE assessment_id = $1 AND ($2::int IS NULL OR revision = $2)
ORDER BY revision DESC LIMIT 1
"""  # noqa: S608 - as above


class NationalResultRow(Table, table=True):
    """The ministry's own result of an assessment, beside ours; `body` is canonical JSON."""

    __tablename__ = "national_result"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    content_hash: str = Field(sa_type=Text)
    imported_by: str = Field(sa_type=Text)
    imported_at: datetime = Field(sa_type=DateTime(timezone=True))
    body: str = Field(sa_type=Text)


class StoredNational(msgspec.Struct, frozen=True):
    """A result of the ministry; `body` is canonical JSON."""

    assessment_id: UUID
    revision: int
    content_hash: str
    imported_by: str
    imported_at: datetime
    body: str


async def add(session: AsyncSession, row: StoredNational) -> None:
    """Add a result under its score's lock."""
    await (await raw(session)).execute(_ADD, *msgspec.structs.astuple(row))


async def find(
    session: AsyncSession, assessment_id: UUID, revision: int | None = None
) -> StoredNational | None:
    """Return a revision, or the newest."""
    row = await (await raw(session)).fetchrow(_FIND, assessment_id, revision)
    return None if row is None else StoredNational(*row)
