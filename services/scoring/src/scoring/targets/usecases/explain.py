"""Explain why targets are neither met nor missed, so that nobody has to guess."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kit.database import Session
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import Editions, deciding
from scoring.state.domain.opening import Opening
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import known_editions, read_assessments
from scoring.targets import store
from scoring.targets.domain import Doubt, Target, TargetKey, doubt_of, no_assessment
from scoring.targets.usecases.judge import year_of


async def explain_unknown(
    session: Session, targets: Sequence[Target], memory: Memory, *, at: datetime
) -> Mapping[TargetKey, Doubt]:
    """Return the doubts about those targets that are set and open, as they stand at a moment."""
    unknown = [each for each in targets if each.value is not None and each.state == "unknown"]
    if not unknown:
        return {}
    openings = await store.opened(session, {(each.agency_code, each.year) for each in unknown})
    editions = await known_editions(session, {each.edition_code for each in openings}, memory)
    looked_at = {row.key: _looked_at(row, openings, editions, at) for row in unknown}
    wanted = {found.assessment_id: found for found in looked_at.values() if found is not None}
    read = await read_assessments(session, wanted.values(), memory)
    states = {opening.assessment_id: state for state, opening in read}
    return {key: _doubt(key, found, states, at) for key, found in looked_at.items()}


def _looked_at(
    row: Target, openings: Sequence[Opening], editions: Editions, at: datetime
) -> Opening | None:
    """Return the assessment that decides, or would if enough of it had a level."""
    of_year = [
        each
        for each in openings
        if (each.agency_code, year_of(each)) == (row.agency_code, row.year)
        and each.edition_code in editions
        and editions[each.edition_code].instrument_code == row.instrument_code
    ]
    chosen = [each for each in of_year if each.assessment_id == row.assessment_id]
    begun = [each for each in of_year if each.period_state(at) != "not_begun"]
    return deciding(chosen or begun or of_year, editions)


def _doubt(
    key: TargetKey, found: Opening | None, states: Mapping[UUID, Assessment], at: datetime
) -> Doubt:
    if found is None:
        return no_assessment(key)
    return doubt_of(states[found.assessment_id], found, key.node_code, at)
