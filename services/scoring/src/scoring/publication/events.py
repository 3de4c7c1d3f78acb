"""A published result as its event, and what events and editions say that a result records."""

from datetime import datetime

from contracts.events.assessment import LevelDecidedV1
from contracts.events.fact import FactObservedV1
from contracts.events.score import ResultPublishedV1
from contracts.values import Text
from scoring.results.domain.record import EventPart, Record

ResultPublished = ResultPublishedV1


def result_published(record: Record, result_hash: str) -> ResultPublishedV1:
    """Return the event of a published result."""
    content, index = record.content, record.content.index
    named = index.predicate
    return ResultPublishedV1(
        assessment_id=record.assessment_id,
        agency_code=content.agency_code,
        revision=record.revision,
        result_hash=result_hash,
        exact=index.exact,
        announced=index.announced,
        published_at=record.published_at,
        predicate=None if named is None else Text(id=named.id, en=named.en),
        campaign_code=content.campaign_code,
        track=content.track,
        sequence=record.sequence,
        reason=record.reason,
    )


def decision_event(event_id: str, partition: int, offset: int, event_time: datetime) -> EventPart:
    """Return where the event of a decision stands."""
    return _event(LevelDecidedV1.TOPIC, event_id, partition, offset, event_time=event_time)


def fact_event(event_id: str, partition: int, offset: int, event_time: datetime) -> EventPart:
    """Return where the event of an observed fact stands."""
    return _event(FactObservedV1.TOPIC, event_id, partition, offset, event_time=event_time)


def _event(
    topic: str, event_id: str, partition: int, offset: int, *, event_time: datetime
) -> EventPart:
    return EventPart(
        event_id=event_id, topic=topic, partition=partition, offset=offset, event_time=event_time
    )
