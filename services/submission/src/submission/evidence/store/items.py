"""Items of evidence and their versions in the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import subtree
from submission.evidence.domain.item import DocumentKind, Item, Origin, Version
from submission.evidence.store.rows import (
    changing,
    columns,
    dates_columns,
    item_of,
    state_columns,
    version_of,
)
from submission.evidence.store.tables import EvidenceRow, FetchRow, VersionRow
from submission.evidence.store.uploads import BlobRow

_LIBRARY_LOCK = 0x657669  # "evi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which items of a subtree are wanted; None: whatever it is."""

    agency_code: str | None = None
    below: bool = False
    kind: DocumentKind | None = None
    origin: Origin | None = None
    words: str | None = None
    sha256: str | None = None
    confidential: bool | None = None
    valid_before: date | None = None


async def lock_library(session: AsyncSession, agency_code: str) -> None:
    """Let nobody else enter items of an agency until this transaction ends."""
    connection = await session.connection()
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(:key, hashtext(:code))"),
        {"key": _LIBRARY_LOCK, "code": agency_code},
    )


async def find(
    session: AsyncSession, evidence_id: UUID, *, root_code: str, lock: bool = False
) -> Item | None:
    """Return an item of a subtree; `lock`: nobody else changes it until the transaction ends."""
    query = select(EvidenceRow).where(
        EvidenceRow.evidence_id == evidence_id,
        col(EvidenceRow.agency_code).in_(subtree(root_code)),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await session.exec(query)).first()
    if row is None:
        return None
    newest = await find_version(session, evidence_id, row.version)
    return None if newest is None else item_of(row, newest)


async def within_reach(
    session: AsyncSession, evidence_ids: Collection[UUID], *, root_code: str
) -> set[UUID]:
    """Return those of the items that belong to agencies of a subtree."""
    query = select(EvidenceRow.evidence_id).where(
        col(EvidenceRow.evidence_id).in_(evidence_ids),
        col(EvidenceRow.agency_code).in_(subtree(root_code)),
    )
    return {*(await session.exec(query)).all()}


async def same(session: AsyncSession, wanted: Item) -> Item | None:
    """Return an item of the agency that says exactly the same, if there is one."""
    said, state = columns(wanted.newest), state_columns(wanted.state)
    query = (
        select(EvidenceRow)
        .join(VersionRow, _is_newest())
        .where(
            EvidenceRow.agency_code == wanted.agency_code,
            *(getattr(EvidenceRow, name).is_not_distinct_from(v) for name, v in state.items()),
            *(getattr(VersionRow, name).is_not_distinct_from(v) for name, v in said.items()),
        )
        .order_by(col(EvidenceRow.evidence_id))
        .limit(1)
    )
    row = (await session.exec(query)).first()
    return None if row is None else await find(session, row.evidence_id, root_code=row.agency_code)


async def after(
    session: AsyncSession,
    evidence_id: UUID | None,
    *,
    root_code: str,
    wanted: Filter,
    limit: int,
) -> Sequence[Item]:
    """Return items of a subtree, oldest first, from behind one on."""
    query = (
        _select_items()
        .where(col(EvidenceRow.agency_code).in_(subtree(root_code)), *_conditions(wanted))
        .order_by(col(EvidenceRow.evidence_id))
        .limit(limit)
    )
    if evidence_id is not None:
        query = query.where(col(EvidenceRow.evidence_id) > evidence_id)
    found: Any = await session.exec(query)
    return [item_of(row, version_of((version, blob, fetch))) for row, version, blob, fetch in found]


async def find_version(session: AsyncSession, evidence_id: UUID, version: int) -> Version | None:
    """Return a version of an item."""
    found = await _versions(session, evidence_id, version - 1, limit=1)
    return found[0] if found and found[0].version == version else None


