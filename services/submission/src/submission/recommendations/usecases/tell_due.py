"""Look at the agencies for which a deadline or a quarter has passed, or that changed themselves.

What is open passes to the only successor of an agency that has ended. Each agency has a transaction
of its own; many workers may share the work, and a kill loses and doubles nothing.
"""

from dataclasses import replace
from typing import Final

from kit.clock import Clock
from kit.database import Database, Session
from kit.observe import get_logger
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.campaigns.domain.stage_state import Act
from submission.recommendations.domain.recommendation import RecommendationPassage
from submission.recommendations.domain.standing import carrier_on
from submission.recommendations.store import recommendations as store
from submission.recommendations.store import standings
from submission.recommendations.usecases.tell import find_family, tell_standings

# So many agencies are looked at in one go; the others have their turn at the next.
_MOST: Final = 200
# Who carries a recommendation on is no decision of a person.
_BY: Final = "tolok"


async def tell_due(database: Database, clock: Clock) -> None:
    """Tell what time and reorganisations changed, a bounded number of agencies at a time."""
    async with database.reading() as session:
        found = await standings.due(session, clock.now(), limit=_MOST)
    for code in found:
        async with database.transaction() as session:
            await _hand_on(session, code, clock=clock)
            await tell_standings(session, [code], clock=clock)
    if found:
        get_logger().info("followups_looked_at", count=len(found))


async def _hand_on(session: Session, code: str, *, clock: Clock) -> None:
    """Let the successor of an agency carry on what is open, once the agency has ended.

    Recommendations are locked before what was told of their agencies, as everywhere.
    """
    now = clock.now()
    today = today_in(await agencies.time_zone(session, code), now)
    known = await find_family(session, [code])
    for present in await store.of_agencies(session, [code], lock=True):
        carrier = carrier_on(present, today, known)
        if present.state == "withdrawn" or carrier == present.carried_by:
            continue
        act = Act(_BY, now)
        kept = replace(present, carried_by=carrier, revision=present.revision + 1, changed=act)
        passage = RecommendationPassage(kept=kept, act="inherited", by=act, reason=None)
        await store.save(session, passage)
