"""Periods: "2026", "2026-Q3", "2026-11"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

PeriodKind = Literal["year", "quarter", "month"]

PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
_QUARTER_MONTHS = 3
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a quarter or a month, with its first and last day."""

    code: str
    kind: PeriodKind
    first_day: date
    last_day: date


def parse_period(code: str) -> Period | None:
    """Return the period that `code` names, None if it names none."""
    year = int(code[:4]) if re.fullmatch(PATTERN, code) else 0
    if year == 0:
        return None
    rest = code[5:]
    if not rest:
        return _period(code, "year", year, first_month=1, months=_LAST_MONTH)
    if rest.startswith("Q"):
        first = (int(rest[1]) - 1) * _QUARTER_MONTHS + 1
        return _period(code, "quarter", year, first_month=first, months=_QUARTER_MONTHS)
    return _period(code, "month", year, first_month=int(rest), months=1)


def _period(code: str, kind: PeriodKind, year: int, *, first_month: int, months: int) -> Period:
    last_month = first_month + months - 1
    if last_month == _LAST_MONTH:
        last_day = date(year, _LAST_MONTH, 31)
    else:
        last_day = date(year, last_month + 1, 1) - timedelta(days=1)
    return Period(code, kind, date(year, first_month, 1), last_day)
