"""Runs: those that were asked for, and what became of each."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from integration.reading.domain.row_error import RowError
from integration.runs.domain.run import Run
from integration.runs.store.tables import SyncRunRow
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Way
from kit.database import Session


async def request(session: Session, run: Run) -> Run:
    """Store a pending run, or return the one that waits already: it has not begun to read.

    A run that waits takes over `accept_shrinkage` of the new one, and with it who accepts that.
    """
    statement = (
        insert(SyncRunRow)
        .values(**_columns(run))
        .on_conflict_do_update(
            index_elements=[col(SyncRunRow.source_code)],
            # As text: a parameter in the index's predicate fails once PostgreSQL plans generically.
            index_where=text("status = 'pending'"),
            set_={
                "accept_shrinkage": col(SyncRunRow.accept_shrinkage) | run.accept_shrinkage,
                "requested_by": _who(run),
            },
        )
        .returning(SyncRunRow)
    )
    return _run_of((await session.exec(statement)).scalars().one())


def _who(run: Run) -> Any:
    """Return who a waiting run is asked by: who accepts a shrinkage, else who asked first."""
    return run.requested_by if run.accept_shrinkage else col(SyncRunRow.requested_by)


async def waiting(session: Session, code: str) -> Run | None:
    """Return the run to do next: one that a dead worker left running, or the pending one."""
    query = (
        select(SyncRunRow)
        .where(SyncRunRow.source_code == code, col(SyncRunRow.status).in_(("running", "pending")))
        .order_by(col(SyncRunRow.run_id))
        .limit(1)
        .with_for_update()
    )
    row = (await session.exec(query)).first()
    return None if row is None else _run_of(row)


async def delivered_since(session: Session, code: str, way: Way, instant: datetime) -> Run | None:
    """Return the newest run that a way of deliveries has begun since an instant."""
    query = (
        select(SyncRunRow)
        .where(
            SyncRunRow.source_code == code,
            SyncRunRow.way == way,
            SyncRunRow.trigger == "delivery",
            col(SyncRunRow.started_at) >= instant,
        )
        .order_by(col(SyncRunRow.run_id).desc())
        .limit(1)
    )
    row = (await session.exec(query)).first()
    return None if row is None else _run_of(row)


async def put_back(session: Session, run_id: UUID) -> None:
    """Let a run that has begun or is released wait, unless another run waits already."""
    run = await session.get_one(SyncRunRow, run_id, with_for_update=True)
    query = select(SyncRunRow.run_id).where(
        SyncRunRow.source_code == run.source_code, SyncRunRow.status == "pending"
    )
    # Otherwise it is `running` and is taken over like the run of a dead worker.
    waits = (await session.exec(query)).first() is not None
    run.status = "running" if waits else "pending"


async def note_progress(session: Session, run: Run, progress: Mapping[str, int]) -> str | None:
    """Store how far a run is, and return who wants it to be cancelled, if anybody does."""
    statement = (
        insert(SyncRunRow)
        .values(**{**_columns(run), "progress": dict(progress)})
        .on_conflict_do_update(
            index_elements=[col(SyncRunRow.run_id)], set_={"progress": dict(progress)}
        )
        .returning(col(SyncRunRow.cancelled_by))
    )
    wanted: str | None = (await session.exec(statement)).scalars().one()
    return wanted


async def save(session: Session, run: Run) -> None:
    """Store a run, new or changed."""
    await session.merge(SyncRunRow(**_columns(run)))


async def find(session: Session, code: str, run_id: UUID, *, lock: bool = False) -> Run | None:
    """Return a run of a source; with `lock`, nobody else changes it meanwhile."""
    query = select(SyncRunRow).where(SyncRunRow.source_code == code, SyncRunRow.run_id == run_id)
    row = (await session.exec(query.with_for_update() if lock else query)).first()
    return None if row is None else _run_of(row)


async def before(session: Session, code: str, run_id: UUID | None, *, limit: int) -> list[Run]:
    """Return a source's runs, newest first, from behind `run_id` on."""
    query = (
        select(SyncRunRow)
        .where(SyncRunRow.source_code == code)
        .order_by(col(SyncRunRow.run_id).desc())
        .limit(limit)
    )
    if run_id is not None:
        query = query.where(col(SyncRunRow.run_id) < run_id)
    return [_run_of(row) for row in await session.exec(query)]


def _columns(run: Run) -> dict[str, Any]:
    failure = None if run.failure is None else run.failure.written()
    errors = [asdict(error) for error in run.row_errors]
    return {
        **asdict(run),
        "years": None if run.years is None else list(run.years),
        "figures": dict(run.figures),
        "failure": failure,
        "row_errors": errors,
        "error_groups": [dict(group) for group in run.error_groups],
        "progress": None if run.progress is None else dict(run.progress),
    }


def _run_of(row: SyncRunRow) -> Run:
    columns = row.model_dump()
    failure, errors = columns.pop("failure"), columns.pop("row_errors")
    years = columns.pop("years")
    return Run(
        **columns,
        years=None if years is None else tuple(years),
        failure=None if failure is None else Reason.read(failure),
        row_errors=tuple(RowError(**error) for error in errors),
    )
