"""How a source is doing, when it is read next, and which worker reads it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from integration.sources.domain.reason import Reason

Health = Literal["unread", "up", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of a source. `unread`: no reading has ended yet.

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
