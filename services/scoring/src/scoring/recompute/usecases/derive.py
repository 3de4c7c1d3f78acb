"""Evaluate the rules of assessments that read something new, on what is known of their facts."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from kit.database import Session
from rules.derivation import Rule, derive
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.fact_view import FactView, keys_read, subject_of
from scoring.state.domain.locked import LockedAssessment
from scoring.state.domain.trace import DerivedLevel, trace_of
from scoring.state.store import derived, fact
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_sets


async def derive_levels(
    session: Session, locked: Sequence[LockedAssessment], *, tree: AgencyTree, memory: Memory
) -> None:
    """Derive the levels of locked assessments again, and store them with their traces."""
    everything = [each for each in locked if each.touched.everything]
    await load_sets(session, (each.opening for each in everything), memory)
    await _forget(session, everything, memory)
    ruled = [(each, rule) for each in locked for rule in _rules(each, memory)]
    if not ruled:
        return
    keys = {key for each, rule in ruled for key in keys_read(rule, subject_of(each.opening), tree)}
    readings = await fact.readings(session, sorted(keys))
    rows = []
    for each, rule in ruled:
        indicator = each.assessment.compiled.edition.position.get(rule.indicator_code)
        if indicator is not None:
            view = FactView(readings, tree, subject_of(each.opening))
            result = derive(rule, view, view.subject)
            each.assessment.derive(indicator, result.without_trace())
            rows.append(
                DerivedLevel(
                    each.assessment_id,
                    rule.indicator_code,
                    result.without_trace(),
                    trace_of(rule, result),
                )
            )
    await derived.upsert(session, rows)


async def _forget(session: Session, everything: Sequence[LockedAssessment], memory: Memory) -> None:
    """Take the floors of the chosen set, and back the levels for which it has no rule any more."""
    gone: list[tuple[UUID, str]] = []
    for each in everything:
        chosen, assessment = memory.set_of(each.opening), each.assessment
        assessment.floors = {} if chosen is None else chosen.floors
        ruled = {rule.indicator_code for rule in chosen.rules} if chosen is not None else set()
        answered = assessment.compiled.edition.answered
        for indicator in [
            place for place in assessment.derived if answered[place].code not in ruled
        ]:
            assessment.derive(indicator, None)
            gone.append((each.assessment_id, answered[indicator].code))
    await derived.delete(session, gone)


def _rules(locked: LockedAssessment, memory: Memory) -> Iterator[Rule]:
    chosen, touched = memory.set_of(locked.opening), locked.touched
    for rule in () if chosen is None else chosen.rules:
        if touched.everything or rule.code in touched.rules:
            yield rule
