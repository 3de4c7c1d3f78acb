"""Sync runs: those that were asked for, and what became of each."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from integration.runs.store.tables import SyncRunRow
from kit.database import Session


async def request(session: Session, run: SyncRunRow) -> SyncRunRow:
    """Store a pending run, or return the one that waits already: it has not begun to read.

    The one that waits takes over the wish to accept a smaller answer.
    """
    statement = (
        insert(SyncRunRow)
        .values(**run.model_dump())
        .on_conflict_do_update(
            index_elements=[col(SyncRunRow.source_code)],
            # As text: a parameter in the index's predicate fails once PostgreSQL plans generically.
            index_where=text("status = 'pending'"),
            set_={
                "accept_shrinkage": col(SyncRunRow.accept_shrinkage) | run.accept_shrinkage,
            },
        )
        .returning(SyncRunRow)
    )
    stored: SyncRunRow = (await session.exec(statement)).scalars().one()
    return stored


async def waiting(session: Session, code: str) -> SyncRunRow | None:
    """Return the run to do next: one that a dead worker left running, or the pending one."""
    query = (
        select(SyncRunRow)
        .where(SyncRunRow.source_code == code, col(SyncRunRow.status).in_(("running", "pending")))
        .order_by(col(SyncRunRow.run_id))
        .limit(1)
        .with_for_update()
    )
    return (await session.exec(query)).first()


async def put_back(session: Session, run_id: UUID) -> None:
    """Let a run that was begun wait again, unless another one waits already."""
    run = await session.get_one(SyncRunRow, run_id, with_for_update=True)
    query = select(SyncRunRow.run_id).where(
        SyncRunRow.source_code == run.source_code, SyncRunRow.status == "pending"
    )
    # Left running, it is taken over like the run of a dead worker.
    if (await session.exec(query)).first() is None:
        run.status = "pending"


async def save(session: Session, run: SyncRunRow) -> None:
    """Store a run, new or changed."""
    await session.merge(run)


async def find(session: Session, code: str, run_id: UUID) -> SyncRunRow | None:
    """Return a run of a source."""
    query = select(SyncRunRow).where(SyncRunRow.source_code == code, SyncRunRow.run_id == run_id)
    return (await session.exec(query)).first()


async def before(
    session: Session, code: str, run_id: UUID | None, *, limit: int
) -> Sequence[SyncRunRow]:
    """Return a source's runs, newest first, from behind `run_id` on."""
    query = (
        select(SyncRunRow)
        .where(SyncRunRow.source_code == code)
        .order_by(col(SyncRunRow.run_id).desc())
        .limit(limit)
    )
    if run_id is not None:
        query = query.where(col(SyncRunRow.run_id) < run_id)
    return (await session.exec(query)).all()
