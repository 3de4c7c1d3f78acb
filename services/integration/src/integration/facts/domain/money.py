"""Money by month: the sum since January, whichever way a source writes it, and what cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from integration.facts.domain.fact import total
from integration.facts.domain.rows import Doubt, Rows, conflict
from integration.records.domain.business_key import Key, two_code_sets, unit_and_code
from integration.records.domain.record import Record
from rules.exact import fraction

_SPENT: Final = "spent"


def since_january(rows: Rows, field: str, *, cumulative: bool) -> Fraction | None:
    """Return the sum of the months up to the newest; None if a needed amount is not stated."""
    if not rows:
        return None
    return total(_newest(rows) if cumulative else rows, field)


def implausible(
    rows: Rows, field: str, *, cumulative: bool, counted: Rows, multiple: Fraction
) -> Rows:
    """Return the rows with the doubts about what they come to.

    A cumulative column never falls, and one code does not go on where another ended. What was spent
    is not beyond a multiple of the locked budget, of each sub-activity and of all together: it
    would be if a cumulative column were taken for one of months.
    """
    found: list[Doubt] = []
    if cumulative:
        found += _falls(rows, field)
        found += [conflict(group) for group in two_code_sets(_newest(rows), lambda _: ())]
    if field == _SPENT and counted and not counted.doubts:
        found += _beyond(rows, counted, cumulative=cumulative, multiple=multiple)
    return Rows(rows.records, (*rows.doubts, *found))


def _falls(rows: Rows, field: str) -> Iterator[Doubt]:
    for series in _by_code(rows).values():
        stated = [row for row in series if row.content[field] is not None]
        for before, after in pairwise(stated):
            if fraction(after.content[field]) < fraction(before.content[field]):
                yield Doubt("falling_rows", after.kind, (after.record_id,), (after.content,))


def _beyond(rows: Rows, counted: Rows, *, cumulative: bool, multiple: Fraction) -> Iterator[Doubt]:
    budgets: Mapping[Key, str | None] = {
        unit_and_code(row.content): row.content["amount"] for row in counted
    }
    used = _by_code(_newest(rows) if cumulative else rows)
    for code, series in used.items():
        amount = budgets.get(code)
        if amount is not None:
            yield from _above(series, fraction(amount) * multiple)
    whole = total(counted, "amount")
    if whole is not None:
        yield from _above([row for series in used.values() for row in series], whole * multiple)


def _above(rows: Sequence[Record], most: Fraction) -> Iterator[Doubt]:
    stated = [row for row in rows if row.content[_SPENT] is not None]
    found = total(stated, _SPENT)
    if stated and found is not None and found > most:
        newest = max(stated, key=lambda row: (row.content["month"], row.record_id))
        yield Doubt("beyond_budget", newest.kind, (newest.record_id,), (newest.content,))


def _newest(rows: Iterable[Record]) -> list[Record]:
    """Return the newest row of each sub-activity: in a cumulative column it holds the sum."""
    return [series[-1] for series in _by_code(rows).values()]


def _by_code(rows: Iterable[Record]) -> dict[Key, list[Record]]:
    found: dict[Key, list[Record]] = {}
    for row in sorted(rows, key=lambda row: (int(row.content["month"]), row.record_id)):
        found.setdefault(unit_and_code(row.content), []).append(row)
    return found
