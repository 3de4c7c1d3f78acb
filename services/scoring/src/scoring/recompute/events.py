"""A changed score as its event. The same bytes are emitted and kept as the history."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from contracts.envelope import Header
from contracts.events.assessment import DerivationsChosenV1, LevelDecidedV2
from contracts.events.fact import FactObservedV1
from contracts.events.score import Cause as NamedCause
from contracts.events.score import Move as NamedMove
from contracts.events.score import NodeScore, ScoreChangedV2, TrackScore
from contracts.values import RecordReference
from contracts.values import Text as NamedText
from kit.messaging import Record
from kit.observe import current_traceparent
from kit.outbox import to_record
from rules.compiled import CompiledEdition, RollUp
from rules.edition import answer_text
from rules.text import Text
from scoring.recompute.domain import track_score
from scoring.recompute.domain.change import (
    MOST_NAMED,
    EmittedChange,
    LevelMove,
    ScoreChange,
    WrittenChange,
)
from scoring.state.domain.cause import Cause, EventPlace, SourceRecord
from scoring.state.domain.decision import DecidedLevel
from scoring.state.domain.observation import StoredFact
from scoring.state.events import SOURCE

_encode = msgspec.json.Encoder().encode


class Emission(NamedTuple):
    """Changes as they are kept, and as the outbox takes them: one of each for every change."""

    written: Sequence[WrittenChange]
    records: Sequence[Record]


def emission_of(changes: Sequence[ScoreChange], now: datetime) -> Emission:
    """Return the events of changes as they are kept and sent; both have the same bytes."""
    traceparent = current_traceparent()
    trace = ((Header.TRACEPARENT, traceparent.encode()),) if traceparent else ()
    source, time = SOURCE.encode(), now.isoformat().encode()
    written, records = [], []
    for change in changes:
        event = _event_of(change)
        record = to_record(event, source=source, time=time, trace=trace)
        records.append(record)
        tracks = _encode([msgspec.structs.replace(track, nodes=()) for track in event.tracks])
        written.append(WrittenChange(change, tracks.decode(), (record.value or b"").decode()))
    return Emission(written, records)


def tracks_json(tracks: Sequence[track_score.TrackScore]) -> str:
    """Return tracks without their nodes, as a score's row keeps them."""
    return _encode([_track(each, ()) for each in tracks]).decode()


def emitted_change(event: ScoreChangedV2) -> EmittedChange:
    """Return what an event of a changed score says."""
    return EmittedChange(
        assessment_id=event.assessment_id,
        revision=event.revision,
        agency_code=event.agency_code,
        changed_at=event.changed_at,
        tracks=tuple(map(_emitted_track, event.tracks)),
        moves=tuple(
            LevelMove(
                indicator_code=move.indicator_code,
                track=move.track,
                level_from=move.level_from,
                level_to=move.level_to,
                cause=move.cause,
                rule_code=move.rule_code,
            )
            for move in event.moves
        ),
        causes=tuple(map(_emitted_cause, event.causes)),
        move_count=event.move_count,
        cause_count=event.cause_count,
        rules_version=event.rules_version,
    )


def _emitted_track(track: TrackScore) -> track_score.TrackScore:
    return track_score.TrackScore(
        track=track.track,
        coverage=track.coverage,
        exact=track.exact,
        announced=track.announced,
        previous_exact=track.previous_exact,
        predicate=None if track.predicate is None else Text(track.predicate.id, track.predicate.en),
        maturity_level=None
        if track.maturity_level is None
        else Text(track.maturity_level.id, track.maturity_level.en),
        level_share=track.level_share,
        not_judged=track.not_judged,
        oldest_fact_at=track.oldest_fact_at,
        stale_since=track.stale_since,
        nodes=tuple(
            track_score.NodeScore(node.code, node.exact, node.announced) for node in track.nodes
        ),
    )


def _emitted_cause(cause: NamedCause) -> Cause:
    return Cause(
        cause.event_id,
        cause.event_type,
        cause.topic,
        cause.partition,
        cause.offset,
        cause.event_time,
        cause.fact,
        cause.source_code,
        tuple(_source_record(each) for each in cause.records),
    )


def _source_record(named: RecordReference) -> SourceRecord:
    return SourceRecord(
        named.source_code,
        named.record_kind,
        named.record_id,
        named.revision,
        named.content_hash,
    )


