"""A month lies in a quarter, a quarter in a year; never the other way round."""

from datetime import date

import pytest

from rules.period import PeriodKind, bounds, containing, kind_of


@pytest.mark.parametrize(
    ("period", "kind"), [("2026", "year"), ("2026-Q3", "quarter"), ("2026-11", "month")]
)
def test_a_period_knows_its_kind(period: str, kind: str) -> None:
    assert kind_of(period) == kind


@pytest.mark.parametrize(
    ("period", "kind", "found"),
    [
        ("2026-11", "month", "2026-11"),
        ("2026-11", "quarter", "2026-Q4"),
        ("2026-01", "quarter", "2026-Q1"),
        ("2026-11", "year", "2026"),
        ("2026-Q2", "year", "2026"),
        ("2026", "year", "2026"),
        ("2026", "month", None),
        ("2026-Q2", "month", None),
    ],
)
def test_the_period_around_is_found(period: str, kind: PeriodKind, found: str | None) -> None:
    assert containing(period, kind) == found


@pytest.mark.parametrize(
    ("period", "kind", "found"),
    [("2026", "year", "2025"), ("2026-03", "month", "2025-03"), ("2026-03", "quarter", "2025-Q1")],
)
def test_an_offset_shifts_whole_years(period: str, kind: PeriodKind, found: str) -> None:
    assert containing(period, kind, year_offset=-1) == found


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: date, last: date) -> None:
    assert bounds(period) == (first, last)


def test_the_year_zero_has_no_days() -> None:
    with pytest.raises(ValueError, match="year"):
        bounds("0000")
