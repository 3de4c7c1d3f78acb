"""What several rows state about one indicator: its direction, and its target by quarter and year.

Statements that contradict each other leave open which of them is right.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from integration.facts.domain.rows import Doubt, Rows, conflict
from integration.records.domain.business_key import same_writing
from integration.records.domain.record import Content, Record
from rules.exact import fraction

_NEAR: Final = Fraction(1, 10)  # of the year's target; about as wide as the bands of predicates
_LAST_QUARTER: Final = 4
Named = tuple[str | None, str]


def about(content: Content) -> Named:
    """Return which indicator a row is about: its id says it within its unit only."""
    return content.get("unit_id"), same_writing(content["indicator_id"])


def titled(content: Content) -> Named:
    """Return an indicator by its title, for key indicators without an id."""
    return content["unit_id"], " ".join((content["title"] or "").casefold().split())


def contradicted(reported: Rows, rows: Rows, indicators: Rows, year: int) -> Rows:
    """Return the doubts about rows of a quarter that contradict others about their indicator.

    `rows` are those of the year, `indicators` its key indicators.
    """
    series, keys = _grouped(rows, about), _grouped(indicators, _named)
    doubts: list[Doubt] = []
    for row in reported:
        own = series[about(row.content)]
        its = [*keys[about(row.content)], *keys["title", *titled(row.content)]]
        doubts += _turned(own, its)
        doubts += _eased(row, own, its, year)
    return Rows((), tuple(doubts))


def _named(indicator: Content) -> tuple[str | None, ...]:
    if indicator.get("indicator_id") is None:
        return "title", *titled(indicator)
    return about(indicator)


def _grouped(
    rows: Rows, name: Callable[[Content], tuple[str | None, ...]]
) -> Mapping[tuple[str | None, ...], Sequence[Record]]:
    found: dict[tuple[str | None, ...], list[Record]] = defaultdict(list)
    for row in rows:
        found[name(row.content)].append(row)
    return found


def _turned(series: Sequence[Record], keys: Sequence[Record]) -> Iterator[Doubt]:
    """Yield the doubts about an indicator of which higher and lower are said to be better."""
    said = [row for row in (*series, *keys) if row.content.get("direction") is not None]
    if len({row.content["direction"] for row in said}) > 1:
        for kind in dict.fromkeys(row.kind for row in said):
            yield conflict(row for row in said if row.kind == kind)


def _eased(
    row: Record, series: Sequence[Record], keys: Sequence[Record], year: int
) -> Iterator[Doubt]:
    """Yield the doubt about a target that is easier than others say, by more than a tenth.

    The targets of quarters are steps towards that of the year, or parts of it. Steps do not get
    easier from one quarter to another, and the last one is the year's; parts come to it.
    """
    direction, target = row.content["direction"], _target(row)
    yearly = [(key, _yearly(key.content, year)) for key in keys]
    known = [(key, whole) for key, whole in yearly if whole is not None and whole > 0]
    if direction is None or target is None or not known:
        return
    sign = -1 if direction == "lower" else 1
    key, whole = max(known, key=lambda one: sign * one[1])
    stated = [(other, found) for other in series if (found := _target(other)) is not None]
    parts = sum((found for _, found in stated), Fraction(0))
    if not sign * (whole - target) > _NEAR * whole:
        return
    earlier = [
        other
        for other, found in stated
        if _quarter(other) < _quarter(row) and sign * (found - target) > _NEAR * whole
    ]
    if earlier and parts > whole:
        yield conflict((*earlier, row))
    elif _quarter(row) == _LAST_QUARTER and not abs(parts - whole) <= _NEAR * whole:
        yield from (conflict((row,)), conflict((key,)))


def _quarter(row: Record) -> int:
    return int(row.content["quarter"])


def _target(row: Record) -> Fraction | None:
    found = row.content["target"]
    return None if found is None else fraction(found)


def _yearly(key: Content, year: int) -> Fraction | None:
    found = key["targets"].get(str(year))
    return None if found is None else fraction(found)
