"""Evaluate the marked rules of assessments on what is known of their facts."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from kit.database import Session
from rules.derivation import Derived, Rule, derive
from rules.exact import text_of
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Opening
from scoring.state.domain.fact_view import FactView, keys_read, subject_of
from scoring.state.domain.trace import trace_of
from scoring.state.store import derived, fact
from scoring.state.store.derived import DerivedLevel
from scoring.state.store.memory import Memory, Remembered
from scoring.state.usecases.load import load_sets, set_key
from scoring.state.usecases.mark import Todo

_encode = msgspec.json.Encoder().encode


async def derive_levels(
    session: Session,
    todos: Sequence[tuple[Remembered, Todo]],
    *,
    tree: AgencyTree,
    memory: Memory,
) -> None:
    """Give the locked assessments their derived levels anew and store them with their traces."""
    await load_sets(session, (each.opening for each, todo in todos if todo.anew), memory)
    await _forget(session, [each for each, todo in todos if todo.anew], memory)
    marked = [(each, rule) for each, todo in todos for rule in _rules(each.opening, todo, memory)]
    if not marked:
        return
    keys = {key for each, rule in marked for key in keys_read(rule, subject_of(each.opening), tree)}
    readings = await fact.readings(session, sorted(keys))
    rows = []
    for each, rule in marked:
        indicator = each.assessment.compiled.edition.position.get(rule.indicator_code)
        if indicator is not None:
            view = FactView(readings, tree, subject_of(each.opening))
            result = derive(rule, view, view.subject)
            each.assessment.derive(indicator, result.without_trace())
            rows.append(_row(each.opening, rule, result))
    await derived.upsert(session, rows)


async def _forget(session: Session, anew: Sequence[Remembered], memory: Memory) -> None:
    """Take back the levels for which the chosen set has no rule any more."""
    gone: list[tuple[UUID, str]] = []
    for each in anew:
        key, assessment = set_key(each.opening), each.assessment
        found = memory.sets.get(key) if key is not None else None
        ruled = {rule.indicator_code for rule in found.rules} if found is not None else set()
        answered = assessment.compiled.edition.answered
        for indicator in [
            place for place in assessment.derived if answered[place].code not in ruled
        ]:
            assessment.derive(indicator, None)
            gone.append((each.opening.assessment_id, answered[indicator].code))
    await derived.delete(session, gone)


def _rules(opening: Opening, todo: Todo, memory: Memory) -> Iterator[Rule]:
    key = set_key(opening)
    if key is None or key not in memory.sets:
        return
    for rule in memory.sets[key].rules:
        if todo.anew or rule.code in todo.rules:
            yield rule


def _row(opening: Opening, rule: Rule, result: Derived) -> DerivedLevel:
    return DerivedLevel(
        opening.assessment_id,
        rule.indicator_code,
        rule.code,
        None if result.level is None else text_of(result.level),
        result.covered,
        result.oldest_fact_at,
        result.stale_since,
        _encode(trace_of(rule, result)).decode(),
    )