def level_cause(place: EventPlace) -> Cause:
    """Return a decision on a level as a cause."""
    return _cause(LevelDecidedV2, place)


def choice_cause(place: EventPlace) -> Cause:
    """Return a choice of a derivation set as a cause."""
    return _cause(DerivationsChosenV1, place)


def fact_cause(stored: StoredFact) -> Cause:
    """Return an observed fact as a cause."""
    kind, place, said = FactObservedV1, stored.place, stored.said
    return Cause(
        place.event_id,
        kind.TYPE,
        kind.TOPIC,
        place.partition,
        place.offset,
        place.event_time,
        said.fact,
        said.source_code,
        said.records,
    )


def _cause(kind: type[LevelDecidedV2 | DerivationsChosenV1], place: EventPlace) -> Cause:
    return Cause(
        place.event_id, kind.TYPE, kind.TOPIC, place.partition, place.offset, place.event_time
    )


def _event_of(change: ScoreChange) -> ScoreChangedV2:
    opening, edition = change.opening, change.compiled.edition
    return ScoreChangedV2(
        assessment_id=opening.assessment_id,
        revision=change.revision,
        campaign_code=opening.campaign_code,
        agency_code=opening.agency_code,
        edition_code=edition.code,
        edition_hash=edition.content_hash,
        derivation_set_version=opening.derivation_set_version,
        period=opening.period,
        changed_at=change.changed_at,
        tracks=_tracks(change),
        moves=_moves(change),
        causes=tuple([_named_cause(each) for each in change.causes[:MOST_NAMED]]),
        move_count=len(change.moves),
        cause_count=len(change.causes),
        rules_version=change.rules_version,
    )


def _tracks(change: ScoreChange) -> tuple[TrackScore, ...]:
    compiled, after = change.compiled, change.after
    return tuple(
        [_track(each, _nodes(compiled, after[each.track].values)) for each in change.tracks()]
    )


def _track(track: track_score.TrackScore, nodes: tuple[NodeScore, ...]) -> TrackScore:
    return TrackScore(
        track=track.track,
        exact=track.exact,
        announced=track.announced,
        coverage=track.coverage,
        previous_exact=track.previous_exact,
        predicate=_text(track.predicate),
        maturity_level=_text(track.maturity_level),
        level_share=track.level_share,
        not_judged=track.not_judged,
        oldest_fact_at=track.oldest_fact_at,
        stale_since=track.stale_since,
        nodes=nodes,
    )


@lru_cache(maxsize=2_000)
def _nodes(compiled: CompiledEdition, values: RollUp) -> tuple[NodeScore, ...]:
    return tuple(
        NodeScore(code=node.code, exact=node.exact, announced=node.announced)
        for node in track_score.node_scores(compiled, values)
    )


def _text(name: Text | None) -> NamedText | None:
    return None if name is None else NamedText(id=name.id, en=name.en)


def _moves(change: ScoreChange) -> tuple[NamedMove, ...]:
    answered = change.compiled.edition.answered
    named = zip(change.moves[:MOST_NAMED], change.reasons, strict=False)
    return tuple(
        [
            NamedMove(
                indicator_code=answered[indicator].code,
                track=track,
                level_from=None if before is None else answer_text(before),
                level_to=None if after is None else answer_text(after),
                cause=cause,
                rule_code=rule_code,
            )
            for (indicator, track, before, after), (cause, rule_code) in named
        ]
    )


def _named_cause(cause: DecidedLevel | Cause) -> NamedCause:
    if isinstance(cause, DecidedLevel):
        return NamedCause(
            event_id=cause.event_id,
            event_type=LevelDecidedV2.TYPE,
            topic=LevelDecidedV2.TOPIC,
            partition=cause.partition,
            offset=cause.offset,
            event_time=cause.event_time,
        )
    return NamedCause(
        event_id=cause.event_id,
        event_type=cause.event_type,
        topic=cause.topic,
        partition=cause.partition,
        offset=cause.offset,
        event_time=cause.event_time,
        fact=cause.fact,
        source_code=cause.source_code,
        records=tuple(
            [
                RecordReference(
                    source_code=each.source_code,
                    record_kind=each.record_kind,
                    record_id=each.record_id,
                    revision=each.revision,
                    content_hash=each.content_hash,
                )
                for each in cause.records
            ]
        ),
    )
