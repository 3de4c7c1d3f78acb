"""Judge the targets of recomputed scores, under their locks; emit those that turned."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.exact import parse
from rules.period import year_of as period_year
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import deciding
from scoring.state.domain.opening import Opening
from scoring.state.events import SOURCE
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import known_editions, read_assessments
from scoring.targets import store
from scoring.targets.domain import NOTHING_KNOWN, Judged, Target, judge, judged_by
from scoring.targets.events import target_turned

State = tuple[Assessment, Opening]
# Whose score is asked about: an agency, an instrument, a year.
Year = tuple[str, str, int]


async def judge_targets(
    session: Session, states: Iterable[State], memory: Memory, *, clock: Clock, at: datetime
) -> None:
    """Judge what is set for the years of these locked assessments."""
    by_id = {opening.assessment_id: (state, opening) for state, opening in states}
    if not by_id or not await store.are_set(session):
        return
    rows = await store.lock_of(session, {year_of_state(each) for each in by_id.values()})
    if not rows:
        return
    # Read after the lock: another worker may just have given a later period its first score.
    best = await deciding_of(session, {_year(row) for row in rows}, memory)
    concerned = [row for row in rows if _concerns(row, best.get(_year(row)), by_id)]
    needed = {opening for row in concerned if (opening := best.get(_year(row))) is not None}
    # Whoever holds one of those is to take the targets' locks after this, and then judges anew.
    others = [opening for opening in needed if opening.assessment_id not in by_id]
    for state, opening in await read_assessments(session, others, memory):
        by_id[opening.assessment_id] = state, opening
    judged = [(row, _judged(row, best.get(_year(row)), by_id, at)) for row in concerned]
    await store.write(session, [each.target for row, each in judged if each.target != row])
    await emit_turns(session, [each for _, each in judged], clock=clock, at=at)


def _concerns(row: Target, best: Opening | None, states: Mapping[UUID, State]) -> bool:
    """Say whether a target is to be judged: by one of these states, or by another than before.

    If another score goes on deciding, whoever changes that one judges by it.
    """
    if best is None:
        return row.assessment_id is not None
    return best.assessment_id in states or best.assessment_id != row.assessment_id


def _judged(
    row: Target, best: Opening | None, states: Mapping[UUID, State], at: datetime
) -> Judged:
    judgement = NOTHING_KNOWN
    if best is not None and row.value is not None:
        assessment, _ = states[best.assessment_id]
        judgement = judge(assessment, row.node_code, parse(row.value))
    return judged_by(row, best, judgement, at)


async def emit_turns(
    session: Session, judged: Iterable[Judged], *, clock: Clock, at: datetime
) -> None:
    """Emit the targets that turned met or missed."""
    events = [
        target_turned(each.opening, each.target, at)
        for each in judged
        if each.is_turn and each.opening is not None
    ]
    await emit(session, events, source=SOURCE, clock=clock)


async def deciding_of(
    session: Session, years: Iterable[Year], memory: Memory
) -> Mapping[Year, Opening]:
    """Return whose score decides about each year, where there is any."""
    wanted = {*years}
    openings = await store.judged(session, {(agency, year) for agency, _, year in wanted})
    codes = {opening.edition_code for opening in openings}
    editions = await known_editions(session, codes, memory)
    found: dict[Year, list[Opening]] = {}
    for opening in openings:
        instrument = editions[opening.edition_code].instrument_code
        year = opening.agency_code, instrument, year_of(opening)
        if year in wanted:
            found.setdefault(year, []).append(opening)
    chosen = {year: deciding(each, editions) for year, each in found.items()}
    return {year: best for year, best in chosen.items() if best is not None}


def year_of(opening: Opening) -> int:
    """Return the year in which an assessment's period lies."""
    return period_year(opening.period)


def year_of_state(state: State) -> Year:
    """Return whose score is asked about by the targets of a state's year."""
    assessment, opening = state
    edition = assessment.compiled.edition
    return opening.agency_code, edition.instrument_code, year_of(opening)


def _year(row: Target) -> Year:
    return row.agency_code, row.instrument_code, row.year
