"""Trace a level: from source records over runs, facts, events and the rule up to the index."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kit.database import Session
from rules.edition import Node, answer_text
from rules.fact import FactKey
from scoring.domain.assessment import Source
from scoring.domain.trace import FactTrace, facts_of
from scoring.domain.track import NEWEST_STAGE, TrackCode, inherited
from scoring.events.facts import FactObserved, read_fact
from scoring.events.scores import (
    Cause,
    ScoreChanged,
    fact_cause,
    node_exacts,
    read_change,
    track_scores,
)
from scoring.store import fact, past, shown
from scoring.usecases.find_score import FoundIndicator
from scoring.usecases.read_origin import PersonOrigin, read_person, read_trace

_MOST_FACTS: Final = 100


@dataclass(frozen=True, slots=True)
class FactOrigin:
    """A fact in use, as its source tells it now. `current`: the source could be read."""

    observed: FactObserved
    event: Cause
    current: bool


@dataclass(frozen=True, slots=True)
class LastMove:
    """The newest change that moved the level, and the event that brought it about."""

    revision: int
    changed_at: datetime
    level_from: str | None
    level_to: str | None
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class NodeOnPath:
    """A node above the indicator: its value now, and before and after the last move."""

    node: Node
    exact: str | None
    announced: str | None
    exact_before: str | None
    exact_after: str | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a level comes from, and where it goes: aspect, domain, index."""

    found: FoundIndicator
    track: TrackCode
    level: str | None
    source: Source
    facts: tuple[FactOrigin, ...]
    fact_count: int
    person: PersonOrigin | None
    rule_code: str | None
    last_move: LastMove | None
    path: tuple[NodeOnPath, ...]


async def trace_lineage(session: Session, found: FoundIndicator, track: TrackCode) -> Lineage:
    """Return the lineage of an indicator's level on a track; what moved it last comes first."""
    assessment, indicator = found.assessment, found.indicator
    source = assessment.source(indicator, track)
    derived = assessment.derived[indicator] if source == "derivation" else None
    facts = [] if derived is None else await _facts(session, found)
    moved_on, change = await _last_change(session, found, track)
    earlier = None if change is None else await _change(session, found, change.revision - 1)
    move = None if change is None else _move(found, moved_on, change)
    cause = move.cause if move is not None else None
    facts.sort(key=lambda each: cause is None or each.event.event_id != cause.event_id)
    level = assessment.level(indicator, track)
    return Lineage(
        found,
        track,
        None if level is None else answer_text(level),
        source,
        tuple(facts[:_MOST_FACTS]),
        len(facts),
        await read_person(session, found, track),
        derived.rule_code if derived else None,
        move,
        tuple(_path(found, track, node_exacts(earlier, moved_on), node_exacts(change, moved_on))),
    )


async def _facts(session: Session, found: FoundIndicator) -> list[FactOrigin]:
    """Return the facts in use by the indicator's rule."""
    trace = await read_trace(session, found)
    used = {_key(each): each for each in facts_of(trace) if each.in_use} if trace else {}
    origins = []
    keys, as_of = {key for key, _ in used}, found.score.as_of
    rows = (
        await fact.find(session, keys) if as_of is None else await past.facts(session, keys, as_of)
    )
    for row in rows:
        each = used.get((FactKey(row.agency_code, row.fact, row.period), row.source_code))
        if each is not None:
            observed = read_fact(row.body)
            coordinates = (row.event_partition, row.event_offset, row.event_time)
            event = fact_cause(row.event_id, *coordinates, observed=observed)
            origins.append(FactOrigin(observed, event, each.current))
    return origins


def _key(each: FactTrace) -> tuple[FactKey, str | None]:
    return FactKey(each.agency_code, each.fact, each.period or ""), each.source_code


async def _last_change(
    session: Session, found: FoundIndicator, track: TrackCode
) -> tuple[TrackCode, ScoreChanged | None]:
    """Return the newest change that moved the level, on its track or one that it inherits from."""
    assessment_id, code = found.score.opening.assessment_id, found.node.code
    stage = found.assessment.decided(found.indicator, track)
    moved_on: TrackCode | None = track
    while moved_on is not None:
        body = await shown.last_move(
            session,
            assessment_id,
            track=moved_on,
            indicator_code=code,
            as_of=found.score.as_of,
        )
        if body is not None:
            return moved_on, read_change(body)
        # What a stage decided itself, as it was before, did not come from the stage before.
        moved_on = None if stage == NEWEST_STAGE[moved_on] else inherited(moved_on)
    return track, None


async def _change(session: Session, found: FoundIndicator, revision: int) -> ScoreChanged | None:
    body = await shown.change(session, found.score.opening.assessment_id, revision)
    return None if body is None else read_change(body)


def _move(found: FoundIndicator, track: TrackCode, change: ScoreChanged) -> LastMove | None:
    """Return the move; None if it was not among those that the change names."""
    for move in change.moves:
        if move.track == track and move.indicator_code == found.node.code:
            known = move.cause is not None and move.cause < len(change.causes)
            cause = change.causes[move.cause] if known and move.cause is not None else None
            return LastMove(
                change.revision, change.changed_at, move.level_from, move.level_to, cause
            )
    return None


def _path(
    found: FoundIndicator,
    track: TrackCode,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
) -> Iterator[NodeOnPath]:
    """Yield the nodes from the indicator's parent up to the root."""
    compiled = found.assessment.compiled
    tracks = track_scores(compiled, found.assessment.tracks())
    standing = found.assessment.standing(track)
    shown_nodes = next(each.nodes for each in tracks if each.track == standing)
    now = {node.code: node for node in shown_nodes}
    nodes = {node.code: node for node in compiled.edition.nodes}
    code = found.node.parent_code
    while code is not None:
        node, value = nodes[code], now[code]
        yield NodeOnPath(node, value.exact, value.announced, before.get(code), after.get(code))
        code = node.parent_code
