"""What an event is to the scores that it moves: their cause, and the records that it names."""

from contracts.values import RecordReference
from kit.consumer import Received
from scoring.state.domain.cause import Cause, SourceRecord


def cause_of(
    received: Received,
    *,
    fact: str | None = None,
    source_code: str | None = None,
    records: tuple[SourceRecord, ...] = (),
) -> Cause:
    """Return a received event as a cause."""
    return Cause(
        received.event_id,
        received.event.TYPE,
        received.topic,
        received.partition,
        received.offset,
        received.event_time,
        fact,
        source_code,
        records,
    )


def record_of(named: RecordReference) -> SourceRecord:
    """Return a record that a fact was read from."""
    return SourceRecord(
        named.source_code, named.record_kind, named.record_id, named.revision, named.content_hash
    )
