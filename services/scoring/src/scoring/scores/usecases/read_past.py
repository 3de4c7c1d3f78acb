"""Recompute assessments as they were known at a moment; nothing stored of scores is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kit.database import Session
from rules.derivation import Rule, derive
from scoring.contradictions import store as contradictions
from scoring.recompute.domain.change import EmittedChange
from scoring.recompute.domain.track_score import track_scores, with_previous, without_nodes
from scoring.risks import store as risks
from scoring.scores.store import changes, past
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.choice import standard_of
from scoring.state.domain.fact_view import FactView, keys_read, subject_of
from scoring.state.domain.opening import Opening
from scoring.state.domain.trace import RuleTrace, trace_of
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import load_editions, load_sets


@dataclass(frozen=True, slots=True)
class Past:
    """An assessment as it was known, with the traces of its rules by indicator."""

    opening: Opening
    assessment: Assessment
    traces: dict[str, RuleTrace] = field(default_factory=dict)


async def heads_as_of(
    session: Session, heads: Sequence[ScoreHead], as_of: datetime
) -> list[ScoreHead]:
    """Return heads as they were, without tracks; those that were not known yet are missing."""
    ids = [head.opening.assessment_id for head in heads]
    found = await past.heads(session, ids, as_of)
    opened = await contradictions.open_at(session, ids, as_of)
    told = await risks.at(session, ids, as_of)
    return [
        replace(
            head,
            opening=replace(head.opening, derivation_set_version=then.derivation_set_version),
            revision=then.revision or 0,
            changed_at=then.changed_at,
            tracks=(),
            agency_name=then.agency_name,
            life=then.life,
            open_contradictions=opened.get(head.opening.assessment_id, (0, 0, 0)),
            at_risk=known.risks if (known := told.get(head.opening.assessment_id)) else (),
            as_of=as_of,
        )
        for head in heads
        if (then := found.get(head.opening.assessment_id)) is not None
    ]


async def with_tracks(
    session: Session, heads: Sequence[ScoreHead], as_of: datetime, memory: Memory
) -> tuple[list[ScoreHead], Mapping[UUID, Assessment]]:
    """Return heads as they were, with the tracks recomputed, and what they were made of."""
    read = await read_past(session, [head.opening for head in heads], as_of, memory)
    last = await changes.newest(session, heads)
    shown = [_with_tracks(head, read.get(head.opening.assessment_id), last) for head in heads]
    return shown, {assessment_id: each.assessment for assessment_id, each in read.items()}


async def read_past(
    session: Session, openings: Iterable[Opening], as_of: datetime, memory: Memory
) -> Mapping[UUID, Past]:
    """Return those assessments whose edition was known, from what was recorded until then."""
    wanted = [*openings]
    codes = await past.editions(session, {opening.edition_code for opening in wanted}, as_of)
    await load_editions(session, codes, memory)
    known = {
        opening.assessment_id: Past(
            opening, Assessment(memory.editions[opening.edition_code], opening.stages)
        )
        for opening in wanted
        if opening.edition_code in codes
    }
    for row in await past.levels(session, known, as_of):
        compiled = known[row.assessment_id].assessment.compiled
        place = compiled.edition.position[row.indicator_code]
        answer = None if row.level is None else compiled.answer_of(place, row.level)
        decision = Decision(row.revision, answer)
        known[row.assessment_id].assessment.decide(place, row.stage, decision)
    await _derive(session, [*known.values()], as_of, memory)
    return known


async def _derive(session: Session, known: Sequence[Past], as_of: datetime, memory: Memory) -> None:
    codes = {each.opening.edition_code for each in known}
    sets = await past.sets(session, sorted(codes), as_of)
    chosen = [each for each in known if each.opening.set_key in sets]
    await load_sets(session, (each.opening for each in chosen), memory)
    for each in chosen:
        rules = memory.set_of(each.opening)
        each.assessment.floors = {} if rules is None else rules.floors
    ruled = [
        (each, rule)
        for each in chosen
        if (found := memory.set_of(each.opening)) is not None
        for rule in found.rules
    ]
    if not ruled:
        return
    tree = await past.tree(session, as_of)
    keys = {key for each, rule in ruled for key in keys_read(rule, subject_of(each.opening), tree)}
    readings = await past.readings(session, sorted(keys), as_of)
    for each, rule in ruled:
        view = FactView(readings, tree, subject_of(each.opening))
        _take(each, rule, view)


def _take(each: Past, rule: Rule, view: FactView) -> None:
    place = each.assessment.compiled.edition.position.get(rule.indicator_code)
    if place is not None:
        result = derive(rule, view, view.subject)
        each.assessment.derive(place, result.without_trace())
        each.traces[rule.indicator_code] = trace_of(rule, result)


def _with_tracks(
    head: ScoreHead, found: Past | None, last: Mapping[UUID, EmittedChange]
) -> ScoreHead:
    # A score that was never emitted shows no tracks in a list, now or then.
    if found is None or head.revision == 0:
        return head
    standard = standard_of(found.assessment, head.opening, head.as_of or head.opening.opened_at)
    tracks = track_scores(found.assessment.compiled, found.assessment.tracks(), standard=standard)
    change = last.get(head.opening.assessment_id)
    previous = {} if change is None else change.exact_before()
    return replace(head, tracks=without_nodes(with_previous(tracks, previous)))
