"""Looks at the addresses of evidence in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules.text import Text
from submission.evidence.domain.fetch import Fetch, FetchState, Seen
from submission.evidence.store.tables import EvidenceRow, FetchRow, VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A version whose address is to be looked at."""

    evidence_id: UUID
    version: int
    address: str
    fetch: Fetch


async def take_due(
    session: AsyncSession, now: datetime, *, until: datetime, limit: int
) -> Sequence[Due]:
    """Return addresses of newest versions that are due; nobody else gets them `until` then."""
    query = (
        select(FetchRow, VersionRow.address)
        .join(
            VersionRow,
            (col(VersionRow.evidence_id) == FetchRow.evidence_id)
            & (col(VersionRow.version) == FetchRow.version),
        )
        .join(
            EvidenceRow,
            (col(EvidenceRow.evidence_id) == FetchRow.evidence_id)
            & (col(EvidenceRow.version) == FetchRow.version),
        )
        .where(FetchRow.next_at <= now)
        .order_by(col(FetchRow.next_at), col(FetchRow.evidence_id))
        .limit(limit)
        .with_for_update(of=FetchRow, skip_locked=True)
    )
    due = []
    for row, address in (await session.exec(query)).all():
        row.next_at = until
        due.append(
            Due(
                evidence_id=row.evidence_id,
                version=row.version,
                address=address or "",
                fetch=fetch_of(row),
            )
        )
    await session.flush()
    return due


async def save(session: AsyncSession, due: Due, fetch: Fetch, *, next_at: datetime) -> None:
    """Write what a look has shown."""
    first, fault = fetch.first, fetch.fault
    await session.exec(
        update(FetchRow)
        .where(col(FetchRow.evidence_id) == due.evidence_id, col(FetchRow.version) == due.version)
        .values(
            state=fetch.state,
            first_sha256=None if first is None else first.sha256,
            first_size=None if first is None else first.size,
            first_type=None if first is None else first.media_type,
            first_at=fetch.first_at,
            seen_sha256=fetch.seen_sha256,
            seen_at=fetch.seen_at,
            changed_at=fetch.changed_at,
            checked_at=fetch.checked_at,
            next_at=next_at,
            fault_id=None if fault is None else fault.id,
            fault_en=None if fault is None else fault.en,
        )
    )


def fetch_of(row: FetchRow) -> Fetch:
    """Return the looks that a row tells of."""
    first = None
    if row.first_sha256 is not None:
        first = Seen(sha256=row.first_sha256, size=row.first_size or 0, media_type=row.first_type)
    fault = None
    if row.fault_id is not None and row.fault_en is not None:
        fault = Text(row.fault_id, row.fault_en)
    return Fetch(
        state=cast("FetchState", row.state),
        first=first,
        first_at=row.first_at,
        seen_sha256=row.seen_sha256,
        seen_at=row.seen_at,
        changed_at=row.changed_at,
        checked_at=row.checked_at,
        fault=fault,
    )
