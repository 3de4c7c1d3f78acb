"""Check where an agency is to stand, and from which day on, under the lock on the tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from kit.database import Session
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, AgencyRevision, check_agency
from submission.people import store as people
from submission.people.domain import Person
from submission.registers import store
from submission.registers.domain.place import (
    Stay,
    check_below,
    check_first_day,
    check_life,
    is_placed,
    stays_of,
)
from submission.registers.domain.recorded import Recorded

MOVES: Final = Text(
    "instansi ini atau yang di bawahnya sudah memiliki penilaian, sehingga hanya pindah mulai suatu"
    " hari (POST …/move); lihat pratinjaunya dahulu dengan preview=true",
    "it or one below it has assessments, so it moves from a day on only (POST …/move); look at the"
    " preview first, by preview=true",
)


class Change(NamedTuple):
    """An agency that is there, and what it is to be."""

    before: Agency
    after: Agency


async def check_place(
    session: Session,
    wanted: Agency,
    present: AgencyRevision | None,
    *,
    line: Sequence[str],
    since: date,
) -> Iterable[Refusal]:
    """Return what is wrong with an agency; `line` is its parent and all above the parent.

    Below a new one is nothing: what is below another agency with its code is hidden. `since`: from
    which day on it stands there, if its place is new.
    """
    parent = (await agencies.find_all(session, line)).get(wanted.parent_code or "")
    children = [] if present is None else await agencies.kinds_below(session, wanted.code)
    wrong = [*check_agency(wanted, parent, line=line, children=children)]
    if not wrong and is_placed(wanted, None if present is None else present.agency):
        wrong += check_life(wanted, parent, since=since)
    return wrong


async def moves_assessed(session: Session, wanted: Agency, before: Agency) -> bool:
    """Say whether an agency would come below another one, and has assessments at or below it."""
    if wanted.parent_code == before.parent_code:
        return False
    return await store.has_assessments(session, wanted.code)


async def find_recorded(session: Session, changes: Mapping[str, Change]) -> Recorded:
    """Return all that other days or another place of agencies could contradict, by their codes."""
    other = {
        code: each
        for code, each in changes.items()
        if each.after.valid_from != each.before.valid_from or each.before.never_began
    }
    later = {code for code, each in other.items() if each.after.valid_from > each.before.valid_from}
    states = {**await agencies.states_of(session, [*changes])}
    first = {stays_of(states[code], each.after)[0].parent_code for code, each in other.items()}
    linked = {
        code
        for each in other.values()
        for code in (*each.before.predecessor_codes, *each.before.successor_codes)
    }
    below = await store.stood_below(session, later)
    wanted = {code for code in (linked | below | first) if code is not None} - states.keys()
    works: dict[str, list[Person]] = {}
    for each in await people.of_agencies(session, later, day=date.min):
        works.setdefault(each.person.agency_code, []).append(each.person)
    return Recorded(
        states=states | {**await agencies.states_of(session, wanted)},
        people=works,
        periods=await store.periods_of(session, later),
    )


def check_days(
    change: Change,
    recorded: Recorded,
    state_of: Callable[[str], Agency | None],
    *,
    root_code: str,
) -> Iterator[Refusal]:
    """Yield what is wrong with another first day, beside what stands above and below the agency.

    `state_of` returns an agency as it is to be; `root_code` is whose coordinator asks.
    """
    after, before = change.after, change.before
    if after.valid_from == before.valid_from:
        return
    stays = stays_of(recorded.of(after.code), after)
    if len(stays) > 1 or not is_placed(after, before):
        above = stays[0].parent_code
        first = None if above is None else state_of(above)
        yield from check_first_day(after, before, first, is_told=after.code != root_code)
    yield from check_below(after, before, [*_below(after, recorded, state_of)])


def _below(
    agency: Agency, recorded: Recorded, state_of: Callable[[str], Agency | None]
) -> Iterator[tuple[Agency, Sequence[Stay]]]:
    for code, states in recorded.states.items():
        other = state_of(code)
        if other is not None and code != agency.code and not other.never_began:
            yield other, stays_of(states, other)
