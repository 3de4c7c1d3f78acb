"""What a reading that ended makes of a source's state. Both ways the lease ends."""

from dataclasses import dataclass, replace
from datetime import datetime

from integration.runs.domain.timing import next_after_failure, next_after_success
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState


@dataclass(frozen=True, slots=True)
class Pause:
    """The longest pause between tries, and 0..100 to spread them."""

    longest_seconds: int
    jitter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A reading that succeeded: under which registration, by which adapter, and when."""

    source_revision: int
    adapter: str
    row_error_hash: str | None
    at: datetime


def after_success(state: SourceState, success: Success, *, interval_seconds: int) -> SourceState:
    """Return the state after a successful reading; a source that had failed has recovered."""
    recovered = state.health == "failed"
    return replace(
        state,
        health="up",
        health_revision=state.health_revision + recovered,
        last_success_at=success.at,
        failed_at=None,
        failure=None,
        failures=0,
        next_due_at=next_after_success(success.at, interval_seconds),
        lease_token=None,
        lease_until=None,
        read_revision=success.source_revision,
        read_adapter=success.adapter,
        row_error_hash=success.row_error_hash,
    )


def after_waiting(state: SourceState, source: Source, *, at: datetime) -> SourceState:
    """Return the state of a source that has sent nothing yet: nobody can tell whether it works."""
    due = next_after_success(at, source.interval_seconds)
    return replace(state, next_due_at=due, lease_token=None, lease_until=None)


def after_failure(
    state: SourceState, reason: Reason, *, at: datetime, interval_seconds: int, pause: Pause
) -> SourceState:
    """Return the state after a failed reading; `failed_at` is when the first of a row failed."""
    is_first = state.health != "failed"
    failures = state.failures + 1
    return replace(
        state,
        health="failed",
        health_revision=state.health_revision + is_first,
        failed_at=at if is_first else state.failed_at,
        failure=reason,
        failures=failures,
        next_due_at=next_after_failure(
            at,
            interval_seconds,
            failures=failures,
            longest_seconds=pause.longest_seconds,
            jitter=pause.jitter,
        ),
        lease_token=None,
        lease_until=None,
    )
