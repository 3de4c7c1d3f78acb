"""Work in slices beside live batches: each slice is a transaction of its own, until none is due.

What a killed worker leaves undone waits for the next one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from kit.database import Database, Session, after_commit
from kit.fail_points import Point, reached

SLICE: Final = 50
"""Assessments of one slice: what it locks, others wait for, so it must be short."""

_PAUSE_SECONDS: Final = 0.02


async def slices(
    database: Database,
    is_due: Callable[[Session], Awaitable[bool]],
    work: Callable[[Session], Awaitable[int]],
) -> AsyncIterator[int]:
    """Yield after each slice how many assessments it had, until it had none.

    `is_due` only looks, so that nothing is locked while nothing is to be done.
    """
    while count := await _one(database, is_due, work):
        yield count
        await asyncio.sleep(_PAUSE_SECONDS)  # whoever waits for its locks goes first


async def _one(
    database: Database,
    is_due: Callable[[Session], Awaitable[bool]],
    work: Callable[[Session], Awaitable[int]],
) -> int:
    async with database.reading() as session:
        if not await is_due(session):
            return 0
    async with database.transaction() as session:
        after_commit(session, lambda: reached(Point.AFTER_COMMIT))
        count = await work(session)
        reached(Point.BEFORE_COMMIT)
    return count
