"""When what proves a fact of a year ordinarily happens: a day of another time proves another year.

A plan is approved before its year or in it, a report is published after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from integration.records.domain import kinds
from integration.records.domain.record import Record
from integration.sources.domain.source import years_in


@dataclass(frozen=True, slots=True)
class _Season:
    """The field with the day, and the first and the last year and month, counted from the year."""

    field: str
    first: tuple[int, int]
    last_year: int | None = 0

    def holds(self, day: date, years: tuple[int, int]) -> bool:
        first, last = years
        begin = date(first + self.first[0], self.first[1], 1)
        return begin <= day and (self.last_year is None or day.year <= last + self.last_year)


_YEARLY_PLAN: Final = _Season("approved_at", (-1, 1))
_PLAN_OF_YEARS: Final = _Season("approved_at", (-5, 1))
_AGREED: Final = _Season("published_at", (-1, 7), None)
_SEASONS: Final[Mapping[str, _Season]] = {
    kinds.CONSULTATION: _Season("held_on", (-1, 1)),
    kinds.BUDGET_DOCUMENT: _Season("issued_on", (-1, 7)),
    # Plans travel the year before, results the year after.
    kinds.EXCHANGE: _Season("at", (-1, 1), 1),
    "renja": _YEARLY_PLAN,
    "rkpd": _YEARLY_PLAN,
    "renstra": _PLAN_OF_YEARS,
    "rpjmd": _PLAN_OF_YEARS,
    "spbe_roadmap": _PLAN_OF_YEARS,
    # What was published late, or was moved to a new system, is there all the same.
    "performance_agreement": _AGREED,
    "action_plan": _AGREED,
    "performance_report": _Season("published_at", (0, 1), None),
}


def out_of_season(record: Record, zone: tzinfo) -> bool:
    """Say whether a record tells of a day on which what it proves does not happen."""
    content = record.content
    name = content["type"] if record.kind == kinds.DOCUMENT else record.kind
    season = _SEASONS.get(name)
    written = None if season is None else content.get(season.field)
    if season is None or written is None:
        return False
    year = content["year"]
    return not season.holds(_day(written, zone), years_in(content.get("period")) or (year, year))


def _day(written: str, zone: tzinfo) -> date:
    """Return a date, or the local day of an instant in UTC."""
    if "T" not in written:
        return date.fromisoformat(written)
    instant = datetime.fromisoformat(written)
    try:
        return instant.astimezone(zone).date()
    except OverflowError:  # a first or last day of all days
        return instant.date()
