"""Find which agencies ended for others: what those left is gone on with."""

from collections.abc import Collection

from kit.database import Session
from submission.agencies import store


async def find_predecessors(session: Session, codes: Collection[str]) -> list[str]:
    """Return the agencies that ended for some, and those that had ended for these before."""
    found: dict[str, None] = {}
    wanted = {*codes}
    while wanted:
        known = await store.find_all(session, wanted)
        wanted = {each for agency in known.values() for each in agency.predecessor_codes}
        wanted -= found.keys()
        found |= dict.fromkeys(sorted(wanted))
    return [*found]
