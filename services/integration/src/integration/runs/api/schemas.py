"""Bodies and answers about runs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from integration.sources.api.fields import Year
from integration.sources.api.reasons import ErrorGroupView, ReasonView, RowErrorView
from integration.sources.domain.source import Way
from kit.fields import Body


class SyncBody(Body):
    """How to read.

    `accept_shrinkage`: believe a listing that lost most of its rows. `years`: read these once and
    aside, years that the registration does not read.
    """

    model_config = ConfigDict(json_schema_extra={"example": {}})

    accept_shrinkage: bool = False
    years: list[Year] | None = Field(None, min_length=1, max_length=10)


class RunProgressView(BaseModel):
    """How far a run is that takes more than a moment."""

    listings: int
    listings_done: int
    pages: int
    pages_kept: int
    rows: int
    bytes: int


class DriftFindingView(BaseModel):
    """One way in which a reading drifted: the sentence, and its parts."""

    kind: str
    resource: str
    field: str
    found: str
    message: ReasonView


class QuarantineView(BaseModel):
    """What was found about a reading that drifted, and what was decided about exactly it."""

    status: Literal["held", "released", "discarded", "superseded"]
    findings: list[DriftFindingView]
    held_at: datetime
    decided_at: datetime | None
    decided_by: str | None


class RunItem(BaseModel):
    """One reading of a source."""

    run_id: UUID
    source_code: str
    status: Literal[
        "pending", "running", "succeeded", "partial", "failed", "quarantined", "cancelled"
    ]
    trigger: Literal["schedule", "demand", "delivery"]
    way: Way
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    duration_seconds: float | None
    source_revision: int | None
    adapter: str | None
    accept_shrinkage: bool
    years: list[int] | None
    figures: dict[str, int]
    progress: RunProgressView | None
    failure: ReasonView | None
    quarantine: QuarantineView | None


class RunView(RunItem):
    """One reading with its broken rows by kind, and the first hundred of them."""

    error_groups: list[ErrorGroupView]
    row_errors: list[RowErrorView]
