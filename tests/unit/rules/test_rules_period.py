"""A month lies in a quarter, a quarter in a year; never the other way round."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import PeriodCode
from rules.period import (
    PeriodKind,
    containing,
    kind_of,
    month_code,
    parse_period,
    quarter_code,
    year_code,
    year_of,
)


@pytest.mark.parametrize(
    ("code", "kind", "first_day", "last_day"),
    [
        ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", "quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "month", date(2026, 12, 1), date(2026, 12, 31)),
        ("9999", "year", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_period_has_its_kind_and_its_days(
    code: str, kind: str, first_day: date, last_day: date
) -> None:
    period = parse_period(code)
    assert (period.code, period.kind) == (code, kind)
    assert (period.first_day, period.last_day) == (first_day, last_day)
    assert kind_of(code) == kind
    assert year_of(code) == first_day.year


@pytest.mark.parametrize(
    "code",
    [
        "",
        "0000",
        "0000-Q1",
        "26",
        "2026-00",
        "2026-13",
        "2026-Q5",
        "2026-1",
        "2026-01-01",
        "2026\n",
    ],
)
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        parse_period(code)


@given(st.integers(min_value=1, max_value=9998))
def test_months_and_quarters_fill_a_year(year: int) -> None:
    """The end has one meaning: the last day belongs to the period, the day after to the next."""
    for codes in (
        [month_code(year, month) for month in range(1, 13)],
        [quarter_code(year, quarter) for quarter in range(1, 5)],
        [year_code(year)],
    ):
        day = date(year, 1, 1)
        for code in codes:
            period = parse_period(code)
            assert period.first_day == day
            day = period.day_after
            assert day - timedelta(days=1) == period.last_day
            assert msgspec.convert(code, PeriodCode) == code
        assert day == date(year + 1, 1, 1)


@pytest.mark.parametrize(
    ("code", "first", "after"),
    [
        (year_code(2026), date(2026, 1, 1), date(2027, 1, 1)),
        (quarter_code(2026, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (quarter_code(2026, 4), date(2026, 10, 1), date(2027, 1, 1)),
        (month_code(2026, 2), date(2026, 2, 1), date(2026, 3, 1)),
        (month_code(2026, 12), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_range_that_leaves_its_end_out_ends_the_day_after(
    code: str, first: date, after: date
) -> None:
    period = parse_period(code)
    assert (period.first_day, period.day_after) == (first, after)
    assert year_of(code) == 2026


def test_the_calendar_has_no_day_after_its_last_period() -> None:
    with pytest.raises(OverflowError):
        _ = parse_period("9999-12").day_after


@given(st.from_regex(r"[0-9]{4}(-Q?[0-9]{1,2})?", fullmatch=True))
def test_events_carry_the_periods_that_are_read(code: str) -> None:
    try:
        msgspec.convert(code, PeriodCode)
        carried = year_of(code) > 0
    except msgspec.ValidationError:
        carried = False
    try:
        read = parse_period(code).code == code
    except ValueError:
        read = False
    assert read == carried


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
    ("first", "last", "overlaps"),
    [
        (date(2026, 11, 30), None, True),
        (date(2026, 12, 1), None, False),
        (date(2020, 1, 1), date(2026, 11, 1), True),
        (date(2020, 1, 1), date(2026, 10, 31), False),
        (date(2026, 11, 5), date(2026, 11, 5), True),
        (date(2026, 11, 15), date(2026, 11, 14), False),  # it never began
    ],
)
def test_one_common_day_is_enough(first: date, last: date | None, overlaps: bool) -> None:  # noqa: FBT001 - a case
    assert parse_period("2026-11").overlaps(first, last) == overlaps
