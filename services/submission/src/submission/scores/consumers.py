"""Events in: scores, what became of publications, and contradictions, from scoring.score.

The group is its own: it may lie behind the one that reads editions, and neither waits for the
other. All of it can be read again from the beginning.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from contracts import values
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1
from contracts.events.score import (
    ResultPublishedV2,
    ResultRefusedV1,
    ScoreChangedV2,
    TrackScore,
)
from contracts.topics import SCORE
from kit.consumer import BatchConsumer, Received
from kit.database import Database, Session
from kit.messaging import Broker
from rules.exact import parse
from rules.text import Text
from submission.scores import domain
from submission.scores.usecases.keep import keep_contradictions, keep_outcomes, keep_scores

GROUP: Final = "submission-scores"
TOPICS: Final = (SCORE.name,)


def create_consumers(database: Database, broker: Broker) -> list[BatchConsumer]:
    """Return the consumers of the wing."""
    return [
        BatchConsumer(broker=broker, database=database, group=GROUP, topics=TOPICS, handler=handle)
    ]


async def handle(session: Session, batch: Sequence[Received]) -> None:
    """Apply a batch of events; targets and results that nobody asked for pass."""
    scores: list[domain.AssessmentScore] = []
    outcomes: list[domain.PublicationOutcome] = []
    contradictions: list[domain.Contradiction] = []
    for received in batch:
        match received.event:
            case ScoreChangedV2() as event:
                scores.append(_score(event))
            case ResultPublishedV2() as event if event.publication_id is not None:
                outcomes.append(_published(event, event.publication_id))
            case ResultRefusedV1() as event:
                outcomes.append(_refused(event))
            case ContradictionFoundV1() as event:
                contradictions.append(_found(event))
            case ContradictionClearedV1() as event:
                contradictions.append(_cleared(event))
    await keep_scores(session, scores)
    await keep_outcomes(session, outcomes)
    await keep_contradictions(session, contradictions)


def _published(event: ResultPublishedV2, publication_id: UUID) -> domain.PublicationOutcome:
    return domain.PublicationOutcome(
        publication_id=publication_id,
        assessment_id=event.assessment_id,
        outcome="published",
        at=event.published_at,
        revision=event.revision,
        result_hash=event.result_hash,
        sequence=event.sequence,
    )


def _refused(event: ResultRefusedV1) -> domain.PublicationOutcome:
    return domain.PublicationOutcome(
        publication_id=event.publication_id,
        assessment_id=event.assessment_id,
        outcome="refused",
        at=event.refused_at,
        reasons=[Text(each.id, each.en) for each in event.reasons],
    )


def _found(event: ContradictionFoundV1) -> domain.Contradiction:
    return domain.Contradiction(
        assessment_id=event.assessment_id,
        rule_code=event.rule_code,
        revision=event.revision,
        is_open=True,
        indicator_code=event.indicator_code,
        severity=event.severity,
        message=Text(event.message.id, event.message.en),
    )


def _cleared(event: ContradictionClearedV1) -> domain.Contradiction:
    return domain.Contradiction(
        assessment_id=event.assessment_id,
        rule_code=event.rule_code,
        revision=event.revision,
        is_open=False,
        indicator_code=event.indicator_code,
    )


def _score(event: ScoreChangedV2) -> domain.AssessmentScore:
    return domain.AssessmentScore(
        assessment_id=event.assessment_id,
        revision=event.revision,
        changed_at=event.changed_at,
        tracks=[_track(each) for each in event.tracks],
    )


def _track(told: TrackScore) -> domain.TrackScore:
    return domain.TrackScore(
        track=told.track,
        exact=None if told.exact is None else parse(told.exact),
        announced=told.announced,
        predicate=_text(told.predicate),
        maturity_level=_text(told.maturity_level),
        coverage=parse(told.coverage),
        not_judged=told.not_judged,
    )


def _text(told: values.Text | None) -> Text | None:
    return None if told is None else Text(told.id, told.en)
