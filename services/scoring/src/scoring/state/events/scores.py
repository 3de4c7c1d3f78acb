"""A recomputed score as its event. The same bytes are announced and kept as the history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from contracts.envelope import Header
from contracts.events import score as contract
from contracts.events.assessment import LevelDecidedV1
from contracts.events.fact import FactObservedV1
from contracts.events.score import Move, NodeScore, ScoreChangedV1, TrackScore
from contracts.values import Text
from kit.messaging import Record
from kit.observe import current_traceparent
from kit.outbox import to_record
from rules.compiled import CompiledEdition, RollUp
from rules.edition import Band, answer_text, band_of
from rules.exact import announce, write
from scoring.state.domain.assessment import Opening
from scoring.state.domain.track import TRACKS, TrackCode, Tracks, TrackValue
from scoring.state.domain.track import Move as LevelMove

Cause = contract.Cause
LevelMoved = contract.Move
ScoreChanged = ScoreChangedV1
TrackShown = TrackScore

SOURCE: Final = "tolok/scoring"
_MOST: Final = 100  # causes and moves of one event

_encode = msgspec.json.Encoder().encode
read_tracks = msgspec.json.Decoder(tuple[TrackScore, ...]).decode
read_change = msgspec.json.Decoder(ScoreChangedV1).decode


# What moved a level: a place in the causes, and the rule if a rule gave the level.
Reason = tuple[int | None, str | None]


class Recomputed(NamedTuple):
    """A score before and after. `before` is None where there was none; one reason per move."""

    opening: Opening
    compiled: CompiledEdition
    revision: int
    before: Tracks | None
    after: Tracks
    moves: Sequence[LevelMove]
    reasons: Sequence[Reason]
    causes: Sequence[Cause]
    changed_at: datetime


def level_cause(event_id: str, partition: int, offset: int, event_time: datetime) -> Cause:
    """Return a decision on a level as a cause."""
    return Cause(
        event_id=event_id,
        event_type=LevelDecidedV1.TYPE,
        topic=LevelDecidedV1.TOPIC,
        partition=partition,
        offset=offset,
        event_time=event_time,
    )


def fact_cause(
    event_id: str, partition: int, offset: int, event_time: datetime, *, observed: FactObservedV1
) -> Cause:
    """Return an observed fact as a cause."""
    return Cause(
        event_id=event_id,
        event_type=FactObservedV1.TYPE,
        topic=FactObservedV1.TOPIC,
        partition=partition,
        offset=offset,
        event_time=event_time,
        fact=observed.fact,
        source_code=observed.source_code,
        records=observed.records,
    )


def is_same(one: TrackValue, other: TrackValue) -> bool:
    """Say whether two track values show the same to everybody."""
    return one is other or (
        one.covered_weight == other.covered_weight
        and one.oldest_fact_at == other.oldest_fact_at
        and one.stale_since == other.stale_since
        and (one.values == other.values or all(map(_equal, *one.values, *other.values)))
    )


def score_changed(score: Recomputed) -> ScoreChanged:
    """Return the event of a changed score."""
    opening, edition = score.opening, score.compiled.edition
    return ScoreChangedV1(
        assessment_id=opening.assessment_id,
        revision=score.revision,
        campaign_code=opening.campaign_code,
        agency_code=opening.agency_code,
        edition_code=edition.code,
        edition_hash=edition.content_hash,
        derivation_set_version=opening.derivation_set_version,
        period=opening.period,
        changed_at=score.changed_at,
        tracks=track_scores(score.compiled, score.after, score.before),
        moves=_moves(score),
        causes=tuple(score.causes[:_MOST]),
        move_count=len(score.moves),
        cause_count=len(score.causes),
    )


def track_scores(
    compiled: CompiledEdition, after: Tracks, before: Tracks | None = None
) -> tuple[TrackScore, ...]:
    """Return the tracks that there are, as the contract shows them."""
    return tuple(
        _track(compiled, code, after[code], None if before is None else before.get(code))
        for code in TRACKS
        if code in after
    )


def tracks_text(event: ScoreChanged) -> str:
    """Return the tracks without their nodes, as the score's row keeps them."""
    return shown_text(event.tracks)


def shown_text(tracks: Sequence[TrackShown]) -> str:
    """Return tracks without their nodes as JSON."""
    without_nodes = [msgspec.structs.replace(track, nodes=()) for track in tracks]
    return _encode(without_nodes).decode()


