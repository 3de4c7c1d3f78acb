"""Trace a source's record forwards: the facts that name it, their rules, and the scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kit.auth import Principal
from kit.database import Session
from kit.errors import missing
from rules.condition import Need
from rules.quarter import periods_read
from rules.text import Text
from scoring.reasons import store
from scoring.reasons.store import NamingFact, RecordKey
from scoring.recompute.domain.change import EmittedChange, LevelMove
from scoring.recompute.events import fact_cause
from scoring.state.domain.agency import AgencyTree, Readers
from scoring.state.domain.cause import Cause
from scoring.state.domain.observation import FactObservation
from scoring.state.domain.opening import Opening
from scoring.state.store import agency, assessment
from scoring.state.store.memory import Memory
from scoring.state.usecases.check_reach import AGENCIES
from scoring.state.usecases.load import load_sets

_MOST: Final = 50
_MOST_CHANGES: Final = 1_000


@dataclass(frozen=True, slots=True)
class FedRule:
    """A rule of an assessment that reads the fact now."""

    opening: Opening
    rule_code: str
    indicator_code: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One change of a score that the fact caused, with the levels that the fact itself moved."""

    change: EmittedChange
    moves: tuple[LevelMove, ...]


@dataclass(frozen=True, slots=True)
class FactEffect:
    """An observation that names the record, and what it changed."""

    observed: FactObservation
    before: FactObservation | None
    event: Cause
    recorded_at: datetime
    rules: tuple[FedRule, ...]
    effects: tuple[Effect, ...]


async def trace_forwards(
    session: Session, record: RecordKey, principal: Principal, memory: Memory
) -> Sequence[FactEffect]:
    """Return what a record changed within the token's reach, newest first. At most 50 facts.

    Raises:
        NotFound: No fact within reach names the record.
    """
    root = AGENCIES.root_of(principal)
    naming = await store.facts(session, record, root_code=root, limit=_MOST)
    if not naming:
        raise missing(
            "record_id",
            Text(
                "Tidak ada fakta dalam kewenangan Anda yang menyebut rekaman ini.",
                "No fact within your reach names this record.",
            ),
        )
    changes = await store.changes(session, naming, root_code=root, limit=_MOST_CHANGES)
    tree = await agency.tree(session)
    rules = await _rules(session, [each.stored.said for each in naming], tree, memory, root=root)
    return [_effect(each, changes, rules) for each in naming]


def _effect(
    naming: NamingFact,
    changes: Sequence[EmittedChange],
    rules: Mapping[tuple[str, str, str], tuple[FedRule, ...]],
) -> FactEffect:
    observed = naming.stored.said
    return FactEffect(
        observed,
        naming.before,
        fact_cause(naming.stored),
        naming.recorded_at,
        rules[observed.agency_code, observed.fact, observed.period],
        tuple(_effects(naming, changes)),
    )


def _effects(naming: NamingFact, changes: Sequence[EmittedChange]) -> Iterator[Effect]:
    for change in changes:
        places = [
            place
            for place, cause in enumerate(change.causes)
            if cause.event_id == naming.stored.place.event_id
        ]
        if places and change.changed_at == naming.recorded_at:
            moves = tuple(move for move in change.moves if move.cause in places)
            yield Effect(change, moves)


async def _rules(
    session: Session,
    observed: Sequence[FactObservation],
    tree: AgencyTree,
    memory: Memory,
    *,
    root: str,
) -> Mapping[tuple[str, str, str], tuple[FedRule, ...]]:
    """Return the rules that read each fact, of assessments within reach."""
    keys = {(each.agency_code, each.period) for each in observed}
    reading = {key: tree.readers(*key) for key in keys}
    codes = frozenset().union(*(readers.above for readers in reading.values()))
    reached = [code for code in sorted(codes) if tree.is_within(code, root)]
    openings = await assessment.of_agencies(session, reached)
    await load_sets(session, openings, memory)
    found: dict[tuple[str, str, str], tuple[FedRule, ...]] = {}
    for each in observed:
        key = each.agency_code, each.fact, each.period
        found[key] = tuple(_fed(each, openings, reading[each.agency_code, each.period], memory))
    return found


def _fed(
    observed: FactObservation, openings: Sequence[Opening], readers: Readers, memory: Memory
) -> Iterator[FedRule]:
    for opening in openings:
        chosen = memory.set_of(opening)
        for rule in () if chosen is None else chosen.rules:
            if any(_reads(need, opening, observed, readers) for need in rule.needs):
                yield FedRule(opening, rule.code, rule.indicator_code)


def _reads(need: Need, opening: Opening, observed: FactObservation, readers: Readers) -> bool:
    if need.fact.name != observed.fact:
        return False
    if observed.period not in periods_read(need.fact, opening.period, need.year_offset):
        return False
    return readers.include(opening.agency_code, scope=need.scope)
