"""Evaluate the marked rules of assessments on what is known of their facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from kit.database import Session
from rules.condition import Subject, period_read
from rules.contradiction import ContradictionRule
from rules.derivation import Derived, Rule, derive
from rules.exact import text_of
from rules.fact import UNSEEN, FactKey, Reading
from scoring.domain.agency import AgencyTree
from scoring.domain.assessment import Opening
from scoring.domain.trace import trace_of
from scoring.store import derived, fact
from scoring.store.derived import DerivedLevel
from scoring.store.memory import Memory, Remembered
from scoring.usecases.load_assessments import load_sets, set_key
from scoring.usecases.mark_assessments import Todo

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class FactView:
    """The facts as the rules of one assessment see them."""

    readings: Mapping[FactKey, Reading]
    tree: AgencyTree
    subject: Subject

    def read(self, key: FactKey) -> Reading:
        """Return what is known of a fact."""
        return self.readings.get(key, UNSEEN)

    def subtree(self, kind: str | None) -> Iterable[str]:
        """Return the assessed agency and all below it that are valid in the period."""
        return self.tree.subtree(self.subject.agency_code, kind, self.subject.period)


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


def keys_read(
    rule: Rule | ContradictionRule, subject: Subject, tree: AgencyTree
) -> Iterator[FactKey]:
    """Yield the facts that a rule reads."""
    for need in rule.needs:
        period = period_read(need.fact, subject, need.year_offset)
        if period is None:
            continue
        if need.scope == "agency":
            yield FactKey(subject.agency_code, need.fact.name, period)
            continue
        for code in tree.subtree(subject.agency_code, None, subject.period):
            yield FactKey(code, need.fact.name, period)


def subject_of(opening: Opening) -> Subject:
    """Return who is assessed, and for when."""
    return Subject(opening.agency_code, opening.period)


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
