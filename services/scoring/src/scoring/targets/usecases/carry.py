"""Carry the targets of months and quarters over the turn of the year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from kit.database import Session
from rules.edition import Edition
from rules.exact import parse
from rules.period import kind_of
from scoring.targets import store
from scoring.targets.domain import Target, can_reach, carried, has_node
from scoring.targets.usecases.judge import State, Year, year_of_state


async def carry_targets(session: Session, states: Iterable[State], *, at: datetime) -> None:
    """Give the years of these new assessments the targets of the year before that they lack.

    Months and quarters go on with them: an evaluation of a whole year has targets of its own. What
    somebody has set or withdrawn for the new year stays, and what its edition cannot reach is left.
    """
    editions: dict[Year, list[Edition]] = {}
    for state in states:
        assessment, opening = state
        if kind_of(opening.period) != "year":
            editions.setdefault(year_of_state(state), []).append(assessment.compiled.edition)
    if not editions or not await store.are_set(session):
        return
    before = [(code, instrument, year - 1) for code, instrument, year in editions]
    found = await store.of_years(session, before)
    await store.add(session, [*_carried(found, editions, at)])


def _carried(
    found: Iterable[Target], editions: Mapping[Year, Sequence[Edition]], at: datetime
) -> Iterator[Target]:
    for row in found:
        if row.value is None:
            continue
        now, value = carried(row, at), parse(row.value)
        for edition in editions[now.agency_code, now.instrument_code, now.year]:
            if has_node(edition, now.node_code) and can_reach(edition, now.node_code, value):
                yield now
                break
