"""Look for contradictions in recomputed assessments, under their locks; announce what changes.

What is unknown neither opens a contradiction nor clears one. One whose rule the chosen set does not
have any more is cleared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.contradiction import AgainstLastYear, ContradictionRule
from rules.exact import Number, parse
from rules.finding import Claims, Finding, find
from scoring.contradictions import store
from scoring.contradictions.domain import Contradiction
from scoring.contradictions.events import contradiction_cleared, contradiction_found
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.fact_view import FactView, keys_read, subject_of
from scoring.state.domain.locked import LockedAssessment
from scoring.state.events import SOURCE
from scoring.state.store import fact
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_sets

Known = Mapping[tuple[UUID, str], Contradiction]


@dataclass(frozen=True, slots=True)
class _Look:
    """A rule to be looked at for an assessment."""

    locked: LockedAssessment
    rule: ContradictionRule

    @property
    def key(self) -> tuple[UUID, str]:
        return self.locked.assessment_id, self.rule.code


@dataclass(frozen=True, slots=True)
class _Changes:
    opened: list[tuple[LockedAssessment, Contradiction]]
    cleared: list[tuple[LockedAssessment, Contradiction]]
    retold: list[Contradiction]


async def find_contradictions(
    session: Session,
    locked: Sequence[LockedAssessment],
    *,
    tree: AgencyTree,
    memory: Memory,
    clock: Clock,
    at: datetime,
) -> None:
    """Open and clear what the rules of the chosen sets say of these assessments now."""
    ruled = [each for each in locked if each.opening.set_key is not None]
    await load_sets(session, (each.opening for each in ruled), memory)
    looks = [_Look(each, rule) for each in ruled for rule in _concerned(each, memory)]
    everything = [each for each in ruled if each.touched.everything]
    if not looks and not everything:
        return
    ids = {each.assessment_id for each in everything} | {look.key[0] for look in looks}
    known = await store.newest(session, ids)
    results = await _results(session, looks, tree)
    names = {code: agency.name for code, agency in tree.agencies.items()}
    changes = _changes(results, known, names, at)
    changes.cleared.extend(_without_rule(everything, known, memory))
    await store.open_(session, [row for _, row in changes.opened], at)
    await store.clear(session, [row for _, row in changes.cleared], at)
    await store.retell(session, changes.retold)
    events = [contradiction_found(each.opening, row) for each, row in changes.opened]
    events += [contradiction_cleared(each.opening, row, at) for each, row in changes.cleared]
    if events:
        await emit(session, events, source=SOURCE, clock=clock)


def _concerned(locked: LockedAssessment, memory: Memory) -> Iterator[ContradictionRule]:
    """Yield the rules that what is new may make true or false."""
    chosen = memory.set_of(locked.opening)
    if chosen is None:
        return
    touched, answered = locked.touched, locked.assessment.compiled.edition.answered
    moved = {answered[place].code for place, _ in locked.newest}
    moved |= {rule.indicator_code for rule in chosen.rules if rule.code in touched.rules}
    for rule in chosen.contradictions:
        if (
            touched.everything
            or rule.code in touched.contradictions
            or (touched.last_year and isinstance(rule.check, AgainstLastYear))
            or moved & {*rule.indicator_codes}
        ):
            yield rule


async def _results(
    session: Session, looks: Sequence[_Look], tree: AgencyTree
) -> list[tuple[_Look, Finding]]:
    openings = {look.key[0]: look.locked.opening for look in looks}
    keys = {
        key
        for look in looks
        for key in keys_read(look.rule, subject_of(openings[look.key[0]]), tree)
    }
    readings = await fact.readings(session, sorted(keys)) if keys else {}
    yearly = {look.key[0] for look in looks if isinstance(look.rule.check, AgainstLastYear)}
    lineages = {each: [*tree.lineage(openings[each].agency_code)] for each in yearly}
    before = await store.last_year(session, lineages) if lineages else {}
    results = []
    for look in looks:
        subject = subject_of(openings[look.key[0]])
        claims = claims_of(look.locked.assessment, before.get(look.key[0], {}))
        view = FactView(readings, tree, subject)
        results.append((look, find(look.rule, claims, view, subject)))
    return results


def claims_of(assessment: Assessment, last_year: Mapping[str, str]) -> Claims:
    """Return what people claim, what covered facts derive, and what was decided a year before."""
    answered = assessment.compiled.edition.answered
    counted = assessment.levels["provisional"].counted
    levels: dict[str, Number] = {}
    for place, node in enumerate(answered):
        level = counted[place]
        if isinstance(level, Number) and assessment.decided(place, "provisional") is not None:
            levels[node.code] = level
    derived = {
        answered[place].code: each.level
        for place, each in assessment.derived.items()
        if each.level is not None and each.covered
    }
    before = {code: parse(level) for code, level in last_year.items() if level != "n/a"}
    return Claims(levels, derived, before)


def _changes(
    results: Iterable[tuple[_Look, Finding]],
    known: Known,
    names: Mapping[str, str],
    at: datetime,
) -> _Changes:
    changes = _Changes([], [], [])
    for look, result in results:
        before = known.get(look.key)
        is_open = before is not None and before.cleared_at is None
        if result.truth is None or (result.truth is False and not is_open):
            continue
        if before is not None and result.truth is False:
            changes.cleared.append((look.locked, before))
            continue
        number = 1 if before is None else before.number + (not is_open)
        row = _row(look, result, names, number=number, at=at)
        if not is_open:
            changes.opened.append((look.locked, row))
        elif before is not None and (before.text_id, before.text_en) != (row.text_id, row.text_en):
            changes.retold.append(row)
    return changes


def _row(
    look: _Look, result: Finding, names: Mapping[str, str], *, number: int, at: datetime
) -> Contradiction:
    sentence = result.sentence(look.rule.text, names)
    return Contradiction(
        assessment_id=look.key[0],
        rule_code=look.rule.code,
        number=number,
        severity=look.rule.severity,
        indicator_code=next(iter(look.rule.indicator_codes), None),
        text_id=sentence.id,
        text_en=sentence.en,
        opened_at=at,
    )


def _without_rule(
    everything: Iterable[LockedAssessment], known: Known, memory: Memory
) -> Iterator[tuple[LockedAssessment, Contradiction]]:
    by_id = {each.assessment_id: each for each in everything}
    for (assessment_id, code), row in known.items():
        locked = by_id.get(assessment_id)
        if locked is None or row.cleared_at is not None:
            continue
        chosen = memory.set_of(locked.opening)
        if chosen is None or all(rule.code != code for rule in chosen.contradictions):
            yield locked, row
