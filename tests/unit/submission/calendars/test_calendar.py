"""Rules of calendars: their moments in local time, and the periods that they open."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from submission.agencies.domain import TimeZone
from submission.calendars.domain import (
    Calendar,
    CalendarKind,
    months_left_out,
    next_moment,
    wrong_parts,
)

MONTHLY = "FREQ=MONTHLY;BYMONTHDAY=1"


def calendar(kind: CalendarKind = "monthly", *, back: int = 0) -> Calendar:
    return Calendar(
        code="kinerja",
        agency_code="9901",
        name="Kinerja",
        kind=kind,
        edition_code="contoh",
        agency_kind=None,
        rule=MONTHLY,
        periods_back=back,
        days_open=Fraction(3, 2),
    )


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)]
)
def test_a_moment_is_in_local_time(zone: TimeZone, hour: int) -> None:
    after = datetime(2026, 11, 15, tzinfo=UTC)
    expected = datetime(2026, 11, 30, hour, tzinfo=UTC)
    assert next_moment(MONTHLY, after, zone, inclusive=False) == expected
    assert next_moment(MONTHLY, expected, zone, inclusive=True) == expected
    following = next_moment(MONTHLY, expected, zone, inclusive=False)
    assert following == datetime(2026, 12, 31, hour, tzinfo=UTC)


def test_working_days_and_intervals_keep_their_rhythm() -> None:
    first_working_day = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;BYHOUR=8"
    found = next_moment(
        first_working_day, datetime(2026, 7, 31, tzinfo=UTC), "Asia/Jakarta", inclusive=True
    )
    assert found == datetime(2026, 8, 3, 1, tzinfo=UTC)
    quarterly = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1"
    for month in (2, 3):  # whenever it is asked
        at = datetime(2026, month, 10, tzinfo=UTC)
        expected = datetime(2026, 3, 31, 17, tzinfo=UTC)
        assert next_moment(quarterly, at, "Asia/Jakarta", inclusive=True) == expected


def test_a_rule_without_a_moment_has_none() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    never = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    assert next_moment(never, at, "Asia/Jakarta", inclusive=True) is None
    with pytest.raises(ValueError, match="BYMONTH"):
        next_moment("FREQ=MONTHLY;BYMONTH=A", at, "Asia/Jakarta", inclusive=True)


@pytest.mark.parametrize(
    ("kind", "back", "day", "period"),
    [
        ("monthly", 0, date(2026, 11, 1), "2026-11"),
        ("monthly", 1, date(2026, 1, 1), "2025-12"),
        ("quarterly", 0, date(2026, 9, 30), "2026-Q3"),
        ("quarterly", 1, date(2026, 1, 1), "2025-Q4"),
    ],
)
def test_no_period_that_lies_ahead_is_opened(
    kind: CalendarKind, back: int, day: date, period: str
) -> None:
    found = calendar(kind, back=back).period_at(day)
    assert (found.code, found.first_day <= day) == (period, True)


@pytest.mark.parametrize(
    ("rule", "months"),
    [
        (MONTHLY, []),
        ("FREQ=MONTHLY;BYMONTHDAY=28", []),
        ("FREQ=MONTHLY;BYMONTHDAY=29", [2]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", [2]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", [2, 4, 6, 9, 11]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", []),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", []),
        ("FREQ=MONTHLY;BYDAY=1MO", []),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=4;BYHOUR=8", []),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=5;BYHOUR=8", [*range(1, 13)]),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=8,9;BYSETPOS=2", []),
        ("FREQ=MONTHLY;BYDAY=5FR", [*range(1, 13)]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", [4]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", []),
        ("FREQ=MONTHLY;BYMONTH=1,3;BYMONTHDAY=31", []),
        ("FREQ=YEARLY;BYMONTH=1,4;BYMONTHDAY=31", [4]),
        ("FREQ=YEARLY;BYMONTHDAY=31", [2, 4, 6, 9, 11]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", [2]),
        ("FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", []),
        ("FREQ=YEARLY;BYDAY=1MO", []),
    ],
)
def test_a_day_that_some_months_do_not_have_leaves_them_out(rule: str, months: list[int]) -> None:
    assert months_left_out(rule) == months


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=0", 1),
        ("FREQ=MONTHLY;BYMONTHDAY=0,15", 1),
        ("FREQ=MONTHLY;BYMONTHDAY=31,32", 1),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYMONTHDAY=2", 1),
        ("FREQ=YEARLY;BYMONTH=0,13;BYMONTHDAY=1", 2),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=24;BYMINUTE=-1", 2),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1;BYHOUR=0;BYMINUTE=59", 0),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO;BYSETPOS=-1", 0),
    ],
)
def test_a_part_that_comes_twice_or_names_no_day_is_refused(rule: str, count: int) -> None:
    assert [each.pointer for each in wrong_parts(rule)] == ["/rule"] * count
