"""Money by month: the sum since January, whichever way a source writes it, and what cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from integration.facts.domain.fact import total
from integration.facts.domain.rows import Doubt, DoubtCode, Rows, conflict, hidden, of_each_unit
from integration.records.domain.business_key import (
    Key,
    two_code_sets,
    unit_and_code,
    whatever_the_code_set,
)
from integration.records.domain.record import Content, Record
from rules.exact import fraction

_SPENT: Final = "spent"
_DECEMBER: Final = 12
_MISSING: Final[Mapping[str, DoubtCode]] = {
    "planned": "missing_plan",
    _SPENT: "missing_realisation",
}


def since_january(rows: Rows, field: str, *, cumulative: bool) -> Fraction | None:
    """Return the sum of the months up to the newest; None if a needed amount is not stated."""
    if not rows:
        return None
    return total(_newest(rows) if cumulative else rows, field)


def incomplete(rows: Rows, field: str, *, due: range, cumulative: bool, counted: Rows) -> Rows:
    """Return the rows with the doubts about months that their sum lacks.

    A sum of less than all months is too small, and what is held against it looks better. A unit
    has a row for every month that is `due`; one with a locked budget and without any row lacks
    all of them. A sub-activity has one for every month from its first
    row on: up to the last one due while it has a locked budget, else up to its last row. Before
    its first row nobody can tell a month that is missing from one in which it had not begun; in
    December, where the year ends, it has begun. A cumulative column holds all months in its newest
    row, which must be of the last month due while there is a budget. Rows that cannot be read are
    not missing. A budget that cannot be read may be one of which a month is missing.
    """
    if not rows or rows.doubts:
        return rows
    budgeted = {unit_and_code(row.content) for row in counted if has_amount(row.content["amount"])}
    last = {
        key: due.stop - 1 if key in budgeted else series[-1]
        for key, series in _months(rows).items()
    }
    gaps = _stale(rows, last) if cumulative else _holes(rows, due.start, last)
    silent = {key[0] for key in budgeted} - {key[0] for key in last}
    lacked = due[-1:] if cumulative else due
    whole = (f"{month:02} ({unit})" for unit in silent for month in lacked)
    never = budgeted - last.keys() if due.stop > _DECEMBER else frozenset()
    unbegun = (f"{_DECEMBER} ({key[-1]})" for key in never)
    named = tuple(sorted(dict.fromkeys([*gaps, *whole, *unbegun])))
    kind = rows.records[0].kind
    found = (Doubt(_MISSING[field], kind, named, ()),) if named else ()
    return Rows(rows.records, (*rows.doubts, *found, *_hidden(rows, counted, due.stop - 1)))


def _hidden(rows: Rows, counted: Rows, last: int) -> Iterator[Doubt]:
    """Yield the doubts about budgets that may ask for a month without a row up to the last one."""
    ended = {key: series[-1] for key, series in _months(rows).items()}
    lacking = {key for key, month in ended.items() if month < last}
    units = {None, *(key[0] for key in ended)}

    def asks(budget: Content) -> bool:
        if budget.get("unit_id") not in units:
            return True
        if "code" not in budget:
            return last == _DECEMBER or bool(lacking)
        code = (budget["code_set"], budget["code"])
        return code in {key[1:] for key in lacking} or (
            last == _DECEMBER and code not in {key[1:] for key in ended}
        )

    yield from (doubt for doubt in counted.doubts if doubt.may(asks))


def _holes(rows: Rows, first: int, last: Mapping[Key, int]) -> Iterator[str]:
    """Yield the months that units lack, and beside these those that their sub-activities lack."""
    months = _months(rows)
    for unit in {unit for unit, *_ in months}:
        own = [key for key in months if key[0] == unit]
        there = {month for key in own for month in months[key]}
        lacking = set(range(first, max(last[key] for key in own) + 1)) - there
        yield from (f"{month:02}" for month in lacking)
        for key in own:
            due = set(range(months[key][0], last[key] + 1)) - lacking
            yield from (f"{month:02} ({key[-1]})" for month in due - set(months[key]))


def _stale(rows: Rows, last: Mapping[Key, int]) -> Iterator[str]:
    for key, series in _months(rows).items():
        if series[-1] < last[key]:
            yield f"{last[key]:02} ({key[-1]})"


def _months(rows: Iterable[Record]) -> dict[Key, list[int]]:
    """Return of each sub-activity the months that have a row, in order."""
    return {
        key: [int(row.content["month"]) for row in series] for key, series in _by_code(rows).items()
    }


def unbudgeted(rows: Rows, budgets: Rows, cumulative: frozenset[str]) -> Rows:
    """Return the doubts about sub-activities without any budget of the year, if they lift the rest.

    They do where more of the plan is spent with them than without, up to all of it. A budget that
    is still open is one: the law allows to spend ahead of an amendment. So is one under a code of
    another code set, and one that cannot be read may be.
    """
    known = {whatever_the_code_set(row.content) for row in budgets}
    if not known or all(whatever_the_code_set(row.content) in known for row in rows):
        return Rows()
    parts = list(_parts(rows, cumulative))
    foreign = {
        row.record_id: row
        for row, _, spent in parts
        if spent > 0
        and whatever_the_code_set(row.content) not in known
        and not _may_have(row.content, budgets.doubts)
    }
    others = [part for part in parts if part[0].record_id not in foreign]
    if not foreign or _share(parts) <= _share(others):
        return Rows()
    found = (Doubt("beyond_budget", r.kind, (r.record_id,), (r.content,)) for r in foreign.values())
    return Rows((), tuple(found))


def _share(parts: Iterable[tuple[Record, Fraction, Fraction]]) -> Fraction:
    """Return how much of the plan was spent, at most all of it."""
    planned = spent = Fraction(0)
    for _, plan, done in parts:
        planned, spent = planned + plan, spent + done
    return min(spent / planned, Fraction(1)) if planned else Fraction(0)


def _may_have(realised: Content, doubts: Iterable[Doubt]) -> bool:
    """Say whether a budget that cannot be read may be that of a sub-activity."""
    _, *code = whatever_the_code_set(realised)

    def is_its(budget: Content) -> bool:
        unit, *other = whatever_the_code_set(budget)
        return other == code and unit in (None, realised.get("unit_id"))

    return any(doubt.may(is_its) for doubt in doubts)


def placeholders(rows: Rows, *fields: str) -> Rows:
    """Return the doubts about units that have nothing but 0 in these columns in every month.

    A system that was never synchronised shows such rows: a placeholder is not a value. One month
    alone may have been one in which nothing was done.
    """
    found = []
    for own in of_each_unit(rows):
        months = {row.content["month"] for row in own}
        if len(months) > 1 and all(_is_nothing(row.content, fields) for row in own):
            newest = [row for row in own if row.content["month"] == max(months)]
            ids = tuple(sorted(row.record_id for row in newest))
            contents = tuple(row.content for row in own)
            found.append(Doubt("placeholder_rows", newest[0].kind, ids, contents))
    return Rows((), tuple(found))


def _is_nothing(content: Content, fields: Iterable[str]) -> bool:
    return all(content[name] is None or fraction(content[name]) == 0 for name in fields)


def covered(rows: Rows, cumulative: frozenset[str]) -> Rows:
    """Return the doubt about sub-activities far behind their plans, if others hide it."""
    return hidden("hidden_delay", _parts(rows, cumulative))


def _parts(rows: Rows, cumulative: frozenset[str]) -> Iterator[tuple[Record, Fraction, Fraction]]:
    """Yield the newest row of each sub-activity, with its plan and what was spent since January."""
    for series in _by_code(rows).values():
        plan, spent = (
            total(series[-1:] if field in cumulative else series, field) or Fraction(0)
            for field in ("planned", _SPENT)
        )
        yield series[-1], plan, spent


def has_amount(budget: str | None) -> bool:
    """Say whether a budget may be one: not stated, or not zero as of what was given up."""
    return budget is None or fraction(budget) != 0


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
