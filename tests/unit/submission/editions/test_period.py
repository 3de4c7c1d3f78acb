"""Periods know their kind and their days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submission.editions.domain.period import parse_period


@pytest.mark.parametrize(
    ("code", "kind", "first_day", "last_day"),
    [
        ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "month", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_period_has_its_days(code: str, kind: str, first_day: date, last_day: date) -> None:
    period = parse_period(code)
    assert period is not None
    assert (period.kind, period.first_day, period.last_day) == (kind, first_day, last_day)


@pytest.mark.parametrize(
    "code", ["", "0000", "26", "2026-00", "2026-13", "2026-Q5", "2026-1", "2026-01-01"]
)
def test_what_is_no_period_is_none(code: str) -> None:
    assert parse_period(code) is None


@given(st.integers(min_value=1, max_value=9998))
def test_months_and_quarters_fill_a_year(year: int) -> None:
    for codes in (
        [f"{year:04}-{month:02}" for month in range(1, 13)],
        [f"{year:04}-Q{quarter}" for quarter in range(1, 5)],
    ):
        day = date(year, 1, 1)
        for code in codes:
            period = parse_period(code)
            assert period is not None
            assert period.first_day == day
            day = period.last_day + timedelta(days=1)
        assert day == date(year + 1, 1, 1)
