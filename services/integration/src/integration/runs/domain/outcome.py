"""What a reading that ended makes of a source's state. Both ways the lease ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from integration.runs.domain.timing import next_after_failure, next_after_success
from integration.sources.domain.limits import Schedule
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState


@dataclass(frozen=True, slots=True)
class Pause:
    """The longest pause between tries, and 0..100 to spread them.

    `asked_seconds`: so long the source asks to be left alone.
    """

    longest_seconds: int
    jitter: int
    asked_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A reading that succeeded: under which registration, by which adapter, and when.

    `is_change`: something in the source changed. `error_groups` are its broken rows by kind.
    """

    source_revision: int
    adapter: str
    row_error_hash: str | None
    at: datetime
    is_change: bool = True
    error_groups: Sequence[Mapping[str, Any]] = ()


def after_success(
    state: SourceState,
    success: Success,
    *,
    interval_seconds: int,
    schedule: Schedule | None = None,
) -> SourceState:
    """Return the state after a successful reading; a source that had failed has recovered."""
    recovered = state.health in ("failed", "quarantined")
    return replace(
        state,
        health="up",
        health_revision=state.health_revision + recovered,
        last_success_at=success.at,
        failed_at=None,
        failure=None,
        failures=0,
        next_due_at=next_after_success(success.at, interval_seconds, schedule),
        lease_token=None,
        lease_until=None,
        read_revision=success.source_revision,
        read_adapter=success.adapter,
        row_error_hash=success.row_error_hash,
        changed_at=success.at if success.is_change else state.changed_at or success.at,
        error_groups=success.error_groups,
    )


def after_waiting(state: SourceState, source: Source, *, at: datetime) -> SourceState:
    """Return the state of a source that has sent nothing yet: nobody can tell whether it works."""
    due = next_after_success(at, source.interval_seconds, source.schedule)
    return replace(state, next_due_at=due, lease_token=None, lease_until=None)


def after_failure(
    state: SourceState, reason: Reason, *, at: datetime, interval_seconds: int, pause: Pause
) -> SourceState:
    """Return the state after a failed reading; `failed_at` is when the first of a row failed."""
    is_first = state.health != "failed"
    failures = state.failures + 1
    due = next_after_failure(
        at,
        interval_seconds,
        failures=failures,
        longest_seconds=pause.longest_seconds,
        jitter=pause.jitter,
    )
    return replace(
        state,
        health="failed",
        health_revision=state.health_revision + is_first,
        failed_at=state.failed_at or at,
        failure=reason,
        failures=failures,
        next_due_at=max(due, at + timedelta(seconds=pause.asked_seconds)),
        lease_token=None,
        lease_until=None,
    )


def after_quarantine(
    state: SourceState, reason: Reason, *, at: datetime, source: Source, is_new: bool
) -> SourceState:
    """Return the state after a reading that drifted; `is_new`: not in the same way as before.

    It answers, so it is read again when it would be anyway: it may be what it was by then.
    """
    return replace(
        state,
        health="quarantined",
        health_revision=state.health_revision + is_new,
        failed_at=state.failed_at or at,
        failure=reason,
        next_due_at=next_after_success(at, source.interval_seconds, source.schedule),
        lease_token=None,
        lease_until=None,
    )


def after_nothing(state: SourceState) -> SourceState:
    """Return the state after a run that says nothing of the source: cancelled, or read aside."""
    return replace(state, lease_token=None, lease_until=None)
