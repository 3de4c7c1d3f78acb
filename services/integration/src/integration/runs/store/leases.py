"""Which sources are due, and which worker reads a source now: its lease ends by itself.

No transaction is open while a source is asked. A worker that stores too late no longer holds the
lease's token: what it collected is thrown away.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, or_, text
from sqlmodel import col, select

from integration.runs.store.tables import SyncRunRow
from integration.sources.domain.state import SourceState
from integration.sources.store import SourceStateRow, state_of
from kit.database import Session

_DUE: Final = text("""
SELECT source_code FROM source_state AS state
WHERE (lease_until IS NULL OR lease_until <= :now)
  AND (next_due_at <= :now OR EXISTS (
      SELECT FROM sync_run WHERE status = 'pending' AND source_code = state.source_code))
ORDER BY next_due_at
""")
_EXTEND: Final = text("""
UPDATE source_state SET lease_until = greatest(lease_until, :until)
WHERE source_code = :code AND lease_token = :token
RETURNING source_code
""")
_RELEASE: Final = text("""
UPDATE source_state SET lease_token = NULL, lease_until = NULL
WHERE source_code = :code AND lease_token = :token
""")


async def due(session: Session, now: datetime) -> list[str]:
    """Return the codes of the sources that are due or asked for, and that nobody reads now."""
    found = await (await session.connection()).execute(_DUE, {"now": now})
    return [row.source_code for row in found]


async def take(
    session: Session, code: str, *, now: datetime, until: datetime, token: UUID
) -> SourceState | None:
    """Take the lease of a source that is due; None when another worker was faster."""
    pending = exists().where(
        col(SyncRunRow.source_code) == code, col(SyncRunRow.status) == "pending"
    )
    query = (
        select(SourceStateRow)
        .where(
            SourceStateRow.source_code == code,
            or_(col(SourceStateRow.lease_until).is_(None), col(SourceStateRow.lease_until) <= now),
            or_(col(SourceStateRow.next_due_at) <= now, pending),
        )
        .with_for_update(skip_locked=True)
    )
    row = (await session.exec(query)).first()
    if row is None:
        return None
    row.lease_token, row.lease_until = token, until
    return state_of(row)


async def held(session: Session, code: str, token: UUID) -> SourceState | None:
    """Return the source's state, locked, if the lease is still ours."""
    query = (
        select(SourceStateRow)
        .where(SourceStateRow.source_code == code, SourceStateRow.lease_token == token)
        .with_for_update()
    )
    row = (await session.exec(query)).first()
    return None if row is None else state_of(row)


async def extend(session: Session, code: str, token: UUID, *, until: datetime) -> bool:
    """Say that the worker lives: nobody else takes the source until then, if it is still ours."""
    found = await (await session.connection()).execute(
        _EXTEND, {"code": code, "token": token, "until": until}
    )
    return found.first() is not None


async def release(session: Session, code: str, token: UUID) -> None:
    """Give the lease back without having read."""
    await (await session.connection()).execute(_RELEASE, {"code": code, "token": token})
