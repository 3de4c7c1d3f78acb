"""Look at the addresses of evidence: soon after they are linked, and then every day.

A later change is noted beside what was linked; nothing is replaced. No transaction is open while
another server is asked, and so many are asked at a time.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from kit.clock import Clock
from kit.database import Database
from kit.observe import get_logger
from submission.evidence.clients import LookFailed
from submission.evidence.domain.fetch import Fetch, Seen
from submission.evidence.store import fetches as store
from submission.evidence.store.fetches import Due

_MOST: Final = 20
Ask = Callable[[str], Awaitable[Seen]]
# Whoever took addresses and came to no end has them no longer after this.
_TAKEN: Final = timedelta(minutes=10)


async def look_at_addresses(database: Database, ask: Ask, clock: Clock) -> None:
    """Look at the addresses that are due, the longest due first."""
    now = clock.now()
    async with database.transaction() as session:
        due = await store.take_due(session, now, until=now + _TAKEN, limit=_MOST)
    for each in due:
        fetch = await _looked(ask, each, clock)
        async with database.transaction() as session:
            await store.save(session, each, fetch, next_at=clock.now() + fetch.pause)
        if fetch.state != each.fetch.state:
            get_logger().info("evidence_address", id=str(each.evidence_id), state=fetch.state)


async def _looked(ask: Ask, due: Due, clock: Clock) -> Fetch:
    try:
        seen = await ask(due.address)
    except LookFailed as failed:
        return due.fetch.after_failure(failed.fault, clock.now(), is_refused=failed.is_refused)
    return due.fetch.after(seen, clock.now())
