"""Which agency goes on from its predecessor, and which one took it in."""

from datetime import date

import pytest

from rules.period import parse_period
from rules.succession import Takeover, codes_of, note_of, parting, takeover_day
from rules.text import Text

BEGUN = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("last_day", "day"),
    [
        (None, None),
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), date(2020, 1, 2)),
        (date(2025, 12, 31), date(2026, 1, 1)),
        (date.max, None),
    ],
)
def test_who_was_there_took_its_predecessor_in(last_day: date | None, day: date | None) -> None:
    assert takeover_day(BEGUN, last_day) == day


@pytest.mark.parametrize(
    ("since", "before", "period", "is_parted"),
    [
        (date(2026, 1, 1), "2025", "2026", True),
        (date(2026, 12, 31), "2025", "2026", True),
        (date(2025, 12, 31), "2025", "2026", False),
        (date(2027, 1, 1), "2025", "2026", False),
        (date(2026, 2, 1), "2025-Q1", "2026-Q1", True),
        (date(2026, 4, 1), "2025-Q1", "2026-Q1", False),
        (date(2025, 4, 1), "2025-Q1", "2026-Q1", True),
    ],
)
def test_a_takeover_parts_the_periods_that_end_before_it_from_the_others(
    since: date, before: str, period: str, *, is_parted: bool
) -> None:
    taken = Takeover("a", "b", since)
    assert taken.parts(parse_period(before), parse_period(period)) is is_parted


def test_takeovers_between_two_periods_are_told_by_their_days() -> None:
    late, early, other = (
        Takeover(code, "b", since)
        for code, since in (
            ("a", date(2026, 7, 1)),
            ("c", date(2026, 1, 1)),
            ("d", date(2024, 1, 1)),
        )
    )
    found = parting([late, early, other], parse_period("2025"), parse_period("2026"))

    assert found == (late, early)
    assert codes_of(found) == ["a", "b", "c"]
    assert note_of(found, {"a": "Dinas A", "b": "Dinas B"}) == Text(
        "c (c) digabungkan ke Dinas B (b) sejak 01-01-2026; Dinas A (a) digabungkan ke Dinas B (b)"
        " sejak 01-07-2026; nilai periode sebelum dan sesudahnya tidak dapat dibandingkan.",
        "c (c) was merged into Dinas B (b) on 2026-01-01; Dinas A (a) was merged into Dinas B (b)"
        " on 2026-07-01; the values of the periods before and after cannot be compared.",
    )
