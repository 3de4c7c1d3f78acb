"""A published result as its event, and what events and editions say that a result records."""

from contracts.events.assessment import LevelDecidedV2
from contracts.events.fact import FactObservedV1
from contracts.events.score import ResultPublishedV2
from contracts.values import Text
from scoring.results.domain.record import EventPart, Record
from scoring.state.domain.cause import EventPlace


def result_published(record: Record, result_hash: str) -> ResultPublishedV2:
    """Return the event of a published result."""
    content, index = record.content, record.content.index
    named = index.predicate
    return ResultPublishedV2(
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


def decision_event(place: EventPlace) -> EventPart:
    """Return where the event of a decision stands."""
    return _event(LevelDecidedV2.TOPIC, place)


def fact_event(place: EventPlace) -> EventPart:
    """Return where the event of an observed fact stands."""
    return _event(FactObservedV1.TOPIC, place)


def _event(topic: str, place: EventPlace) -> EventPart:
    return EventPart(
        event_id=place.event_id,
        topic=topic,
        partition=place.partition,
        offset=place.offset,
        event_time=place.event_time,
    )
