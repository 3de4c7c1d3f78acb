"""Registered sources and every version of their registration."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, func, literal_column
from sqlmodel import Field, col, select

from integration.agencies.store import below
from integration.sources.domain.limits import DriftLimits, Schedule, SourceLimits
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState
from integration.sources.domain.stored_options import read, written
from integration.tables import Instant, Json, Table
from kit.database import Session

_EACH: Any = literal_column("'$.*'::jsonpath")


class SourceRow(Table, table=True):
    """A registered source; `revision` grows with every change of the registration."""

    __tablename__ = "source"

    source_code: str = Field(primary_key=True, sa_type=Text)
    system: str = Field(sa_type=Text)
    adapter: str | None = Field(default=None, sa_type=Text)
    ways: list[str] = Field(sa_type=Json)
    name: str = Field(sa_type=Text)
    region_code: str = Field(sa_type=Text)
    base_url: str = Field(sa_type=Text)
    secret_name: str = Field(sa_type=Text)
    interval_seconds: int
    timeout_seconds: int
    years: list[int] = Field(sa_type=Json)
    units: dict[str, str] = Field(sa_type=Json)
    options: dict[str, Any] = Field(sa_type=Json)
    schedule: dict[str, str] | None = Field(default=None, sa_type=Json)
    limits: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    drift: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    revision: int
    changed_at: datetime = Field(sa_type=Instant)
    push_secret_name: str | None = Field(default=None, sa_type=Text)
    revision_keys: dict[str, str] = Field(sa_type=Json)


class SourceRevisionRow(Table, table=True):
    """One version of a registration, and who made it."""

    __tablename__ = "source_revision"

    source_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True)
    registration: dict[str, Any] = Field(sa_type=Json)
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=Instant)


class SourceStateRow(Table, table=True):
    """How a source is doing, when it is read next, and which worker reads it now."""

    __tablename__ = "source_state"

    source_code: str = Field(primary_key=True, sa_type=Text, foreign_key="source.source_code")
    health: str = Field(default="unread", sa_type=Text)
    health_revision: int = 0
    last_success_at: datetime | None = Field(default=None, sa_type=Instant)
    failed_at: datetime | None = Field(default=None, sa_type=Instant)
    failure: dict[str, str] | None = Field(default=None, sa_type=Json)
    failures: int = 0
    next_due_at: datetime = Field(sa_type=Instant)
    lease_token: UUID | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    read_revision: int | None = None
    read_adapter: str | None = Field(default=None, sa_type=Text)
    row_error_hash: str | None = Field(default=None, sa_type=Text)
    changed_at: datetime | None = Field(default=None, sa_type=Instant)
    error_groups: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)


async def find(session: Session, code: str) -> Source | None:
    """Return a source, whosever it is."""
    row = await session.get(SourceRow, code)
    return None if row is None else _source_of(row)


async def find_within(
    session: Session, code: str, *, root_code: str, lock: bool = False
) -> Source | None:
    """Return a source of a region in a subtree.

    With `lock`, nobody else changes it until the transaction ends.
    """
    query = select(SourceRow).where(
        SourceRow.source_code == code, col(SourceRow.region_code).in_(below(root_code))
    )
    row = (await session.exec(query.with_for_update() if lock else query)).first()
    return None if row is None else _source_of(row)


async def after(session: Session, code: str | None, *, root_code: str, limit: int) -> list[Source]:
    """Return sources of the regions in a subtree in order of their codes, from behind `code` on."""
    query = (
        select(SourceRow)
        .where(col(SourceRow.region_code).in_(below(root_code)))
        .order_by(col(SourceRow.source_code))
        .limit(limit)
    )
    if code is not None:
        query = query.where(col(SourceRow.source_code) > code)
    return [_source_of(row) for row in (await session.exec(query)).all()]


async def mapped_elsewhere(session: Session, source: Source) -> dict[str, Source]:
    """Return the agencies that another source of the same system and address is mapped to.

    What is not pulled has no address, and is never the same.
    """
    query = select(SourceRow).where(
        SourceRow.source_code != source.code,
        SourceRow.base_url == source.base_url,
        SourceRow.base_url != "",
    )
    others = [_source_of(row) for row in (await session.exec(query)).all()]
    return {
        agency_code: other
        for other in others
        for agency_code in other.agency_codes & source.agency_codes
        if (other.dialect, other.holds) == (source.dialect, source.holds)
    }


async def mapping(session: Session, agency_codes: Collection[str]) -> list[Source]:
    """Return the sources that map one of these agencies, whosever they are."""
    mapped = func.jsonb_path_query_array(col(SourceRow.units), _EACH).op("?|")(
        cast(list(agency_codes), ARRAY(Text))
    )
    query = select(SourceRow).where(mapped).order_by(col(SourceRow.source_code))
    return [_source_of(row) for row in (await session.exec(query)).all()]


async def states(session: Session, codes: Collection[str]) -> Mapping[str, SourceState]:
    """Return how the sources are doing."""
    query = select(SourceStateRow).where(col(SourceStateRow.source_code).in_(codes))
    return {row.source_code: state_of(row) for row in (await session.exec(query)).all()}


async def lock_state(session: Session, code: str) -> SourceState | None:
    """Return the state of a source, locked; None while somebody else stores for it."""
    query = select(SourceStateRow).where(SourceStateRow.source_code == code)
    row = (await session.exec(query.with_for_update(skip_locked=True))).first()
    return None if row is None else state_of(row)


async def save_state(session: Session, state: SourceState) -> None:
    """Store the next state of a source whose state is locked."""
    row = await session.get_one(SourceStateRow, state.source_code)
    for name, value in asdict(state).items():
        setattr(row, name, value)
    row.failure = None if state.failure is None else state.failure.written()
    row.error_groups = [dict(group) for group in state.error_groups]


async def add(session: Session, source: Source, *, by: str, at: datetime) -> None:
    """Store a new source, due at once."""
    session.add(SourceRow(**_columns(source), changed_at=at))
    await session.flush()
    session.add(SourceStateRow(source_code=source.code, next_due_at=at))
    _keep_version(session, source, by=by, at=at)


async def change(session: Session, source: Source, *, by: str, at: datetime) -> None:
    """Store a changed registration, due at once."""
    row = await session.get_one(SourceRow, source.code)
    for name, value in _columns(source).items():
        setattr(row, name, value)
    row.changed_at = at
    state = await session.get_one(SourceStateRow, source.code, with_for_update=True)
    state.next_due_at = at
    _keep_version(session, source, by=by, at=at)


def state_of(row: SourceStateRow) -> SourceState:
    """Return the state that a row holds."""
    columns = row.model_dump()
    failure = columns.pop("failure")
    return SourceState(**columns, failure=None if failure is None else Reason.read(failure))


def _source_of(row: SourceRow) -> Source:
    return Source(
        code=row.source_code,
        system=row.system,  # type: ignore[arg-type] # a check of the table holds it
        adapter=row.adapter,  # type: ignore[arg-type] # only known ones are stored
        ways=tuple(row.ways),  # type: ignore[arg-type] # only known ones are stored
        name=row.name,
        region_code=row.region_code,
        base_url=row.base_url,
        secret_name=row.secret_name,
        interval_seconds=row.interval_seconds,
        timeout_seconds=row.timeout_seconds,
        years=tuple(row.years),
        units=row.units,
        options=read(row.options),
        revision=row.revision,
        schedule=None if row.schedule is None else Schedule(**row.schedule),
        limits=SourceLimits(**row.limits),
        drift=DriftLimits(**row.drift),
        push_secret_name=row.push_secret_name,
        revision_keys=row.revision_keys,
    )


def _columns(source: Source) -> dict[str, Any]:
    return {
        "source_code": source.code,
        "system": source.system,
        "adapter": source.dialect,
        "ways": list(source.ways),
        "name": source.name,
        "region_code": source.region_code,
        "base_url": source.base_url,
        "secret_name": source.secret_name,
        "interval_seconds": source.interval_seconds,
        "timeout_seconds": source.timeout_seconds,
        "years": list(source.years),
        "units": dict(source.units),
        "options": written(source.options),
        "schedule": None if source.schedule is None else asdict(source.schedule),
        "limits": _declared(source.limits),
        "drift": _declared(source.drift),
        "revision": source.revision,
        "push_secret_name": source.push_secret_name,
        "revision_keys": dict(source.revision_keys),
    }


def _declared(limits: SourceLimits | DriftLimits) -> dict[str, int]:
    return {name: value for name, value in asdict(limits).items() if value is not None}


def _keep_version(session: Session, source: Source, *, by: str, at: datetime) -> None:
    columns = _columns(source)
    session.add(
        SourceRevisionRow(
            source_code=columns.pop("source_code"),
            revision=columns.pop("revision"),
            registration=columns,
            changed_by=by,
            changed_at=at,
        )
    )
