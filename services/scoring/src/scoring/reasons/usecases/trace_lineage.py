"""Trace a level: from source records over runs, facts, events and the rule up to the index."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, NamedTuple

from kit.database import Session
from rules.edition import Node, answer_text, node_values
from rules.exact import Number, announce, text_of
from rules.fact import FactKey
from rules.tree import upwards
from scoring.reasons.domain.written_sum import answers_on
from scoring.reasons.usecases.find_node import FoundNode
from scoring.reasons.usecases.read_origin import PersonOrigin, read_person, read_trace
from scoring.recompute.domain.change import EmittedChange
from scoring.recompute.events import fact_cause
from scoring.scores.store import changes, past
from scoring.state.domain.assessment import Source
from scoring.state.domain.cause import Cause
from scoring.state.domain.observation import FactObservation
from scoring.state.domain.trace import FactTrace, facts_of
from scoring.state.domain.track import TrackCode
from scoring.state.store import fact

_MOST_FACTS_OF_A_PART: Final = 5


@dataclass(frozen=True, slots=True)
class FactOrigin:
    """A fact in use, as its source tells it now. `current`: the source could be read."""

    observed: FactObservation
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
class Origin:
    """Where one level comes from: a person, or facts by a rule; and what moved it last."""

    found: FoundNode
    level: str | None
    source: Source
    facts: tuple[FactOrigin, ...]
    fact_count: int
    person: PersonOrigin | None
    rule_code: str | None
    last_move: LastMove | None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a figure comes from, and where it goes: aspect, domain, index.

    Of a node that follows from those below it, `parts` are all levels that count in it.
    """

    found: FoundNode
    track: TrackCode
    level: str | None
    source: Source | Literal["children"]
    origin: Origin | None
    parts: tuple[Origin, ...]
    last_move: LastMove | None
    path: tuple[NodeOnPath, ...]


async def trace_lineage(session: Session, found: FoundNode, track: TrackCode) -> Lineage:
    """Return the lineage of a node's value on a track; what moved it last comes first."""
    origin, moved, parts = None, _Moved(track, None), []
    source: Source | Literal["children"] = "children"
    if found.node.is_answered:
        origin, moved = await _origin(session, found, track)
        source = origin.source
    if source in ("children", "criteria"):
        traced = [
            await _origin(session, each, track, most_facts=_MOST_FACTS_OF_A_PART)
            for each in _below(found)
            if each.assessment.level(each.indicator, track) is not None
        ]
        parts = [part for part, _ in traced]
        moved = max([moved, *(move for _, move in traced)], key=_revision)
    values = node_values(found.assessment.compiled.edition, answers_on(found.assessment, track))
    value = values[found.node.code]
    earlier = await _earlier(session, found, moved.change)
    before, after = (
        {} if each is None else each.nodes_after(moved.track) for each in (earlier, moved.change)
    )
    return Lineage(
        found,
        track,
        origin.level if origin is not None else (None if value is None else text_of(value)),
        source,
        origin,
        tuple(parts),
        _last_move(found, moved, before, after),
        tuple(_path(found, values, before, after)),
    )


class _Moved(NamedTuple):
    """The newest change that moved a level, and the track it moved it on."""

    track: TrackCode
    change: EmittedChange | None
    move: LastMove | None = None


def _revision(moved: _Moved) -> int:
    return moved.change.revision if moved.change is not None else 0


def _below(found: FoundNode) -> Iterator[FoundNode]:
    """Yield the answered nodes below a node: indicators, and the criteria that speak for them."""
    for child in found.assessment.compiled.edition.children.get(found.node.code, ()):
        node = found._replace(node=child)
        if child.is_answered:
            yield node
        if not child.is_answered or child.code in found.assessment.compiled.edition.children:
            yield from _below(node)


async def _origin(
    session: Session, found: FoundNode, track: TrackCode, *, most_facts: int = 100
) -> tuple[Origin, _Moved]:
    assessment, indicator = found.assessment, found.indicator
    source = assessment.source(indicator, track)
    derived = assessment.derived[indicator] if source == "derivation" else None
    facts = [] if derived is None else await _facts(session, found)
    moved_on, change = await _last_change(session, found, track)
    move = None if change is None else _move(found, moved_on, change)
    cause = move.cause if move is not None else None
    facts.sort(key=lambda each: cause is None or each.event.event_id != cause.event_id)
    level = assessment.level(indicator, track)
    origin = Origin(
        found,
        None if level is None else answer_text(level),
        source,
        tuple(facts[:most_facts]),
        len(facts),
        await read_person(session, found, track),
        derived.rule_code if derived else None,
        move,
    )
    return origin, _Moved(moved_on, change, move)


def _last_move(
    found: FoundNode,
    moved: _Moved,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
) -> LastMove | None:
    """Return the last move; of a node above the indicators with the node's own values."""
    if moved.move is None or found.node.is_answered:
        return moved.move
    code = found.node.code
    return replace(moved.move, level_from=before.get(code), level_to=after.get(code))


async def _facts(session: Session, found: FoundNode) -> list[FactOrigin]:
    """Return the facts in use by the indicator's rule."""
    trace = await read_trace(session, found)
    used = {_key(each): each for each in facts_of(trace) if each.in_use} if trace else {}
    origins = []
    keys, as_of = {key for key, _ in used}, found.score.as_of
    rows = (
        await fact.find(session, keys) if as_of is None else await past.facts(session, keys, as_of)
    )
    for stored in rows:
        said = stored.said
        each = used.get((FactKey(said.agency_code, said.fact, said.period), said.source_code))
        if each is not None:
            origins.append(FactOrigin(said, fact_cause(stored), each.current))
    return origins


def _key(each: FactTrace) -> tuple[FactKey, str | None]:
    return FactKey(each.agency_code, each.fact, each.period or ""), each.source_code


async def _last_change(
    session: Session, found: FoundNode, track: TrackCode
) -> tuple[TrackCode, EmittedChange | None]:
    """Return the newest change that moved the level, on its track or one that it inherits from."""
    assessment_id, code = found.score.opening.assessment_id, found.node.code
    stage, stages = found.assessment.decided(found.indicator, track), found.assessment.stages
    moved_on: TrackCode | None = track
    while moved_on is not None:
        change = await changes.last_move(
            session,
            assessment_id,
            track=moved_on,
            indicator_code=code,
            as_of=found.score.as_of,
        )
        if change is not None:
            return moved_on, change
        # What a stage decided itself, as it was before, did not come from the stage before.
        moved_on = None if stage == stages.newest[moved_on] else stages.inherited(moved_on)
    return track, None


async def _earlier(
    session: Session, found: FoundNode, change: EmittedChange | None
) -> EmittedChange | None:
    """Return the change before a change."""
    if change is None:
        return None
    return await changes.find(session, found.score.opening.assessment_id, change.revision - 1)


def _move(found: FoundNode, track: TrackCode, change: EmittedChange) -> LastMove | None:
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
    found: FoundNode,
    values: Mapping[str, Number | None],
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
) -> Iterator[NodeOnPath]:
    """Yield the nodes from the node's parent up to the root."""
    edition = found.assessment.compiled.edition
    nodes = {node.code: node for node in edition.nodes}
    _, *above = upwards(found.node.code, lambda code: nodes[code].parent_code)
    for code in above:
        node, value = nodes[code], values[code]
        exact = None if value is None else text_of(value)
        announced = None
        if value is not None:
            announced = announce(value.numerator, value.denominator, edition.announced_decimals)
        yield NodeOnPath(node, exact, announced, before.get(code), after.get(code))
