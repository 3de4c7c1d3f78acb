"""Periods: a year ("2026"), a quarter ("2026-Q3") or a month ("2026-11")."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from rules.sentences import form
from rules.text import Text

PeriodKind = Literal["year", "quarter", "month"]
PeriodState = Literal["not_begun", "running", "ended"]

# What the kinds are called in sentences.
KIND_NAMES: Final[Mapping[PeriodKind, Text]] = {
    "year": Text("tahun", "year"),
    "quarter": Text("triwulan", "quarter"),
    "month": Text("bulan", "month"),
}

# How a period is written, for schemas; a year 0000 fits it and is refused by `parse_period`.
WRITTEN: Final = form(
    r"^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$",
    Text(
        "harus berupa tahun, triwulan, atau bulan, misalnya 2026, 2026-Q1, atau 2026-01",
        "must be a year, a quarter or a month, like 2026, 2026-Q1 or 2026-01",
    ),
)

_FINENESS: Final = {"year": 0, "quarter": 1, "month": 2}
_MONTHS_OF_YEAR: Final = 12
_MONTHS_OF_QUARTER: Final = 3
_QUARTERS_OF_YEAR: Final = _MONTHS_OF_YEAR // _MONTHS_OF_QUARTER


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a quarter or a month, from its first to its last day: both belong to it.

    A range that leaves its end out (`[)`, "before") ends with `day_after`.
    """

    code: str
    kind: PeriodKind
    first_day: date
    last_day: date

    @property
    def day_after(self) -> date:
        """Return the first day that no longer belongs to it.

        Raises:
            OverflowError: It ends with the year 9999, after which the calendar has no day.
        """
        return self.last_day + timedelta(days=1)

    def state_on(self, day: date) -> PeriodState:
        """Say whether it has begun on a day, and whether it still runs."""
        if day < self.first_day:
            return "not_begun"
        return "running" if day <= self.last_day else "ended"

    def overlaps(self, first: date, last: date | None) -> bool:
        """Say whether one of its days lies from `first` to `last`; None: without an end.

        What ends before it begins has no day.
        """
        return first <= self.last_day and (last is None or last >= max(first, self.first_day))


@lru_cache(maxsize=10_000)
def parse_period(code: str) -> Period:
    """Return the period that a code names.

    Raises:
        ValueError: It names none.
    """
    if re.fullmatch(WRITTEN, code) is None or year_of(code) == 0:
        raise ValueError(f"{code[:20]!r} is no period")
    year, kind, part = year_of(code), kind_of(code), code[5:]
    if kind == "year":
        first, last = 1, _MONTHS_OF_YEAR
    elif kind == "quarter":
        last = int(part[1:]) * _MONTHS_OF_QUARTER
        first = last - _MONTHS_OF_QUARTER + 1
    else:
        first = last = int(part)
    return Period(code, kind, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def kind_of(code: str) -> PeriodKind:
    """Return the kind of a period."""
    part = code[5:]
    if not part:
        return "year"
    return "quarter" if part.startswith("Q") else "month"


def year_of(code: str) -> int:
    """Return the year that a period lies in."""
    return int(code[:4])


def year_code(year: int) -> str:
    """Return the code of a whole year."""
    return f"{year:04d}"


def quarter_code(year: int, quarter: int) -> str:
    """Return the code of a quarter, 1 to 4."""
    return f"{year_code(year)}-Q{quarter}"


def month_code(year: int, month: int) -> str:
    """Return the code of a month, 1 to 12."""
    return f"{year_code(year)}-{month:02d}"


@lru_cache(maxsize=10_000)
def preceding(code: str) -> str:
    """Return the code of the period of the same kind before a period."""
    year, kind, part = year_of(code), kind_of(code), code[5:]
    if kind == "year":
        return year_code(year - 1)
    if kind == "quarter":
        before = int(part[1:]) - 1
        return quarter_code(year, before) if before else quarter_code(year - 1, _QUARTERS_OF_YEAR)
    before = int(part) - 1
    return month_code(year, before) if before else month_code(year - 1, _MONTHS_OF_YEAR)


@lru_cache(maxsize=10_000)
def months_of(code: str) -> tuple[str, ...]:
    """Return the codes of the three months of a quarter, in order; of another period none."""
    if kind_of(code) != "quarter":
        return ()
    first = (int(code[6:]) - 1) * _MONTHS_OF_QUARTER + 1
    return tuple(month_code(year_of(code), first + each) for each in range(_MONTHS_OF_QUARTER))


@lru_cache(maxsize=10_000)
def containing(code: str, kind: PeriodKind, *, year_offset: int = 0) -> str | None:
    """Return the code of the period of `kind` that contains a period; None if `kind` is finer.

    `year_offset` shifts the answer by whole years.
    """
    own, part = kind_of(code), code[5:]
    if _FINENESS[kind] > _FINENESS[own]:
        return None
    year = year_of(code) + year_offset
    if kind == "year":
        return year_code(year)
    if kind == own:
        return f"{year_code(year)}-{part}"
    return quarter_code(year, (int(part) - 1) // _MONTHS_OF_QUARTER + 1)
