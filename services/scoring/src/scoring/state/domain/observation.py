"""What sources say of facts: as it arrives, and as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from rules.fact import Status, WrittenValue
from scoring.state.domain.cause import Cause, EventPlace, SourceRecord


@dataclass(frozen=True, slots=True)
class ArrivedFact:
    """An observation as it arrived; `body` is the JSON of its event, `cause` names the event."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    revision: int
    body: str
    cause: Cause

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what the observation is newest of."""
        return self.agency_code, self.fact, self.period, self.source_code


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGoodValue:
    """The newest value that was known before the source could no longer be read."""

    status: str
    value: WrittenValue = None
    observed_at: datetime
    confirmed_at: datetime
    records: tuple[SourceRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactObservation:
    """What a source said of one fact of an agency for a period."""

    agency_code: str
    fact: str
    period: str
    source_code: str
    revision: int
    status: Status
    observed_at: datetime
    run_id: UUID
    adapter: str
    value: WrittenValue = None
    last_good: LastGoodValue | None = None
    records: tuple[SourceRecord, ...] = ()
    record_count: int = 0


class StoredFact(NamedTuple):
    """A stored observation, and where its event stands."""

    said: FactObservation
    place: EventPlace
