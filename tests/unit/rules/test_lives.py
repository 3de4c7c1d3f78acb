"""Whether an agency is there on a day, and what that means for a value of a period."""

from datetime import date

import pytest

from rules.lives import AgencyState, Life, note_of, told_of
from rules.period import parse_period

FIRST, LAST = date(2020, 3, 1), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("life", "day", "state"),
    [
        (Life(FIRST, None), date(2020, 2, 29), "not_begun"),
        (Life(FIRST, None), FIRST, "exists"),
        (Life(FIRST, LAST), LAST, "exists"),
        (Life(FIRST, LAST), date(2026, 7, 1), "ended"),
        (Life(FIRST, date(2020, 2, 29)), FIRST, "never_formed"),
        (Life(FIRST, date(2020, 2, 29)), date(2019, 1, 1), "never_formed"),
    ],
)
def test_the_state_on_a_day(life: Life, day: date, state: AgencyState) -> None:
    assert life.state_on(day) == state
    assert life.is_there_on(day) == (state == "exists")


@pytest.mark.parametrize(
    ("life", "period", "is_cut_short"),
    [
        (Life(FIRST, None), "2026", False),
        (Life(FIRST, LAST), "2026", True),
        (Life(FIRST, LAST), "2026-Q2", False),
        (Life(FIRST, LAST), "2026-06", False),
        (Life(FIRST, LAST), "2025", False),
        (Life(FIRST, date(2026, 12, 31)), "2026", False),
        (Life(date(2027, 3, 1), date(2027, 2, 28)), "2027-01", True),
    ],
)
def test_a_period_that_the_agency_did_not_end(
    life: Life, period: str, *, is_cut_short: bool
) -> None:
    assert life.is_cut_short(parse_period(period)) == is_cut_short
    # Whatever is compared with nothing says why.
    for day in (date(2019, 1, 1), LAST, date(2028, 1, 1)):
        note = note_of(life, day, parse_period(period))
        assert note is not None or not is_cut_short
        told = told_of(life, day, parse_period(period))
        assert (told.is_cut_short, told.note) == (is_cut_short, note)


def test_beside_several_periods_only_what_was_never_formed_is_cut_short() -> None:
    assert not told_of(Life(FIRST, LAST), LAST, None).is_cut_short
    assert told_of(Life(FIRST, date(2020, 2, 29)), LAST, None).is_cut_short
