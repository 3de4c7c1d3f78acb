"""The tables of the integration service. Histories (`…_revision`, `fact_observation`) only grow."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

_Instant = DateTime(timezone=True)
_Json = JSONB(none_as_null=True)


class Table(SQLModel, registry=registry()):
    """Base of this service's tables."""

    metadata = MetaData()


class AgencyRow(Table, table=True):
    """An agency, as the submission service last told."""

    __tablename__ = "agency"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    parent_code: str | None = Field(default=None, sa_type=Text)
    valid_from: date
    valid_until: date | None = None
    revision: int


class SourceRow(Table, table=True):
    """A registered source; `revision` grows with every change of the registration."""

    __tablename__ = "source"

    source_code: str = Field(primary_key=True, sa_type=Text)
    system: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    region_code: str = Field(sa_type=Text)
    base_url: str = Field(sa_type=Text)
    secret_name: str = Field(sa_type=Text)
    interval_seconds: int
    timeout_seconds: int
    years: list[int] = Field(sa_type=_Json)
    units: dict[str, str] = Field(sa_type=_Json)
    options: dict[str, Any] = Field(sa_type=_Json)
    revision: int
    changed_at: datetime = Field(sa_type=_Instant)


class SourceRevisionRow(Table, table=True):
    """One version of a registration, and who made it."""

    __tablename__ = "source_revision"

    source_code: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True)
    registration: dict[str, Any] = Field(sa_type=_Json)
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=_Instant)


class SourceStateRow(Table, table=True):
    """How a source is doing, when it is read next, and which worker reads it now."""

    __tablename__ = "source_state"

    source_code: str = Field(primary_key=True, sa_type=Text, foreign_key="source.source_code")
    health: str = Field(default="unread", sa_type=Text)
    health_revision: int = 0
    last_success_at: datetime | None = Field(default=None, sa_type=_Instant)
    failed_at: datetime | None = Field(default=None, sa_type=_Instant)
    failure: dict[str, str] | None = Field(default=None, sa_type=_Json)
    failures: int = 0
    next_due_at: datetime = Field(sa_type=_Instant)
    lease_token: UUID | None = None
    lease_until: datetime | None = Field(default=None, sa_type=_Instant)
    read_revision: int | None = None
    read_adapter: str | None = Field(default=None, sa_type=Text)
    row_error_hash: str | None = Field(default=None, sa_type=Text)


class SyncRunRow(Table, table=True):
    """One reading of a source. A scheduled one that changes nothing leaves no row."""

    __tablename__ = "sync_run"

    run_id: UUID = Field(primary_key=True)
    source_code: str = Field(sa_type=Text, foreign_key="source.source_code")
    status: str = Field(sa_type=Text)
    trigger: str = Field(sa_type=Text)
    requested_by: str | None = Field(default=None, sa_type=Text)
    accept_shrinkage: bool = False
    requested_at: datetime = Field(sa_type=_Instant)
    started_at: datetime | None = Field(default=None, sa_type=_Instant)
    finished_at: datetime | None = Field(default=None, sa_type=_Instant)
    source_revision: int | None = None
    adapter: str | None = Field(default=None, sa_type=Text)
    figures: dict[str, int] = Field(default_factory=dict, sa_type=_Json)
    failure: dict[str, str] | None = Field(default=None, sa_type=_Json)
    row_errors: list[dict[str, Any]] = Field(default_factory=list, sa_type=_Json)
    traceparent: str | None = Field(default=None, sa_type=Text)


class ListingRow(Table, table=True):
    """What is remembered of one listing of a source: its entity tags and its number of rows."""

    __tablename__ = "listing"

    source_code: str = Field(primary_key=True, sa_type=Text)
    resource: str = Field(primary_key=True, sa_type=Text)
    etags: list[str] = Field(sa_type=_Json)
    rows: int


class RecordRow(Table, table=True):
    """The newest version of a canonical record; `gone` when the source no longer lists it."""

    __tablename__ = "record"

    source_code: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    record_id: str = Field(primary_key=True, sa_type=Text)
    resource: str = Field(sa_type=Text)
    agency_code: str | None = Field(default=None, sa_type=Text)
    opens: str | None = Field(default=None, sa_type=Text)
    content: dict[str, Any] = Field(sa_type=_Json)
    content_hash: str = Field(sa_type=Text)
    revision: int
    gone: bool = False
    changed_at: datetime = Field(sa_type=_Instant)


class RecordRevisionRow(Table, table=True):
    """One version of a record, and the run that read it."""

    __tablename__ = "record_revision"

    source_code: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    record_id: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=_Json)
    content_hash: str = Field(sa_type=Text)
    gone: bool
    run_id: UUID
    recorded_at: datetime = Field(sa_type=_Instant)


class FactColumns(SQLModel):
    """What the present state of a fact and each of its past states have in common."""

    source_code: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(primary_key=True, sa_type=Text)
    fact: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    status: str = Field(sa_type=Text)
    value: bool | str | None = Field(default=None, sa_type=_Json)
    observed_at: datetime = Field(sa_type=_Instant)
    last_good: dict[str, Any] | None = Field(default=None, sa_type=_Json)
    reason: dict[str, str] | None = Field(default=None, sa_type=_Json)
    run_id: UUID
    adapter: str = Field(sa_type=Text)
    records: list[list[Any]] = Field(sa_type=_Json)
    record_count: int


class FactRow(Table, FactColumns, table=True):
    """The newest state of a fact."""

    __tablename__ = "fact"

    revision: int


class FactObservationRow(Table, FactColumns, table=True):
    """One state of a fact: valid for its period, recorded at an instant. Rows are only added."""

    __tablename__ = "fact_observation"

    revision: int = Field(primary_key=True)
    valid_from: date
    valid_before: date
    recorded_at: datetime = Field(sa_type=_Instant)
