"""Facts: what is known about an agency for a period, and the observations that records give."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal, NamedTuple
from uuid import UUID

from integration.records.domain.record import Record
from integration.sources.domain.reason import Reason
from rules.exact import fraction, text_of

Status = Literal["value", "absent", "unknown"]
Value = bool | str | None

_MOST_REFERENCES: Final = 20


class FactKey(NamedTuple):
    """What a fact is about, within one source."""

    agency_code: str
    fact: str
    period: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What the records say now. A `value` of None means absent: known not to exist."""

    key: FactKey
    value: Value
    records: tuple[Record, ...]

    @property
    def status(self) -> Status:
        """Return `value` or `absent`; records never give `unknown`."""
        return "absent" if self.value is None else "value"


class Reference(NamedTuple):
    """One version of a record, as a fact names what it was derived from."""

    kind: str
    record_id: str
    revision: int
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """What was known before the source failed; `confirmed_at`: the last successful reading."""

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
    """

    agency_code: str
    by_kind: Mapping[str, Sequence[Record]]
    opened: frozenset[str]

    def of_year(self, kind: str, year: int) -> list[Record]:
        """Return the records of a kind that carry the year."""
        return [item for item in self.by_kind.get(kind, ()) if item.content["year"] == year]


Observer = Callable[[AgencyRecords, int], Iterable[Observation]]


class PeriodFacts:
    """Makes the observations of one agency and period.

    Without any record a fact is absent: every value is made from records.
    """

    def __init__(self, agency_code: str, period: str) -> None:
        self._agency_code = agency_code
        self._period = period

    def value(
        self, fact: str, found: Fraction | Literal[True, False] | None, records: Iterable[Record]
    ) -> Observation:
        """Observe a truth value or a number; None: absent."""
        value = text_of(found) if isinstance(found, Fraction) else found
        return Observation(FactKey(self._agency_code, fact, self._period), value, tuple(records))

    def whether(
        self, fact: str, records: Sequence[Record], holds: Callable[[Sequence[Record]], bool]
    ) -> Observation:
        """Observe a truth value of `records`; without records it is absent."""
        return self.value(fact, holds(records) if records else None, records)

    def total(self, fact: str, records: Sequence[Record], field: str) -> Observation:
        """Observe the sum of a field of `records`; without records it is absent, not zero."""
        return self.value(fact, total(records, field) if records else None, records)


def total(records: Iterable[Record], field: str) -> Fraction:
    """Return the sum of a field that holds exact numbers."""
    return sum((fraction(record.content[field]) for record in records), Fraction(0))


def references(records: Iterable[Record]) -> tuple[Reference, ...]:
    """Return the versions of the records that changed last, newest first, at most twenty."""
    newest = sorted(records, key=lambda item: item.key)
    newest.sort(key=lambda item: item.changed_at, reverse=True)
    return tuple(
        Reference(item.kind, item.record_id, item.revision, item.content_hash)
        for item in newest[:_MOST_REFERENCES]
    )
