"""The tables of records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from integration.tables import Instant, Json, Table


class RecordRow(Table, table=True):
    """The newest version of a canonical record; `gone` when the source no longer lists it.

    `former_id` is its id from before ids named their listing; older facts name it by that.
    """

    __tablename__ = "record"

    source_code: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    record_id: str = Field(primary_key=True, sa_type=Text)
    resource: str = Field(sa_type=Text)
    agency_code: str | None = Field(default=None, sa_type=Text)
    opens: str | None = Field(default=None, sa_type=Text)
    content: dict[str, Any] = Field(sa_type=Json)
    content_hash: str = Field(sa_type=Text)
    revision: int
    gone: bool = False
    changed_at: datetime = Field(sa_type=Instant)
    former_id: str | None = Field(default=None, sa_type=Text)


class RecordRevisionRow(Table, table=True):
    """One version of a record, the run that read it, and by which registration and adapter."""

    __tablename__ = "record_revision"

    source_code: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    record_id: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=Json)
    content_hash: str = Field(sa_type=Text)
    gone: bool
    run_id: UUID
    recorded_at: datetime = Field(sa_type=Instant)
    source_revision: int | None = None
    adapter: str | None = Field(default=None, sa_type=Text)
