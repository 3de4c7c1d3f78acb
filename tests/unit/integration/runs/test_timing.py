from datetime import UTC, datetime, timedelta

import pytest

from integration.runs.domain.timing import next_after_failure, next_after_success

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_read_source_is_due_after_its_interval() -> None:
    assert next_after_success(NOW, 60) == NOW + timedelta(seconds=60)


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
