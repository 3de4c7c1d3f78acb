"""Periods as strings: `2026`, `2026-Q3`, `2026-11`."""

from datetime import date

_MONTHS_IN_QUARTER = 3
_MONTHS_IN_YEAR = 12


def year_period(year: int) -> str:
    """Return the period of a whole year."""
    return f"{year:04d}"


def quarter_period(year: int, quarter: int) -> str:
    """Return the period of a quarter, 1 to 4."""
    return f"{year:04d}-Q{quarter}"


def month_period(year: int, month: int) -> str:
    """Return the period of a month, 1 to 12."""
    return f"{year:04d}-{month:02d}"


def year_of(period: str) -> int:
    """Return the year a period lies in."""
    return int(period[:4])


def bounds(period: str) -> tuple[date, date]:
    """Return the first day of a period and the first day after it."""
    year, rest = year_of(period), period[5:]
    if not rest:
        first, months = 1, _MONTHS_IN_YEAR
    elif rest.startswith("Q"):
        first, months = (int(rest[1:]) - 1) * _MONTHS_IN_QUARTER + 1, _MONTHS_IN_QUARTER
    else:
        first, months = int(rest), 1
    after = first + months
    end = date(year + 1, 1, 1) if after > _MONTHS_IN_YEAR else date(year, after, 1)
    return date(year, first, 1), end
