"""Readings in quarantine. One of a source is held at a time."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field, col, select

from integration.drift.domain.finding import Finding
from integration.drift.domain.quarantine import Quarantine
from integration.tables import Instant, Json, Table
from kit.database import Session


class QuarantineRow(Table, table=True):
    """A reading that drifted, and what was decided about it."""

    __tablename__ = "quarantine"

    run_id: UUID = Field(primary_key=True, foreign_key="sync_run.run_id")
    source_code: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    findings: list[dict[str, str]] = Field(sa_type=Json)
    digest: str = Field(sa_type=Text)
    held_at: datetime = Field(sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: str | None = Field(default=None, sa_type=Text)


async def of_runs(session: Session, run_ids: Collection[UUID]) -> dict[UUID, Quarantine]:
    """Return the quarantines of these runs, by run."""
    if not run_ids:
        return {}
    query = select(QuarantineRow).where(col(QuarantineRow.run_id).in_(run_ids))
    return {row.run_id: _quarantine_of(row) for row in await session.exec(query)}


async def find(session: Session, run_id: UUID, *, lock: bool = False) -> Quarantine | None:
    """Return the quarantine of a run; with `lock`, nobody else decides meanwhile."""
    query = select(QuarantineRow).where(QuarantineRow.run_id == run_id)
    row = (await session.exec(query.with_for_update() if lock else query)).first()
    return None if row is None else _quarantine_of(row)


async def open_ones(session: Session, code: str) -> list[Quarantine]:
    """Return the quarantines of a source that no later reading has overtaken, locked."""
    query = (
        select(QuarantineRow)
        .where(
            QuarantineRow.source_code == code,
            col(QuarantineRow.status).in_(("held", "released")),
        )
        .with_for_update()
    )
    return [_quarantine_of(row) for row in await session.exec(query)]


async def last_discarded(session: Session, code: str) -> Quarantine | None:
    """Return the reading that was discarded last."""
    query = (
        select(QuarantineRow)
        .where(QuarantineRow.source_code == code, QuarantineRow.status == "discarded")
        .order_by(col(QuarantineRow.run_id).desc())
        .limit(1)
    )
    row = (await session.exec(query)).first()
    return None if row is None else _quarantine_of(row)


async def save(session: Session, quarantine: Quarantine) -> None:
    """Store a quarantine, new or changed."""
    await session.merge(QuarantineRow(**_columns(quarantine)))
    await session.flush()


def _columns(quarantine: Quarantine) -> dict[str, Any]:
    findings = [asdict(each) for each in quarantine.findings]
    return {**asdict(quarantine), "findings": findings}


def _quarantine_of(row: QuarantineRow) -> Quarantine:
    columns = row.model_dump()
    findings = tuple(Finding(**each) for each in columns.pop("findings"))
    return Quarantine(**columns, findings=findings)
