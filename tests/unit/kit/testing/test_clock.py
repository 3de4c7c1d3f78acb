from datetime import UTC, datetime, timedelta, timezone

import pytest

from kit.clock import SystemClock
from kit.testing import FixedClock


def test_the_system_clock_is_aware_and_in_utc() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    jakarta = timezone(timedelta(hours=7))
    clock = FixedClock(datetime(2026, 1, 1, 7, tzinfo=jakarta))

    assert clock.now() == clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    clock.advance(timedelta(minutes=5))
    assert clock.now() == datetime(2026, 1, 1, 0, 5, tzinfo=UTC)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test
