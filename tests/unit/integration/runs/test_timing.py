from datetime import UTC, datetime, timedelta

import pytest

from integration.runs.domain.timing import next_after_failure, next_after_success
from integration.sources.domain.limits import Schedule

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_read_source_is_due_after_its_interval() -> None:
    assert next_after_success(NOW, 60) == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("cron", "zone", "at", "due"),
    [
        ("0 2 * * *", "Asia/Jakarta", "2026-11-22T00:00+07:00", "2026-11-22T02:00+07:00"),
        ("0 2 * * *", "Asia/Jakarta", "2026-11-22T02:00+07:00", "2026-11-23T02:00+07:00"),
        ("0 2 * * *", "Asia/Jayapura", "2026-11-22T00:00+07:00", "2026-11-23T02:00+09:00"),
        ("30 6 * * 1-5", "Asia/Makassar", "2026-11-20T12:00+08:00", "2026-11-23T06:30+08:00"),
        ("*/15 * 1 * *", "Asia/Jakarta", "2026-11-22T00:00+07:00", "2026-12-01T00:00+07:00"),
        # A night without the hour between two and three: right after it.
        ("30 2 * * *", "Europe/Berlin", "2026-03-29T00:00+01:00", "2026-03-29T03:00+02:00"),
    ],
)
def test_a_source_with_a_schedule_is_due_at_its_next_moment(
    cron: str, zone: str, at: str, due: str
) -> None:
    found = next_after_success(datetime.fromisoformat(at), 60, Schedule(cron, zone))
    assert found == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("interval", "failures", "jitter", "seconds"),
    [
        (10, 1, 0, 10),
        (10, 2, 0, 20),
        (10, 5, 0, 160),
        (10, 6, 0, 300),
        (10, 10_000, 0, 300),
        (3600, 1, 0, 300),
        (10, 1, 100, 7.5),
        (10, 6, 50, 262.5),
    ],
)
def test_a_failing_source_is_due_ever_later(
    interval: int, failures: int, jitter: int, seconds: float
) -> None:
    due = next_after_failure(NOW, interval, failures=failures, longest_seconds=300, jitter=jitter)
    assert due - NOW == timedelta(seconds=seconds)
