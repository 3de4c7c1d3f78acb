"""Tell by an event that a recommendation needs an owner: who was named has left, or was forgotten.

It is told once of each owner, and again only after the recommendation had another one. What is told
is noted in the transaction of its event, under the lock of the recommendation: a kill doubles and
loses nothing, and many workers may share the work. That nobody was ever named is told by nobody.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kit.clock import Clock
from kit.database import Database, Session
from kit.observe import get_logger
from kit.outbox import emit
from submission.agencies.events import SOURCE
from submission.recommendations.events import owner_needed
from submission.recommendations.store import owners as store
from submission.recommendations.store import recommendations
from submission.recommendations.usecases.find import find_lost, find_owner_lacks

# So many are told in a run, and so many of them are locked at once.
_MOST: Final = 1_000
_PART: Final = 100


async def tell_lost_owners(database: Database, clock: Clock) -> None:
    """Tell what was not told yet, a part of it in each transaction."""
    async with database.reading() as session:
        lost = await find_lost(session, await store.owners(session), clock=clock)
        found = await store.untold(session, lost, limit=_MOST)
    async with database.transaction() as session:
        await store.forget(session, lost)
    for begin in range(0, len(found), _PART):
        async with database.transaction() as session:
            await _tell(session, found[begin : begin + _PART], clock=clock)


async def _tell(session: Session, ids: Sequence[UUID], *, clock: Clock) -> None:
    locked = await recommendations.locked(session, ids)
    lacks = await find_owner_lacks(session, locked, clock=clock)
    owners = {
        each.recommendation_id: owner
        for each in locked
        if each.recommendation_id in lacks
        if (owner := each.recommendation.owner) is not None
    }
    now = clock.now()
    told = {*await store.add(session, owners, now=now)}
    made = [
        owner_needed(each, lacks[each.recommendation_id], now=now)
        for each in locked
        if each.recommendation_id in told
    ]
    await emit(session, made, source=SOURCE, clock=clock)
    if made:
        get_logger().info("owners_needed", count=len(made))
