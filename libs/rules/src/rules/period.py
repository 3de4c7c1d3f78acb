"""Periods: a year ("2026"), a quarter ("2026-Q3") or a month ("2026-11")."""

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final, Literal

PeriodKind = Literal["year", "quarter", "month"]

_FINENESS: Final = {"year": 0, "quarter": 1, "month": 2}
_MONTHS_OF_QUARTER: Final = 3


def kind_of(period: str) -> PeriodKind:
    """Return the period's kind."""
    _, _, part = period.partition("-")
    if not part:
        return "year"
    return "quarter" if part.startswith("Q") else "month"


@lru_cache(maxsize=10_000)
def containing(period: str, kind: PeriodKind, *, year_offset: int = 0) -> str | None:
    """Return the period of `kind` that contains `period`; None if `kind` is finer.

    `year_offset` shifts the answer by whole years.
    """
    own = kind_of(period)
    if _FINENESS[kind] > _FINENESS[own]:
        return None
    year, _, part = period.partition("-")
    shifted = f"{int(year) + year_offset:04d}"
    if kind == "year":
        return shifted
    if kind == own:
        return f"{shifted}-{part}"
    return f"{shifted}-Q{(int(part) - 1) // _MONTHS_OF_QUARTER + 1}"


@lru_cache(maxsize=10_000)
def bounds(period: str) -> tuple[date, date]:
    """Return the first and the last day of the period."""
    year_text, _, part = period.partition("-")
    year, kind = int(year_text), kind_of(period)
    if kind == "year":
        first, last = 1, 12
    elif kind == "quarter":
        last = int(part[1:]) * _MONTHS_OF_QUARTER
        first = last - _MONTHS_OF_QUARTER + 1
    else:
        first = last = int(part)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
