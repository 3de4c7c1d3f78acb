"""Find which units stand for others today: what a unit did goes to its only successor."""

from collections.abc import Collection, Mapping

from kit.clock import Clock
from kit.database import Session
from rules.tree import upwards
from submission.agencies import store
from submission.agencies.domain import Agency, UnitChain, today_in


async def find_chain(session: Session, code: str, *, clock: Clock) -> UnitChain:
    """Return a unit and all above it, with what they stand for today.

    Successors name their predecessors, so what ended is found from them.
    """
    known = dict(await store.find_all(session, await store.line(session, code)))
    parents = {each: agency.parent_code for each, agency in known.items()}
    wanted = _predecessors(known)
    while wanted:
        known |= await store.find_all(session, wanted)
        wanted = _predecessors(known)
    return UnitChain([*upwards(code, parents.get)], await _heirs_among(session, known, clock))


async def find_heirs(
    session: Session, codes: Collection[str], *, clock: Clock
) -> Mapping[str, str]:
    """Return those of these units that ended and have one successor, each with who follows today.

    A successor that ended gives way to its own only one.
    """
    return await _heirs_among(session, await store.find_all(session, codes), clock)


def _predecessors(known: Mapping[str, Agency]) -> set[str]:
    return {code for each in known.values() for code in each.predecessor_codes} - known.keys()


async def _heirs_among(
    session: Session, known: Mapping[str, Agency], clock: Clock
) -> Mapping[str, str]:
    heirs: dict[str, str] = {}
    while known:
        ended = [each for each in known.values() if await _has_ended(session, each, clock)]
        new = {each.code: each.heir_code for each in ended if each.heir_code is not None}
        heirs |= new
        codes = {*new.values()} - heirs.keys()
        known = await store.find_all(session, codes) if codes else {}
    return {code: _last(heirs, code) for code in heirs}


def _last(heirs: Mapping[str, str], code: str) -> str:
    while code in heirs:
        code = heirs[code]
    return code


async def _has_ended(session: Session, agency: Agency, clock: Clock) -> bool:
    if agency.valid_until is None:
        return False
    zone = await store.time_zone(session, agency.code)
    return agency.has_ended_by(today_in(zone, clock.now()))
