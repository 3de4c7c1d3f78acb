"""Dropped files in the database, and which worker has one in hand: its lease ends by itself."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from integration.files.domain.dropped import DroppedFile, Fault, State, Wanted
from integration.files.store.tables import DroppedFileRow
from integration.sources.domain.reason import Reason
from kit.database import Session

_TO_DO = ("waiting", "accepted")


async def find(
    session: Session, source_code: str, file_id: str, *, lock: bool = False
) -> DroppedFile | None:
    """Return a file of a source."""
    query = select(DroppedFileRow).where(
        DroppedFileRow.file_id == file_id, DroppedFileRow.source_code == source_code
    )
    row = (await session.exec(query.with_for_update() if lock else query)).first()
    return None if row is None else _file(row)


async def add(session: Session, file: DroppedFile) -> None:
    """Store a new file; one that is here already stays as it is."""
    statement = insert(DroppedFileRow).values(**_columns(file)).on_conflict_do_nothing()
    await session.exec(statement)


async def save(session: Session, file: DroppedFile) -> None:
    """Store a file, new or changed; nobody has it in hand after that."""
    await session.merge(DroppedFileRow(**_columns(file), lease_until=None))


async def take(session: Session, *, now: datetime, until: datetime) -> DroppedFile | None:
    """Take the file in hand that waits longest; None if none waits."""
    query = (
        select(DroppedFileRow)
        .where(
            col(DroppedFileRow.state).in_(_TO_DO),
            or_(col(DroppedFileRow.lease_until).is_(None), col(DroppedFileRow.lease_until) < now),
        )
        .order_by(col(DroppedFileRow.added_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await session.exec(query)).first()
    if row is None:
        return None
    row.lease_until = until
    return _file(row)


async def tell(session: Session, file_id: str, *, done: int, until: datetime) -> None:
    """Store how many rows are done, and keep the file in hand."""
    statement = (
        update(DroppedFileRow)
        .where(col(DroppedFileRow.file_id) == file_id)
        .values(done=done, lease_until=until)
    )
    await session.exec(statement)


def _columns(file: DroppedFile) -> dict[str, Any]:
    columns = asdict(file)
    wanted = columns.pop("wanted")
    return {
        **columns,
        **wanted,
        "file_id": file.wanted.file_id,
        "figures": dict(file.figures),
        "faults": [asdict(fault) for fault in file.faults],
        "reason": None if file.reason is None else file.reason.written(),
    }


def _file(row: DroppedFileRow) -> DroppedFile:
    return DroppedFile(
        wanted=Wanted(row.source_code, row.sha256, row.listing, row.sheet, row.whole),
        size=row.size,
        state=cast("State", row.state),
        added_by=row.added_by,
        added_at=row.added_at,
        looked_at=row.looked_at,
        figures=row.figures,
        faults=tuple(_fault(each) for each in row.faults),
        reason=None if row.reason is None else Reason.read(row.reason),
        done=row.done,
        ended_at=row.ended_at,
    )


def _fault(stored: dict[str, Any]) -> Fault:
    return Fault(**{**stored, "rows": tuple(stored["rows"]), "found": tuple(stored["found"])})
