"""Changes without end, while a test does harm."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from tests.e2e.world import World, spbe_campaign

SPBE = spbe_campaign(2026)


@asynccontextmanager
async def changing(world: World, *, seed: int) -> AsyncIterator[None]:
    """Change records in the sources and levels of people while the block runs.

    It ends between two changes: one that was broken off could be in the source and not in the copy.
    """
    stop = asyncio.Event()
    load = asyncio.create_task(_keep_changing(world, stop, seed=seed))
    try:
        yield
    finally:
        stop.set()
        await load


async def _keep_changing(world: World, stop: asyncio.Event, *, seed: int) -> None:
    luck = random.Random(seed)
    while not stop.is_set():
        await world.change("e-planning", "consult", org="Dishub", agreed=luck.choice([True, False]))
        budget = luck.randrange(10**10, 2 * 10**10)  # more than is spent already
        await world.change("e-program", "ceiling", skpd="Dishub", amount=budget)
        try:
            await world.claim(SPBE, str(luck.randint(1, 11)), luck.randint(1, 5))
        except (httpx.HTTPError, LookupError):  # the part that answers may just have been killed
            await asyncio.sleep(0.05)
