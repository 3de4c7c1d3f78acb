"""Runs. Each run is one reading of a source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from integration.reading.domain.row_error import RowError
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Way

Status = Literal["pending", "running", "succeeded", "partial", "failed"]
Trigger = Literal["schedule", "demand", "delivery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One reading. `figures` are its counts by name, `row_errors` the first hundred broken rows.

    `traceparent` is the trace of the request that asked for it. `way`: how its rows came.
    """

    run_id: UUID
    source_code: str
    status: Status
    trigger: Trigger
    requested_at: datetime
    requested_by: str | None = None
    accept_shrinkage: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None
    source_revision: int | None = None
    adapter: str | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    failure: Reason | None = None
    row_errors: tuple[RowError, ...] = ()
    traceparent: str | None = None
    way: Way = "pull"
