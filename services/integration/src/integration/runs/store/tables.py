"""The tables of runs, and of what they have read so far."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from integration.tables import Instant, Json, Table


class SyncRunRow(Table, table=True):
    """One reading of a source. A scheduled one that changes nothing leaves no row."""

    __tablename__ = "sync_run"

    run_id: UUID = Field(primary_key=True)
    source_code: str = Field(sa_type=Text, foreign_key="source.source_code")
    status: str = Field(sa_type=Text)
    trigger: str = Field(sa_type=Text)
    requested_by: str | None = Field(default=None, sa_type=Text)
    accept_shrinkage: bool = False
    years: list[int] | None = Field(default=None, sa_type=Json)
    requested_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    source_revision: int | None = None
    adapter: str | None = Field(default=None, sa_type=Text)
    figures: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    failure: dict[str, str] | None = Field(default=None, sa_type=Json)
    row_errors: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    error_groups: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    progress: dict[str, int] | None = Field(default=None, sa_type=Json)
    cancelled_by: str | None = Field(default=None, sa_type=Text)
    traceparent: str | None = Field(default=None, sa_type=Text)
    way: str = Field(default="pull", sa_type=Text)


class KeptAnswerRow(Table, table=True):
    """What a source answered to a run that has not ended, or that is in quarantine."""

    __tablename__ = "kept_answer"

    run_id: UUID = Field(primary_key=True)
    asked: str = Field(primary_key=True, sa_type=Text)
    source_code: str = Field(sa_type=Text)
    unchanged: bool
    etag: str | None = Field(default=None, sa_type=Text)
    body: bytes
    kept_at: datetime = Field(sa_type=Instant)
