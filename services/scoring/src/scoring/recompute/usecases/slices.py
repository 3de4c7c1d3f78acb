"""Do work in slices while live batches go on. Each slice is its own transaction.

What a killed worker leaves undone waits for the next one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from kit.database import Database, Session, after_commit
from kit.fail_points import Point, reached

SLICE: Final = 50
"""Assessments in one slice. Others wait for what it locks, so it is small."""

_PAUSE_SECONDS: Final = 0.02


async def slices(
    database: Database,
    is_due: Callable[[Session], Awaitable[bool]],
    work: Callable[[Session], Awaitable[int]],
) -> AsyncIterator[int]:
    """After each slice, yield its number of assessments; stop at an empty slice.

    `is_due` only reads, so nothing is locked while there is no work.
    """
    while count := await _one(database, is_due, work):
        yield count
        await asyncio.sleep(_PAUSE_SECONDS)  # those who waited for its locks go first


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
