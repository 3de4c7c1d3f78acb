"""What a key indicator says of the years of its plan: from which to which, and the targets."""

import re
from collections.abc import Mapping
from typing import Final

from integration.reading.adapters.adapter import object_of
from integration.reading.adapters.row import BrokenRow, Row
from integration.reading.domain import formats
from integration.reading.domain.row_error import WRITTEN_TWICE

_YEAR: Final = re.compile(r"[0-9]{4}")
_PERIOD: Final = re.compile(r"([0-9]{4})(?:\s*[-/\u2013]\s*([0-9]{4}))?")


def years_of(row: Row, plan: tuple[int, int] | None) -> tuple[int, int]:
    """Return the years of an indicator, of which some are of the plan that was asked for."""
    first = row.whole("first_year", least=1990, most=2100)
    last = row.whole("last_year", least=1990, most=2100)
    if last < first:
        raise BrokenRow(row.keys["last_year"], "out_of_range", last)
    if plan is not None and (last < plan[0] or plan[1] < first):
        raise BrokenRow(row.keys["first_year"], "wrong_year", first)
    if any(not first <= year <= last for year in _planned(row, plan)):
        raise BrokenRow(row.keys["first_year"], "out_of_range", first)
    return first, last


def _planned(row: Row, plan: tuple[int, int] | None) -> list[int]:
    """Return the years of the plan with a target; a value of a year before the plan is none."""
    found = object_of(row.value("targets"))
    stated = (year for year, value in found.items() if not formats.is_nothing(value))
    years = [int(year) for year in stated if _YEAR.fullmatch(year)]
    return [year for year in years if plan is not None and plan[0] <= year <= plan[1]]


def years_in(text: str | None) -> tuple[int, int] | None:
    """Return the first and last year of a text that is a year or two, else nothing."""
    found = _PERIOD.fullmatch(text or "")
    return None if found is None else (int(found[1]), int(found[2] or found[1]))


def targets_of(row: Row) -> dict[str, str | None]:
    """Return the target of each year; an empty one is None."""
    found = row.value("targets")
    key = row.keys["targets"]
    if not isinstance(found, Mapping):
        raise BrokenRow(key, "not_an_object", found)
    targets: dict[str, str | None] = {}
    for year, value in found.items():
        if value is WRITTEN_TWICE:
            raise BrokenRow(f"{key}.{year}", "written_twice")
        try:
            targets[str(year)] = (
                None
                if formats.is_nothing(value)
                else formats.exact_number(value, row.source.options.number_format)
            )
        except formats.BrokenValue as error:
            raise BrokenRow(f"{key}.{year}", error.code, value) from error
    return targets
