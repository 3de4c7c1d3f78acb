"""Slow work of one kind in threads keeps no other kind from its place."""

import asyncio
import threading

import pytest
from anyio import CapacityLimiter, to_thread
from tests.support.waiting import in_time, until

from kit import threads

KINDS = {name: kind for name, kind in vars(threads).items() if isinstance(kind, CapacityLimiter)}


@pytest.mark.parametrize("slow", sorted(KINDS))
async def test_a_slow_kind_of_work_starves_no_other(slow: str) -> None:
    limiter, end = KINDS[slow], threading.Event()
    busy = [
        asyncio.create_task(to_thread.run_sync(end.wait, limiter=limiter))
        for _ in range(3 * int(limiter.total_tokens))
    ]
    try:
        async with in_time():
            await until(lambda: not limiter.available_tokens)
            for other in KINDS.keys() - {slow}:
                assert await to_thread.run_sync(lambda: 1, limiter=KINDS[other]) == 1
    finally:
        end.set()
        await asyncio.gather(*busy)
