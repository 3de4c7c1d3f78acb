"""Which facts rest on which listings, as the observers themselves show.

An observer that is given nothing but a doubt about the rows of a kind calls a fact unknown exactly
if the fact rests on them. So nobody keeps a second list of it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from integration.facts.domain.fact import AgencyRecords, Observation, Observer
from integration.facts.domain.rows import Doubt
from integration.records.domain import kinds
from integration.records.domain.record import Content
from rules.period import month_code, quarter_code

_YEAR: Final = 2026
_ALL_PERIODS: Final = frozenset(
    {month_code(_YEAR, month) for month in range(1, 13)}
    | {quarter_code(_YEAR, quarter) for quarter in range(1, 5)}
)
# What these are compared with: without it, nobody could tell what was left out.
_COMPARED_WITH: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            "budgeting.cash_plan",
            "budgeting.realisation",
            "budgeting.physical_realisation",
            "budgeting.physical_target",
        ),
        frozenset({kinds.SUB_ACTIVITY, kinds.SCHEDULE}),
    ),
    **dict.fromkeys(
        ("accountability.achievement", "accountability.achievement_recorded"),
        frozenset({kinds.KEY_INDICATOR}),
    ),
}


def facts_resting_on(observer: Observer, kind: str, content: Content) -> frozenset[str]:
    """Return the facts that rest on rows of a kind of which this is known, by their names."""
    doubt = Doubt("unreadable_rows", kind, ("?",), (content,))
    return frozenset(item.key.fact for item in _observed(observer, {kind: [doubt]}) if item.doubt)


@cache
def answerable(observer: Observer, held: frozenset[str]) -> frozenset[str]:
    """Return the facts of which a source can tell that holds these kinds of records, and no others.

    Of all others it says nothing. That it has no row of them would not mean that there is none.
    """
    every = {item.key.fact for item in _observed(observer, {})}
    for kind in kinds.ALL - held:
        every -= facts_resting_on(observer, kind, {})
    return frozenset(name for name in every if _COMPARED_WITH.get(name, frozenset()) <= held)


def of_part(
    observed: Iterator[Observation], facts: Collection[str], units: Mapping[str, str]
) -> Iterator[Observation]:
    """Yield what a source can tell that holds a part of the listings of its system.

    Which units work is told by listings that it does not have. So what is true must be true of
    every unit that is mapped to the agency: one without a row leaves it absent.
    """
    for item in observed:
        if item.key.fact not in facts:
            continue
        own = {unit for unit, code in units.items() if code == item.key.agency_code}
        seen = {record.content.get("unit_id") for record in item.records}
        yield replace(item, value=None) if item.value is True and own - seen else item


def _observed(observer: Observer, doubts: Mapping[str, list[Doubt]]) -> list[Observation]:
    return list(observer(AgencyRecords("?", {}, _ALL_PERIODS, doubts), _YEAR))