async def versions_after(
    session: AsyncSession, evidence_id: UUID, version: int | None, *, limit: int
) -> Sequence[Version]:
    """Return the versions of an item, oldest first, from behind one on."""
    return await _versions(session, evidence_id, version or 0, limit=limit)


async def add(session: AsyncSession, item: Item) -> None:
    """Store a new item with its first version."""
    session.add(
        EvidenceRow(
            evidence_id=item.evidence_id,
            agency_code=item.agency_code,
            added_by=item.added.by,
            added_at=item.added.at,
            **changing(item),
        )
    )
    await session.flush()
    await _add_version(session, item)


async def save(session: AsyncSession, item: Item, *, is_new_version: bool) -> None:
    """Write an item's new state, and its newest version or that one's dates."""
    await session.exec(
        update(EvidenceRow)
        .where(col(EvidenceRow.evidence_id) == item.evidence_id)
        .values(**changing(item))
    )
    if is_new_version:
        await _add_version(session, item)
        return
    await session.exec(
        update(VersionRow)
        .where(
            col(VersionRow.evidence_id) == item.evidence_id,
            col(VersionRow.version) == item.newest.version,
        )
        .values(**dates_columns(item.state.dates))
    )


async def _add_version(session: AsyncSession, item: Item) -> None:
    version = item.newest
    session.add(
        VersionRow(
            evidence_id=item.evidence_id,
            version=version.version,
            added_by=version.added.by,
            added_at=version.added.at,
            **columns(version),
        )
    )
    await session.flush()
    if version.fetch is not None:
        session.add(
            FetchRow(
                evidence_id=item.evidence_id,
                version=version.version,
                state=version.fetch.state,
                next_at=version.added.at,
            )
        )
        await session.flush()


async def _versions(
    session: AsyncSession, evidence_id: UUID, after_version: int, *, limit: int
) -> list[Version]:
    query = (
        select(VersionRow, BlobRow, FetchRow)
        .outerjoin(BlobRow, col(BlobRow.sha256) == VersionRow.blob_sha256)
        .outerjoin(FetchRow, _is_fetch())
        .where(VersionRow.evidence_id == evidence_id, VersionRow.version > after_version)
        .order_by(col(VersionRow.version))
        .limit(limit)
    )
    found: Any = await session.exec(query)
    return [version_of(rows) for rows in found]


def _select_items() -> Any:
    parts: Any = (EvidenceRow, VersionRow, BlobRow, FetchRow)
    return (
        select(*parts)
        .join(VersionRow, _is_newest())
        .outerjoin(BlobRow, col(BlobRow.sha256) == VersionRow.blob_sha256)
        .outerjoin(FetchRow, _is_fetch())
    )


def _is_newest() -> Any:
    return (col(VersionRow.evidence_id) == EvidenceRow.evidence_id) & (
        col(VersionRow.version) == EvidenceRow.version
    )


def _is_fetch() -> Any:
    return (col(FetchRow.evidence_id) == VersionRow.evidence_id) & (
        col(FetchRow.version) == VersionRow.version
    )


def _conditions(wanted: Filter) -> list[Any]:
    agency, words = col(EvidenceRow.agency_code), wanted.words
    within = None if wanted.agency_code is None else agency == wanted.agency_code
    if wanted.agency_code is not None and wanted.below:
        within = agency.in_(subtree(wanted.agency_code))
    named = None
    if words is not None:
        title, name = col(EvidenceRow.title), col(VersionRow.name)
        named = or_(title.icontains(words, autoescape=True), name.icontains(words, autoescape=True))
    equal = {
        col(EvidenceRow.kind): wanted.kind,
        col(VersionRow.origin): wanted.origin,
        col(VersionRow.blob_sha256): wanted.sha256,
        col(EvidenceRow.confidential): wanted.confidential,
    }
    before = wanted.valid_before
    return [
        *(each for each in (within, named) if each is not None),
        *(column == value for column, value in equal.items() if value is not None),
        *([] if before is None else [col(EvidenceRow.valid_until) < before]),
    ]
