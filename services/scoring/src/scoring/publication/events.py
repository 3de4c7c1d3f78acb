"""A published result as its event, and what events and editions say that a result records."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import UNSET

from contracts.events.assessment import LevelDecidedV2
from contracts.events.fact import FactObservedV1
from contracts.events.score import ResultPublishedV2, ResultRefusedV1
from contracts.values import Text
from rules.text import Text as Sentence
from scoring.requests.domain import Request
from scoring.results.domain.record import EventPart, Record
from scoring.state.domain.cause import EventPlace
from scoring.state.domain.opening import Opening


def result_published(record: Record, result_hash: str) -> ResultPublishedV2:
    """Return the event of a published result."""
    content, index = record.content, record.content.index
    named, publication_id = index.predicate, content.submission.publication_id
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
        publication_id=None if publication_id is UNSET else publication_id,
    )


def result_refused(
    asked: Request, opening: Opening, reasons: Sequence[Sentence], *, at: datetime
) -> ResultRefusedV1:
    """Return the event of a request that cannot be answered with a result."""
    return ResultRefusedV1(
        assessment_id=asked.assessment_id,
        revision=asked.revision,
        publication_id=asked.publication_id,
        agency_code=opening.agency_code,
        campaign_code=opening.campaign_code,
        track=asked.track,
        reasons=tuple(Text(id=reason.id, en=reason.en) for reason in reasons),
        refused_at=at,
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
