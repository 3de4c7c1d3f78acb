"""Bodies and answers about runs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from integration.sources.api.schemas import ReasonView
from integration.sources.domain.source import Way
from kit.fields import Body


class SyncBody(Body):
    """How to read. `accept_shrinkage`: believe a listing that lost most of its rows."""

    model_config = ConfigDict(json_schema_extra={"example": {}})

    accept_shrinkage: bool = False


class RowErrorView(BaseModel):
    """A row that could not be read; `message` in both languages."""

    resource: str
    position: int
    record_id: str | None
    field: str
    code: str
    found: str
    message: ReasonView


class RunItem(BaseModel):
    """One reading of a source."""

    run_id: UUID
    source_code: str
    status: Literal["pending", "running", "succeeded", "partial", "failed"]
    trigger: Literal["schedule", "demand", "delivery"]
    way: Way
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    source_revision: int | None
    adapter: str | None
    accept_shrinkage: bool
    figures: dict[str, int]
    failure: ReasonView | None


class RunView(RunItem):
    """One reading with the first hundred broken rows."""

    row_errors: list[RowErrorView]