def moved_text(moves: Sequence[LevelMove], compiled: CompiledEdition) -> str:
    """Return all moves as the history is searched for them: ` track:indicator `."""
    answered = compiled.edition.answered
    return "".join([f" {move.track}:{answered[move.indicator].code} " for move in moves])


def node_exacts(change: ScoreChanged | None, track: TrackCode) -> Mapping[str, str | None]:
    """Return the exact values of a track's nodes after a change, by their codes."""
    tracks = () if change is None else change.tracks
    return {node.code: node.exact for each in tracks if each.track == track for node in each.nodes}


def with_previous(
    tracks: Sequence[TrackShown], change: ScoreChanged | None
) -> tuple[TrackShown, ...]:
    """Return recomputed tracks with what they were before the change that made them so."""
    known = {} if change is None else {each.track: each.previous_exact for each in change.tracks}
    return tuple(
        msgspec.structs.replace(track, previous_exact=known.get(track.track)) for track in tracks
    )


def to_records(events: Sequence[ScoreChanged], now: datetime) -> list[Record]:
    """Return the events as the outbox takes them; their bodies are the history's too."""
    traceparent = current_traceparent()
    trace = ((Header.TRACEPARENT, traceparent.encode()),) if traceparent else ()
    source, time = SOURCE.encode(), now.isoformat().encode()
    return [to_record(event, source=source, time=time, trace=trace) for event in events]


def _track(
    compiled: CompiledEdition, code: TrackCode, value: TrackValue, before: TrackValue | None
) -> TrackScore:
    nodes = _nodes(compiled, value.values)
    place = _root_of(compiled)
    numerator, denominator = value.values.numerators[place], value.values.denominators[place]
    predicate, maturity = _bands(compiled, numerator, denominator)
    return TrackScore(
        track=code,
        exact=nodes[place].exact,
        announced=nodes[place].announced,
        coverage=write(value.covered_weight, compiled.total_weight),
        previous_exact=None
        if before is None
        else _exact(before.values.numerators[place], before.values.denominators[place]),
        predicate=predicate,
        maturity_level=maturity,
        oldest_fact_at=value.oldest_fact_at,
        stale_since=value.stale_since,
        nodes=nodes,
    )


def _moves(score: Recomputed) -> tuple[Move, ...]:
    answered = score.compiled.edition.answered
    shown = zip(score.moves[:_MOST], score.reasons, strict=False)
    return tuple(
        [
            Move(
                indicator_code=answered[indicator].code,
                track=track,
                level_from=None if before is None else answer_text(before),
                level_to=None if after is None else answer_text(after),
                cause=cause,
                rule_code=rule_code,
            )
            for (indicator, track, before, after), (cause, rule_code) in shown
        ]
    )


def _equal(numerator: int, denominator: int, other: int, other_denominator: int) -> bool:
    if not denominator or not other_denominator:
        return denominator == other_denominator
    return numerator * other_denominator == other * denominator


@lru_cache(maxsize=2_000)
def _nodes(compiled: CompiledEdition, values: RollUp) -> tuple[NodeScore, ...]:
    """Return all nodes; cached, because two tracks often have the same values, or the old ones."""
    edition = compiled.edition
    return tuple(
        _node(node.code, numerator, denominator, edition.announced_decimals)
        for node, numerator, denominator in zip(
            edition.inner, values.numerators, values.denominators, strict=True
        )
    )


@lru_cache(maxsize=20_000)
def _node(code: str, numerator: int, denominator: int, decimals: int) -> NodeScore:
    announced = announce(numerator, denominator, decimals) if denominator else None
    return NodeScore(code=code, exact=_exact(numerator, denominator), announced=announced)


@lru_cache(maxsize=20_000)
def _bands(
    compiled: CompiledEdition, numerator: int, denominator: int
) -> tuple[Text | None, Text | None]:
    if not denominator:
        return None, None
    value = Fraction(numerator, denominator)
    edition = compiled.edition
    return (
        _name(band_of(edition.predicates, value)),
        _name(band_of(edition.maturity_levels, value)),
    )


@lru_cache(maxsize=1_000)
def _root_of(compiled: CompiledEdition) -> int:
    return compiled.edition.inner.index(compiled.edition.root)


def _exact(numerator: int, denominator: int) -> str | None:
    return write(numerator, denominator) if denominator else None


def _name(band: Band | None) -> Text | None:
    return None if band is None else Text(id=band.name.id, en=band.name.en)
