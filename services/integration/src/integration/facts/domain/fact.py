"""Facts: what is known about an agency for a period, and the observations that records give."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Final, Literal, NamedTuple
from uuid import UUID

from integration.facts.domain.rows import Doubt, Rows, of_each_unit, reason_of
from integration.records.domain.record import Record
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import USUAL_ACHIEVEMENT
from rules.exact import parse, text_of

Status = Literal["value", "absent", "unknown"]
Value = bool | str | None

_MOST_REFERENCES: Final = 20
_MOST_DIGITS: Final = 40
_MONTHS: Final = 12


class FactKey(NamedTuple):
    """What a fact is about, within one source."""

    agency_code: str
    fact: str
    period: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What the records say now. A `value` of None means absent: known not to exist.

    With a `doubt` the fact is unknown and has no value: rows that it rests on cannot be read, or
    contradict each other.
    """

    key: FactKey
    value: Value
    records: tuple[Record, ...]
    doubt: Reason | None = None

    @property
    def status(self) -> Status:
        """Return `value`, `absent`, or, with a doubt, `unknown`."""
        if self.doubt is not None:
            return "unknown"
        return "absent" if self.value is None else "value"


class Reference(NamedTuple):
    """One version of a record, as a fact names what it was derived from."""

    kind: str
    record_id: str
    revision: int
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """What was known before it could no longer be read; `confirmed_at`: the last good reading."""

    status: Status
    value: Value
    observed_at: datetime
    confirmed_at: datetime
    records: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One state of a fact; `revision` counts its states. `records` holds the newest twenty."""

    key: FactKey
    revision: int
    status: Status
    value: Value
    observed_at: datetime
    run_id: UUID
    adapter: str
    last_good: LastGood | None = None
    reason: Reason | None = None
    records: tuple[Reference, ...] = ()
    record_count: int = 0


@dataclass(frozen=True, slots=True)
class SourceFact:
    """A fact and the source whose records say it."""

    source_code: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class AgencyRecords:
    """The records of one agency, and those that concern the whole region, by kind.

    `opened` holds the months and quarters of which reporting has begun somewhere in the source.
    `unreadable` holds, by kind, the rows that cannot be read now. `cumulative`, `budget_multiple`,
    `achievement_multiple` and `achievement_cap` are those of the registration. `begun_on` is the
    agency's first day, None if it was always there.
    """

    agency_code: str
    by_kind: Mapping[str, Sequence[Record]]
    opened: frozenset[str]
    unreadable: Mapping[str, Sequence[Doubt]] = field(default_factory=dict)
    cumulative: frozenset[str] = frozenset()
    budget_multiple: Fraction = Fraction(1)
    begun_on: date | None = None
    achievement_multiple: Fraction = Fraction(USUAL_ACHIEVEMENT)
    achievement_cap: Fraction | None = None
    _settled: dict[str, Rows] = field(default_factory=dict, init=False, repr=False, compare=False)

    def first_month(self, year: int) -> int:
        """Return the first whole month of a year in which there was the agency."""
        if self.begun_on is None or self.begun_on.year < year:
            return 1
        if self.begun_on.year > year:
            return _MONTHS + 1
        return self.begun_on.month + (self.begun_on.day > 1)

    def of_kind(self, kind: str) -> Rows:
        """Return the rows of a kind; all facts of all years ask for them, so they are kept."""
        if kind not in self._settled:
            told = self.by_kind.get(kind, ()), self.unreadable.get(kind, ())
            self._settled[kind] = Rows.of(*told)
        return self._settled[kind]

    def of_year(self, kind: str, year: int) -> Rows:
        """Return the rows of a kind that carry the year."""
        return self.of_kind(kind).where(lambda content: content["year"] == year)


Observer = Callable[[AgencyRecords, int], Iterable[Observation]]
Found = Fraction | Literal[True, False] | None


class PeriodFacts:
    """Makes the observations of one agency and period.

    Without any record a fact is absent: every value is made from records.
    """

    def __init__(self, agency_code: str, period: str) -> None:
        self._agency_code = agency_code
        self._period = period

    def value(self, fact: str, found: Found, rows: Rows) -> Observation:
        """Observe a truth value or a number; None: absent. A doubt about the rows: unknown."""
        value = text_of(found) if isinstance(found, Fraction) else found
        key = FactKey(self._agency_code, fact, self._period)
        doubt = reason_of(rows.doubts, readable_of(value))
        return Observation(key, None if doubt else value, rows.records, doubt)

    def whether(self, fact: str, rows: Rows, holds: Callable[[Rows], bool | None]) -> Observation:
        """Observe a truth value of `rows`; without rows it is absent."""
        return self.value(fact, holds(rows) if rows else None, rows)

    def whether_each(
        self,
        fact: str,
        rows: Rows,
        holds: Callable[[Rows], bool | None],
        *,
        working: Sequence[Rows] = (),
    ) -> Observation:
        """Observe what holds of all rows, and of those of each unit that works.

        An agency looks no better than any of its units; one without a row leaves the fact absent.
        """
        parts = (rows, *of_each_unit(rows, *working))
        found = every(holds(part) if part else None for part in parts)
        return self.value(fact, found if rows else None, rows)

    def total(self, fact: str, rows: Rows, field: str) -> Observation:
        """Observe the sum of a field of `rows`; without rows it is absent, not zero."""
        return self.value(fact, total(rows, field) if rows else None, rows)


def total(records: Iterable[Record], field: str) -> Fraction | None:
    """Return the sum of a field that holds exact numbers; None if one of them is not stated.

    Without that one the sum would be of less than the agency has.
    """
    found = [record.content[field] for record in records]
    # Whole numbers are added as such: that takes a tenth of the time of fractions.
    return None if None in found else Fraction(sum(map(parse, found)))


def every(values: Iterable[bool | None]) -> bool | None:
    """Say whether all hold; None if none fails and one is not stated."""
    found = list(values)
    return False if False in found else None if None in found else True


def some(values: Iterable[bool | None]) -> bool | None:
    """Say whether one holds; None if none does and one is not stated."""
    found = list(values)
    return True if True in found else None if None in found else False


def readable_of(value: Value) -> str | None:
    """Return what the readable rows give, as a sentence quotes it; a truth value says nothing."""
    if not isinstance(value, str):
        return None
    return value if len(value) <= _MOST_DIGITS else f"{value[:_MOST_DIGITS]}…"


def references(records: Iterable[Record]) -> tuple[Reference, ...]:
    """Return the versions of the records that changed last, newest first, at most twenty."""
    newest = sorted(records, key=lambda item: item.key)
    newest.sort(key=lambda item: item.changed_at, reverse=True)
    return tuple(
        Reference(item.kind, item.record_id, item.revision, item.content_hash)
        for item in newest[:_MOST_REFERENCES]
    )
