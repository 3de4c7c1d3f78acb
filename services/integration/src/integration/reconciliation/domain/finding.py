"""Findings: what two sides say differently of one thing, with both of them quoted."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, Self
from uuid import UUID, uuid5

from integration.records.domain.record import Record
from integration.sources.domain.reason import Reason
from rules.exact import text_of

Kind = Literal[
    "planned_without_budget",
    "budgeted_without_plan",
    "ceiling_exceeded",
    "another_schedule",
    "target_without_budget",
    "budget_without_indicator",
    "realised_beyond_budget",
    "agreement_differs",
    "unit_differs",
    "two_values",
]
KINDS: Final[tuple[Kind, ...]] = (
    "planned_without_budget",
    "budgeted_without_plan",
    "ceiling_exceeded",
    "another_schedule",
    "target_without_budget",
    "budget_without_indicator",
    "realised_beyond_budget",
    "agreement_differs",
    "unit_differs",
    "two_values",
)
# open       nobody has said anything about it
# explained  somebody of the agency or the region said why it is so
# resolved   the data agree now
Status = Literal["open", "explained", "resolved"]
STATUSES: Final[tuple[Status, ...]] = ("open", "explained", "resolved")
# By which rule the two sides were found to be about one thing; never by name unless declared.
MatchedBy = Literal["code", "code_without_level", "own_affair", "agency", "programme_title"]
SideField = Literal["plan", "budget", "realisation", "accountability", "register"]
Event = Literal["seen", "changed", "explained", "reopened", "resolved", "doubted", "certain"]

_NAMESPACE: Final = UUID("5f2c1f0e-6f0b-4c58-9a60-7f3f6f1f2d11")
_MOST_REFERENCES: Final = 20


class FindingKey(NamedTuple):
    """What a finding is about; `subject` is a code, an indicator, or the fact that is meant."""

    agency_code: str
    year: int
    kind: Kind
    subject: str

    @property
    def finding_id(self) -> UUID:
        """Return the id, which is the same however often and in whatever order data comes."""
        return uuid5(_NAMESPACE, json.dumps(self))


class Quoted(NamedTuple):
    """A version of a record of a source, as a side of a finding names it."""

    source_code: str
    kind: str
    record_id: str
    revision: int
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one side says. `amount`: an exact amount of money or another number; None: none.

    `records` holds the newest twenty of `record_count`.
    """

    field: SideField
    agency_code: str
    says: str
    amount: str | None = None
    records: tuple[Quoted, ...] = ()
    record_count: int = 0

    def written(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "field": self.field,
            "agency_code": self.agency_code,
            "says": self.says,
            "amount": self.amount,
            "records": [list(record) for record in self.records],
            "record_count": self.record_count,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return the side that `written` wrote."""
        records = tuple(Quoted(*record) for record in stored["records"])
        return cls(**{**stored, "records": records})

    @property
    def meaning(self) -> tuple[object, ...]:
        """Return what it says, without the versions of records that say it."""
        return self.field, self.agency_code, self.says, self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What the records say now: a finding without its history.

    `amount` is the money that it is about, `difference` by how much the sides differ, both exact.
    """

    key: FindingKey
    cause: str
    sides: tuple[Side, ...]
    matched_by: MatchedBy
    amount: str | None = None
    difference: str | None = None
    other_agency_code: str | None = None

    @property
    def meaning(self) -> str:
        """Return a hash of what is said, by which an explanation holds or no longer does."""
        said: list[object] = [self.cause, self.amount, self.difference, self.matched_by]
        said += [list(side.meaning) for side in self.sides]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why it is so, in an officer's words, and who said it when."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding as it stands. `doubt`: why nobody can tell now whether it still holds."""

    said: Disagreement
    status: Status
    revision: int
    first_seen_at: datetime
    changed_at: datetime
    doubt: Reason | None = None
    explanation: Explanation | None = None
    resolved_at: datetime | None = None

    @property
    def finding_id(self) -> UUID:
        """Return the id."""
        return self.said.key.finding_id


@dataclass(frozen=True, slots=True)
class Undecided:
    """What cannot be told now, and why; `subject` None: of all subjects, but of those in `but`."""

    kinds: frozenset[Kind]
    subject: str | None
    reason: Reason
    but: frozenset[str] = frozenset()

    def covers(self, key: FindingKey) -> bool:
        """Say whether it is about a finding."""
        if key.kind not in self.kinds or key.subject in self.but:
            return False
        return self.subject in (None, key.subject)


@dataclass(slots=True)
class Judged:
    """Collects the judgements of one agency and year."""

    agency_code: str
    year: int
    found: list[Disagreement] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)

    def say(
        self,
        kind: Kind,
        subject: str,
        cause: str,
        sides: Sequence[Side],
        *,
        matched_by: MatchedBy = "code",
        amount: Fraction | None = None,
        difference: Fraction | None = None,
        other: str | None = None,
    ) -> None:
        """Add a finding."""
        self.found.append(
            Disagreement(
                key=FindingKey(self.agency_code, self.year, kind, subject),
                cause=cause,
                sides=tuple(sides),
                matched_by=matched_by,
                amount=None if amount is None else text_of(amount),
                difference=None if difference is None else text_of(difference),
                other_agency_code=other,
            )
        )

    def leave(
        self,
        kinds: Iterable[Kind],
        subjects: Iterable[str | None],
        reason: Reason,
        *,
        but: frozenset[str] = frozenset(),
    ) -> None:
        """Say that nobody can tell now whether there are findings of these kinds.

        With None as a subject: of whatever subject, but of those that were judged.
        """
        of = frozenset(kinds)
        self.undecided += [Undecided(of, subject, reason, but) for subject in subjects]


class Given(NamedTuple):
    """A record, and the source that holds it."""

    source_code: str
    record: Record


def side_of(
    field: SideField,
    agency_code: str,
    given: Sequence[Given],
    *,
    says: str = "",
    amount: Fraction | None = None,
) -> Side:
    """Return a side that quotes records, the newest first."""
    newest = sorted(given, key=lambda one: (one.source_code, one.record.key))
    newest.sort(key=lambda one: one.record.changed_at, reverse=True)
    return Side(
        field=field,
        agency_code=agency_code,
        says=says,
        amount=None if amount is None else text_of(amount),
        records=tuple(quoted(one) for one in newest[:_MOST_REFERENCES]),
        record_count=len(given),
    )


def quoted(given: Given) -> Quoted:
    """Return how a side names a record."""
    record = given.record
    return Quoted(
        given.source_code, record.kind, record.record_id, record.revision, record.content_hash
    )
