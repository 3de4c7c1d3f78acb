from datetime import date

import pytest

from integration.records.domain.period import (
    bounds,
    month_period,
    quarter_period,
    year_of,
    year_period,
)


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        (year_period(2026), date(2026, 1, 1), date(2027, 1, 1)),
        (quarter_period(2026, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (quarter_period(2026, 4), date(2026, 10, 1), date(2027, 1, 1)),
        (month_period(2026, 2), date(2026, 2, 1), date(2026, 3, 1)),
        (month_period(2026, 12), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_has_its_days(period: str, first: date, after: date) -> None:
    assert bounds(period) == (first, after)
    assert year_of(period) == 2026
