"""Events of the topic `integration.fact`, keyed by agency code."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import FACT
from contracts.values import (
    Code,
    Count,
    Instant,
    LastGood,
    OpenCode,
    PeriodCode,
    RecordReference,
    Revision,
    Text,
)


class FactObservedV1(Event, frozen=True, kw_only=True):
    """A source said something new about one fact of an agency for a period.

    `value`: it is known, and `value` holds a truth value or an exact number. `absent`: known not
    to be there. `unknown`: the source could not be read; `last_good` is what was known before. The
    revision counts the observations of (agency, fact, period, source).
    """

    TYPE: ClassVar[str] = "integration.fact.observed.v1"
    TOPIC: ClassVar[str] = FACT.name

    agency_code: Code
    fact: Code
    period: PeriodCode
    source_code: Code
    revision: Revision
    status: Literal["value", "absent", "unknown"]
    observed_at: Instant
    run_id: UUID
    adapter: Annotated[str, msgspec.Meta(max_length=100)]
    value: bool | str | None = None
    last_good: LastGood | None = None
    reason: Text | None = None
    records: tuple[RecordReference, ...] = ()
    record_count: Count = 0

    @property
    def key(self) -> str:
        """Return the agency's code."""
        return self.agency_code

    @property
    def subject(self) -> str:
        """Return agency, fact and period."""
        return f"{self.agency_code}/{self.fact}/{self.period}"


class SourceFailedV1(Event, frozen=True, kw_only=True):
    """A source can no longer be read; its facts turn unknown and keep their last good value."""

    TYPE: ClassVar[str] = "integration.source.failed.v1"
    TOPIC: ClassVar[str] = FACT.name

    source_code: Code
    agency_code: Code
    revision: Revision
    run_id: UUID
    failed_at: Instant
    reason: Text
    last_success_at: Instant | None = None

    @property
    def key(self) -> str:
        """Return the region's code."""
        return self.agency_code

    @property
    def subject(self) -> str:
        """Return the source's code."""
        return self.source_code


class SourceFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a source is not what it was: in a listing, in a field, before and now."""

    kind: OpenCode
    listing: Annotated[str, msgspec.Meta(max_length=200)] = ""
    field: Annotated[str, msgspec.Meta(max_length=200)] = ""
    found: Annotated[str, msgspec.Meta(max_length=200)] = ""


class SourceQuarantinedV1(Event, frozen=True, kw_only=True):
    """What was read of a source is not what it was: it counts for nothing until somebody decides.

    The source's facts turn unknown and keep their last good value, as if it could not be read.
    """

    TYPE: ClassVar[str] = "integration.source.quarantined.v1"
    TOPIC: ClassVar[str] = FACT.name

    source_code: Code
    agency_code: Code
    revision: Revision
    run_id: UUID
    quarantined_at: Instant
    reason: Text
    findings: Annotated[tuple[SourceFinding, ...], msgspec.Meta(min_length=1, max_length=100)]
    last_success_at: Instant | None = None

    @property
    def key(self) -> str:
        """Return the region's code."""
        return self.agency_code

    @property
    def subject(self) -> str:
        """Return the source's code."""
        return self.source_code


class SourceRecoveredV1(Event, frozen=True, kw_only=True):
    """A source can be read again."""

    TYPE: ClassVar[str] = "integration.source.recovered.v1"
    TOPIC: ClassVar[str] = FACT.name

    source_code: Code
    agency_code: Code
    revision: Revision
    run_id: UUID
    recovered_at: Instant
    failed_at: Instant

    @property
    def key(self) -> str:
        """Return the region's code."""
        return self.agency_code

    @property
    def subject(self) -> str:
        """Return the source's code."""
        return self.source_code
