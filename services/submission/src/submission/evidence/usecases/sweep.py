"""Take away what nobody needs: uploads that nobody went on with, contents that no version has.

A limited number of each at a time. Rows and objects of a content go together, under the lock that
says whether somebody is putting it.
"""

from datetime import datetime
from typing import Final

from anyio import to_thread

from kit.clock import Clock
from kit.observe import get_logger
from kit.threads import JOBS
from submission.evidence.domain.upload import KEPT
from submission.evidence.store import uploads as store
from submission.evidence.usecases.upload import Library

_MOST: Final = 200


async def sweep_evidence(library: Library, clock: Clock) -> None:
    """Take away what has been left for longer than `KEPT`."""
    before = clock.now() - KEPT
    async with library.database.transaction() as session:
        await store.remove_before(session, before)
    spooled = await to_thread.run_sync(
        lambda: library.spool.sweep(before=before.timestamp(), most=_MOST), limiter=JOBS
    )
    removed = await _sweep_rows(library, before) + await _sweep_objects(library, before)
    if spooled or removed:
        get_logger().info("evidence_swept", uploads=spooled, contents=removed)


async def _sweep_rows(library: Library, before: datetime) -> int:
    async with library.database.reading() as session:
        left = await store.blobs_before(session, before, limit=_MOST)
    return sum([await _remove(library, sha256) for sha256 in left])


async def _sweep_objects(library: Library, before: datetime) -> int:
    """Remove objects without a row: whoever put them did not come to the end."""
    removed = 0
    async for part in library.contents.listed():
        old = [each.sha256 for each in part if each.last_modified < before]
        async with library.database.reading() as session:
            left = {*old} - await store.kept_among(session, old)
        for sha256 in left:
            if removed == _MOST:
                return removed
            removed += await _remove(library, sha256)
    return removed


async def _remove(library: Library, sha256: str) -> bool:
    async with library.database.transaction() as session:
        await store.take_contents(session)
        if await store.is_named(session, sha256) or await store.is_under_way(session, sha256):
            return False
        await store.remove_blob(session, sha256)
        # Before the lock is given back: whoever puts the same content waits for it.
        await library.contents.remove(sha256)
    return True
