"""Judge the targets of recomputed scores, under their locks; announce those that turned."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from rules.exact import parse, text_of
from rules.period import year_of as period_year
from scoring.state.domain.assessment import Assessment, Opening
from scoring.state.domain.choice import deciding
from scoring.state.events.scores import SOURCE
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import known_editions, read_assessments
from scoring.targets import store
from scoring.targets.domain import NOTHING_KNOWN, Judgement, Target, judge
from scoring.targets.events import TargetEvent, target_changed

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
    rows = await store.lock_of(session, {_year_of(each) for each in by_id.values()})
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
    changed, events = [], list[TargetEvent]()
    for row in concerned:
        judged, event = _judged(row, best.get(_year(row)), by_id, at)
        if judged != row:
            changed.append(judged)
        if event is not None:
            events.append(event)
    await store.write(session, changed)
    if events:
        await emit(session, events, source=SOURCE, clock=clock)


def _concerns(row: Target, best: Opening | None, states: Mapping[UUID, State]) -> bool:
    """Say whether a target is to be judged: by one of these states, or by another than before.

    If another score goes on deciding, whoever changes that one judges by it.
    """
    if best is None:
        return row.assessment_id is not None
    return best.assessment_id in states or best.assessment_id != row.assessment_id


def _judged(
    row: Target, best: Opening | None, states: Mapping[UUID, State], at: datetime
) -> tuple[Target, TargetEvent | None]:
    judgement = NOTHING_KNOWN
    if best is not None and row.value is not None:
        assessment, _ = states[best.assessment_id]
        judgement = judge(assessment, row.node_code, parse(row.value))
    return turned(row, best, judgement, at)


async def deciding_of(
    session: Session, years: Iterable[Year], memory: Memory
) -> Mapping[Year, Opening]:
    """Return whose score decides about each year, where there is any."""
    wanted = {*years}
    openings = await store.known(session, {(agency, year) for agency, _, year in wanted})
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


def turned(
    row: Target, opening: Opening | None, judgement: Judgement, at: datetime
) -> tuple[Target, TargetEvent | None]:
    """Return a target as it was judged, and its event if it turned met or missed by that."""
    if opening is None:
        judgement = NOTHING_KNOWN
    is_other = judgement.state != row.state
    is_announced = is_other and judgement.state != "unknown"
    judged = replace(
        row,
        state=judgement.state,
        since=at if is_other else row.since,
        changes=row.changes + is_announced,
        assessment_id=None if opening is None else opening.assessment_id,
        exact=None if judgement.exact is None else text_of(judgement.exact),
    )
    if opening is None or not is_announced:
        return judged, None
    return judged, target_changed(opening, judged, at)


def year_of(opening: Opening) -> int:
    """Return the year in which an assessment's period lies."""
    return period_year(opening.period)


def _year_of(state: State) -> Year:
    assessment, opening = state
    edition = assessment.compiled.edition
    return opening.agency_code, edition.instrument_code, year_of(opening)


def _year(row: Target) -> Year:
    return row.agency_code, row.instrument_code, row.year
