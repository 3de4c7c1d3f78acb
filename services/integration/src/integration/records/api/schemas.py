"""Answers about records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class VersionView(BaseModel):
    """One version of a record."""

    revision: int
    content_hash: str
    gone: bool
    run_id: UUID
    source_revision: int | None
    adapter: str | None
    recorded_at: datetime
    content: dict[str, Any]


class RecordView(BaseModel):
    """A canonical record with its versions, newest first."""

    source_code: str
    kind: str
    record_id: str
    former_id: str | None
    agency_code: str | None
    revision: int
    content_hash: str
    gone: bool
    changed_at: datetime
    content: dict[str, Any]
    versions: list[VersionView]
