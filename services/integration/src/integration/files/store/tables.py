"""The table of dropped files."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlmodel import Field

from integration.tables import Instant, Json, Table


class DroppedFileRow(Table, table=True):
    """A file that was dropped for a source, what is wanted of it, and what became of it."""

    __tablename__ = "dropped_file"

    file_id: str = Field(primary_key=True, sa_type=Text)
    source_code: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    listing: str = Field(sa_type=Text)
    sheet: str | None = Field(default=None, sa_type=Text)
    whole: bool
    size: int
    state: str = Field(sa_type=Text)
    added_by: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=Instant)
    looked_at: int | None = None
    figures: dict[str, int] = Field(sa_type=Json)
    faults: list[dict[str, Any]] = Field(sa_type=Json)
    reason: dict[str, str] | None = Field(default=None, sa_type=Json)
    done: int = 0
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
