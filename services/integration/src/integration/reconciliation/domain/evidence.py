"""What the sources of a region hold about one agency and year, gathered for comparison.

Rows keep their source, for a finding quotes it. A source that cannot be read now stands with what
it held last, and with a doubt that concerns all of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from integration.facts.domain.budgeting import Budgets, budgets_of
from integration.facts.domain.fact import AgencyRecords, Reference, Status, Value
from integration.facts.domain.rows import Doubt, Rows, reason_of
from integration.reconciliation.domain.finding import Given
from integration.records.domain import kinds
from integration.records.domain.business_key import business_key
from integration.records.domain.record import Content
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source
from rules.exact import fraction

_OF_SYSTEM: Final[Mapping[str, frozenset[str]]] = {
    "e-planning": frozenset({kinds.CEILING}),
    "e-program": frozenset(
        {kinds.SCHEDULE, kinds.SUB_ACTIVITY, kinds.BUDGET_DOCUMENT, kinds.REALISATION}
    ),
    "e-sakip": frozenset({kinds.UNIT, kinds.KEY_INDICATOR, kinds.ACHIEVEMENT}),
}
# What two sources may say differently of one thing.
_VALUES: Final = ("amount", "spent", "planned", "physical", "target", "realisation")
KINDS: Final = frozenset[str]().union(*_OF_SYSTEM.values())
"""The kinds of records that are compared; any other system may hold any of them."""


class SaidFact(NamedTuple):
    """The present state of a fact, as one source gives it."""

    source_code: str
    status: Status
    value: Value
    records: tuple[Reference, ...]
    record_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one source says of an agency. `is_up`: it can be read now.

    `planned_years` and `budgeted_years` are those of which it holds ceilings, and locked budgets,
    of any agency: before that a year has not begun there, and nothing is missing.
    """

    source: Source
    is_up: bool
    records: AgencyRecords
    planned_years: frozenset[int]
    budgeted_years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of several sources that count, and what makes them doubtful."""

    rows: tuple[Given, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def of(self, holds: Callable[[Content], bool]) -> "Held":
        """Return the rows of which it holds, and the doubts of which it may hold."""
        return Held(
            tuple(row for row in self.rows if holds(row.record.content)),
            tuple(doubt for doubt in self.doubts if doubt.may(holds)),
        )

    def __add__(self, other: "Held") -> "Held":
        """Return both."""
        return Held((*self.rows, *other.rows), (*self.doubts, *other.doubts))

    @property
    def reason(self) -> Reason | None:
        """Return why nothing can be told of it; None without a doubt."""
        return reason_of(self.doubts, None)


class Twice(NamedTuple):
    """Rows of two sources about one thing that say different things."""

    rows: tuple[Given, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of an agency and year.

    `titles`: codes of programmes by their titles. `begun`: the facts and periods of which any
    agency of the region has a value; before that, what is absent is not missing.
    """

    agency_code: str
    year: int
    told: Sequence[Told]
    facts: Mapping[tuple[str, str], Sequence[SaidFact]] = field(default_factory=dict)
    titles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    begun: Collection[tuple[str, str]] = ()

    @property
    def sources(self) -> Sequence[Told]:
        """Return the sources that are read for the year."""
        return [told for told in self.told if self.year in told.source.years]

    @property
    def has_plan(self) -> bool:
        """Say whether a source that has begun to hold plans of the year knows the agency."""
        return any(self.year in told.planned_years for told in self.sources)

    @property
    def has_budget(self) -> bool:
        """Say whether a source that has begun to hold budgets of the year knows the agency."""
        return any(self.year in told.budgeted_years for told in self.sources)

    def tells(self, *kinds_of_records: str) -> bool:
        """Say whether for each of these kinds some source may hold records of the year."""
        return all(any(self._telling(kind)) for kind in kinds_of_records)

    def of_year(self, kind: str) -> tuple[Held, list[Twice]]:
        """Return the rows of a kind that carry the year, and those that two sources have twice."""
        rows = ((told, told.records.of_year(kind, self.year)) for told in self._telling(kind))
        return joined(kind, rows)

    def of_kind(self, kind: str) -> Held:
        """Return the rows of a kind, of whatever year."""
        rows = ((told, told.records.of_kind(kind)) for told in self._telling(kind))
        return joined(kind, rows)[0]

    def budgets(self) -> Iterator[tuple[Told, Budgets]]:
        """Yield the budgets of each source."""
        for told in self._telling(kinds.SUB_ACTIVITY):
            yield told, budgets_of(told.records, self.year)

    def said(self, fact: str, period: str | None = None) -> SaidFact | None:
        """Return what is said of a fact, by the first source that knows it."""
        found = self.facts.get((fact, period or str(self.year)), ())
        return min(found, key=lambda one: (one.status == "unknown", one.source_code), default=None)

    def _telling(self, kind: str) -> Iterator[Told]:
        return (told for told in self.sources if kind in told_by(told.source.system))


def told_by(system: str) -> Collection[str]:
    """Return the kinds of records that a system may hold."""
    return _OF_SYSTEM.get(system, KINDS)


def with_doubt(told: Told, kind: str, rows: Rows) -> Rows:
    """Return the rows, in doubt where their source cannot be read now."""
    if told.is_up:
        return rows
    lost = Doubt("unreadable_rows", kind, (told.source.code,), ({},))
    return Rows(rows.records, (*rows.doubts, lost))


def joined(kind: str, found: Iterable[tuple[Told, Rows]]) -> tuple[Held, list[Twice]]:
    """Return the rows of several sources: what two of them say alike counts once."""
    by_key: dict[tuple[object, ...], list[Given]] = {}
    doubts: list[Doubt] = []
    for told, rows in found:
        doubts += with_doubt(told, kind, rows).doubts
        for record in rows:
            by_key.setdefault(business_key(record), []).append(Given(told.source.code, record))
    twice = [Twice(tuple(group)) for group in by_key.values() if _differ(group)]
    doubts += [_clash(one) for one in twice]
    return Held(tuple(group[0] for group in by_key.values()), tuple(doubts)), twice


def amount_of(rows: Iterable[Given], name: str = "amount") -> Fraction | None:
    """Return the sum of a field; None if one of them does not state it."""
    found = [row.record.content.get(name) for row in rows]
    if None in found:
        return None
    return sum((fraction(one) for one in found if one is not None), Fraction(0))


def _differ(group: Sequence[Given]) -> bool:
    return (
        len({one.source_code for one in group}) > 1
        and len({str(_said(one.record.content)) for one in group}) > 1
    )


def _said(content: Content) -> list[object]:
    return [content.get(name) for name in _VALUES]


def _clash(twice: Twice) -> Doubt:
    rows = [one.record for one in twice.rows]
    ids = tuple(sorted(row.record_id for row in rows))
    return Doubt("conflicting_rows", rows[0].kind, ids, tuple(row.content for row in rows))
