"""Judge the targets of recomputed scores, under their locks; announce those that turned."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from kit import outbox
from kit.clock import Clock
from kit.database import Session
from rules.exact import parse, text_of
from scoring.domain.assessment import Assessment, Opening
from scoring.domain.target import NOTHING_KNOWN, Judgement, Target, judge, newest
from scoring.events.scores import SOURCE
from scoring.events.targets import TargetEvent, target_changed
from scoring.store import target
from scoring.store.memory import Memory
from scoring.usecases.load_assessments import load_editions

State = tuple[Assessment, Opening]
# Whose score is asked about: an agency, an instrument, a year.
Year = tuple[str, str, int]


async def check_targets(
    session: Session, states: Iterable[State], memory: Memory, *, clock: Clock, at: datetime
) -> None:
    """Judge what is set for the years of these locked assessments."""
    by_id = {opening.assessment_id: (state, opening) for state, opening in states}
    if not by_id or not await target.are_set(session):
        return
    rows = await target.lock_of(session, {_year_of(each) for each in by_id.values()})
    if not rows:
        return
    # Read after the lock: another worker may just have given a later period its first score.
    deciding = await deciding_of(session, {_year(row) for row in rows}, memory)
    changed, events = [], list[TargetEvent]()
    for row in rows:
        best = deciding.get(_year(row))
        found = None if best is None else by_id.get(best.assessment_id)
        if found is None or row.value is None:
            continue  # another score decides, and whoever changes that one judges by it
        assessment, opening = found
        judgement = judge(assessment, row.node_code, parse(row.value))
        judged, event = turned(row, opening, judgement, at)
        if judged != row:
            changed.append(judged)
        if event is not None:
            events.append(event)
    await target.write(session, changed)
    if events:
        await outbox.publish(session, events, source=SOURCE, clock=clock)


async def deciding_of(
    session: Session, years: Iterable[Year], memory: Memory
) -> Mapping[Year, Opening]:
    """Return whose score decides about each year, where there is any."""
    wanted = {*years}
    openings = await target.scored(session, {(agency, year) for agency, _, year in wanted})
    await load_editions(session, {opening.edition_code for opening in openings}, memory)
    found: dict[Year, list[Opening]] = {}
    for opening in openings:
        instrument = memory.editions[opening.edition_code].edition.instrument_code
        year = opening.agency_code, instrument, year_of(opening)
        if year in wanted:
            found.setdefault(year, []).append(opening)
    return {year: best for year, each in found.items() if (best := newest(each)) is not None}


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
    return int(opening.period[:4])


def _year_of(state: State) -> Year:
    assessment, opening = state
    edition = assessment.compiled.edition
    return opening.agency_code, edition.instrument_code, year_of(opening)


def _year(row: Target) -> Year:
    return row.agency_code, row.instrument_code, row.year
