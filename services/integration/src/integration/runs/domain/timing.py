"""When a source is read next: after its interval, and ever later while it fails."""

from datetime import datetime, timedelta
from typing import Final

from integration.sources.domain.limits import Schedule
from integration.sources.domain.schedules import next_after

_MAX_DOUBLINGS: Final = 16


def next_after_success(
    now: datetime, interval_seconds: int, schedule: Schedule | None = None
) -> datetime:
    """Return when to read again: at the next moment of the schedule, else after the interval."""
    if schedule is not None:
        return next_after(schedule, now)
    return now + timedelta(seconds=interval_seconds)


def next_after_failure(
    now: datetime,
    interval_seconds: int,
    *,
    failures: int,
    longest_seconds: int,
    jitter: int,
) -> datetime:
    """Return when to try again after `failures` failed runs in a row, at least one.

    The pause doubles from the interval up to the longest; `jitter` in 0..100 shortens it by at
    most a quarter, so that sources that failed together are not all tried together.
    """
    doubled = interval_seconds * 2 ** min(failures - 1, _MAX_DOUBLINGS)
    pause = min(doubled, longest_seconds)
    return now + timedelta(milliseconds=pause * 1000 * (400 - jitter) // 400)
