"""Runs. Each run is one reading of a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from integration.reading.domain.row_error import RowError
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Way

Status = Literal["pending", "running", "succeeded", "partial", "failed", "quarantined", "cancelled"]
ENDED: Final = frozenset({"succeeded", "partial", "failed", "quarantined", "cancelled"})
Trigger = Literal["schedule", "demand", "delivery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One reading. `figures` are its counts by name, `row_errors` the first hundred broken rows.

    `years`: other years than those of the registration are read, aside; None: those of the
    registration. `error_groups` are all broken rows by kind. `progress` is how far a long run is.
    `traceparent` is the trace of the request that asked for it. `way`: how its rows came.
    """

    run_id: UUID
    source_code: str
    status: Status
    trigger: Trigger
    requested_at: datetime
    requested_by: str | None = None
    accept_shrinkage: bool = False
    years: tuple[int, ...] | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    source_revision: int | None = None
    adapter: str | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    failure: Reason | None = None
    row_errors: tuple[RowError, ...] = ()
    error_groups: Sequence[Mapping[str, Any]] = ()
    progress: Mapping[str, int] | None = None
    cancelled_by: str | None = None
    traceparent: str | None = None
    way: Way = "pull"
