"""How a source is doing, when it is read next, and which worker reads it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from integration.sources.domain.reason import Reason

Health = Literal["unread", "up", "failed", "quarantined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of a source. `unread`: no reading has ended yet.

    `quarantined`: the last reading drifted and counts for nothing. `changed_at`: when anything in
    the source changed last. `error_groups`: what was wrong with rows of the last good reading.

    `health_revision` counts the failures and recoveries. `read_revision` and
    `read_adapter` are the registration and the adapter of the last successful reading;
    `row_error_hash` tells its broken rows from those of another reading.
    """

    source_code: str
    health: Health
    health_revision: int
    last_success_at: datetime | None
    failed_at: datetime | None
    failure: Reason | None
    failures: int
    next_due_at: datetime
    lease_token: UUID | None
    lease_until: datetime | None
    read_revision: int | None
    read_adapter: str | None
    row_error_hash: str | None
    changed_at: datetime | None = None
    error_groups: Sequence[Mapping[str, Any]] = ()
