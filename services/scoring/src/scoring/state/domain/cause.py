"""The events behind a score, and where on Kafka each of them stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class EventPlace(NamedTuple):
    """Where an event of a known type stands."""

    event_id: str
    partition: int
    offset: int
    event_time: datetime


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record of a source system, in the version that a fact was read from."""

    source_code: str
    record_kind: str
    record_id: str
    revision: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Cause:
    """An event that moves a score. Of an observed fact also: which fact, from which records."""

    event_id: str
    event_type: str
    topic: str
    partition: int
    offset: int
    event_time: datetime
    fact: str | None = None
    source_code: str | None = None
    records: tuple[SourceRecord, ...] = ()
