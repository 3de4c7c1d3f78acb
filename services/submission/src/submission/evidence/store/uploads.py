"""Uploads under way and contents that are kept, in the database.

Whoever puts a content first notes the upload, and whoever takes contents away looks for such notes:
both under one lock, so that nothing is taken away that somebody has just put.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import BigInteger, DateTime, Index, Text, delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.evidence.domain.blob import Blob
from submission.evidence.domain.media import MediaKind
from submission.evidence.domain.upload import Upload
from submission.tables import Table

_CONTENTS_LOCK = 0x626C6F  # "blo"


class BlobRow(Table, table=True):
    """A content that is kept for good."""

    __tablename__ = "evidence_blob"

    sha256: str = Field(primary_key=True, sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    kind: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=DateTime(timezone=True))


class UploadRow(Table, table=True):
    """An upload: of one person, until an item names it or its time is over."""

    __tablename__ = "evidence_upload"
    __table_args__ = (
        Index("evidence_upload_touched_at", "touched_at"),
        Index("evidence_upload_sha256", "sha256"),
    )

    subject: str = Field(primary_key=True, sa_type=Text)
    sha256: str = Field(primary_key=True, sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    touched_at: datetime = Field(sa_type=DateTime(timezone=True))
    completed_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


async def hold_contents(session: AsyncSession) -> None:
    """Let nobody take contents away until this transaction ends."""
    await _lock(session, "pg_advisory_xact_lock_shared")


async def take_contents(session: AsyncSession) -> None:
    """Let nobody else put or take contents until this transaction ends."""
    await _lock(session, "pg_advisory_xact_lock")


async def find(
    session: AsyncSession, subject: str, sha256: str, *, lock: bool = False
) -> Upload | None:
    """Return a person's upload of a file; `lock`: no other request uses it meanwhile."""
    query = select(UploadRow).where(UploadRow.subject == subject, UploadRow.sha256 == sha256)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    return None if row is None else _upload_of(row)


async def count(session: AsyncSession, subject: str) -> int:
    """Return how many uploads a person has."""
    query = select(func.count()).select_from(UploadRow).where(UploadRow.subject == subject)
    return (await session.exec(query)).one()


async def save(session: AsyncSession, upload: Upload) -> None:
    """Note an upload, or its new state."""
    values = {
        "subject": upload.subject,
        "sha256": upload.sha256,
        "size": upload.size,
        "touched_at": upload.touched_at,
        "completed_at": upload.completed_at,
    }
    changed = {name: values[name] for name in ("size", "touched_at", "completed_at")}
    statement = insert(UploadRow).values(**values)
    await session.exec(
        statement.on_conflict_do_update(index_elements=["subject", "sha256"], set_=changed)
    )


async def remove(session: AsyncSession, subject: str, sha256: str) -> None:
    """Forget an upload."""
    await session.exec(
        delete(UploadRow).where(col(UploadRow.subject) == subject, col(UploadRow.sha256) == sha256)
    )


async def remove_before(session: AsyncSession, moment: datetime) -> None:
    """Forget the uploads of which nobody asked since a moment."""
    await session.exec(delete(UploadRow).where(col(UploadRow.touched_at) < moment))


async def is_under_way(session: AsyncSession, sha256: str) -> bool:
    """Say whether anybody uploads a content, or has uploaded it and may name it."""
    query = select(UploadRow.subject).where(UploadRow.sha256 == sha256).limit(1)
    return (await session.exec(query)).first() is not None


async def find_blob(session: AsyncSession, sha256: str) -> Blob | None:
    """Return a content that is kept."""
    row = await session.get(BlobRow, sha256)
    return None if row is None else blob_of(row)


async def keep_blob(session: AsyncSession, blob: Blob) -> None:
    """Note that a content is kept; its object is durable already. The same again is no error."""
    values = {
        "sha256": blob.sha256,
        "size": blob.size,
        "kind": blob.kind,
        "kept_at": blob.kept_at,
    }
    await session.exec(insert(BlobRow).values(**values).on_conflict_do_nothing())


async def remove_blob(session: AsyncSession, sha256: str) -> None:
    """Forget a content."""
    await session.exec(delete(BlobRow).where(col(BlobRow.sha256) == sha256))


async def blobs_before(session: AsyncSession, moment: datetime, *, limit: int) -> Sequence[str]:
    """Return contents kept before a moment that no version names and nobody uploads."""
    named = text(
        "NOT EXISTS (SELECT FROM evidence_version WHERE blob_sha256 = evidence_blob.sha256)"
        " AND NOT EXISTS (SELECT FROM evidence_upload WHERE sha256 = evidence_blob.sha256)"
    )
    query = select(BlobRow.sha256).where(col(BlobRow.kept_at) < moment, named).limit(limit)
    return [*await session.exec(query)]


async def kept_among(session: AsyncSession, hashes: Collection[str]) -> set[str]:
    """Return those of these contents that have a row."""
    query = select(BlobRow.sha256).where(col(BlobRow.sha256).in_(hashes))
    return {*await session.exec(query)}


async def is_named(session: AsyncSession, sha256: str) -> bool:
    """Say whether a version has a content."""
    connection = await session.connection()
    found = await connection.execute(
        text("SELECT 1 FROM evidence_version WHERE blob_sha256 = :sha256 LIMIT 1"),
        {"sha256": sha256},
    )
    return found.first() is not None


async def _lock(session: AsyncSession, function: str) -> None:
    connection = await session.connection()
    await connection.execute(text(f"SELECT {function}(:key)"), {"key": _CONTENTS_LOCK})


def _upload_of(row: UploadRow) -> Upload:
    return Upload(
        subject=row.subject,
        sha256=row.sha256,
        size=row.size,
        touched_at=row.touched_at,
        completed_at=row.completed_at,
    )


def blob_of(row: BlobRow) -> Blob:
    """Return the content that a row tells of."""
    return Blob(
        sha256=row.sha256, size=row.size, kind=cast("MediaKind", row.kind), kept_at=row.kept_at
    )
