"""The watch over all sources goes on, whatever becomes of one reading or of one look-up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.support.waiting import NEVER_SECONDS, eventually, in_time, until

from integration.runs.store import leases
from kit.database import Database

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
POOL = 5


@pytest.fixture
async def world(world: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """A world whose pool of connections lets nobody wait for long."""
    monkeypatch.setattr("kit.database._database._CONNECT_SECONDS", 0.3)
    url = world.database.engine.url.render_as_string(hide_password=False)
    world.spectator, world.database = world.database, Database(url, pool_size=POOL)
    yield world
    await world.database.dispose()
    world.database = world.spectator


@asynccontextmanager
async def watching(world: Any) -> AsyncIterator["asyncio.Task[None]"]:
    async with in_time():
        task = asyncio.create_task(world.watch())
        yield task
        assert not task.done(), task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def health(world: Any) -> dict[str, str]:
    async with world.spectator.engine.connect() as connection:
        found = await connection.execute(text("SELECT source_code, health FROM source_state"))
        return {row.source_code: row.health for row in found}


async def storing(world: Any) -> int:
    """Return how many transactions wait for the table of records."""
    async with world.spectator.engine.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT count(*) FROM pg_locks WHERE relation = 'record'::regclass AND NOT granted"
            )
        )
        return int(found.scalar_one())


async def test_sources_that_store_for_long_delay_neither_the_watch_nor_another_source(
    world: Any,
) -> None:
    stalled = world.another_fake()
    stalled.mode = "stall"
    for number in range(POOL):
        await world.register(code=f"slow-{number}")
    async with watching(world) as watch:
        async with world.spectator.engine.begin() as connection:
            await connection.exec_driver_sql("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")
            await eventually(lambda: storing(world))
            # Every slow source has been read, and all that may store do so.
            await until(lambda: len(world.fake.requests) >= 4 * POOL)
            await world.register(code="late", base_url="http://stalled.test")
            await until(lambda: stalled.requests or watch.done())
            assert not watch.done()

        async def all_stored() -> bool:
            found = await health(world)
            return all(found[f"slow-{number}"] == "up" for number in range(POOL))

        await eventually(all_stored)


async def test_a_look_up_that_fails_cancels_no_reading(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.register(timeout_seconds=int(NEVER_SECONDS))
    begun, answered = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        await answered.wait()

    world.fake.before_answer = wait
    look_up, failures = leases.due, 0

    async def failing(*given: Any) -> list[str]:
        nonlocal failures
        if begun.is_set() and failures < 2:
            failures += 1
            raise TimeoutError("no connection")
        return await look_up(*given)

    monkeypatch.setattr(leases, "due", failing)
    async with watching(world):
        await until(lambda: failures == 2)
        answered.set()

        async def stored() -> bool:
            return await health(world) == {"planning": "up"}

        await eventually(stored)
    # One reading: none was cut off and begun again.
    assert len(world.fake.requests) == 4


async def test_a_source_registered_later_is_read_though_a_look_up_failed(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up, failed = leases.due, asyncio.Event()

    async def failing(*given: Any) -> list[str]:
        if not failed.is_set():
            failed.set()
            raise TimeoutError("no connection")
        return await look_up(*given)

    monkeypatch.setattr(leases, "due", failing)
    async with watching(world):
        await failed.wait()
        await world.register()
        world.clock.advance(timedelta(minutes=1))

        async def read() -> bool:
            return (await health(world)).get("planning") == "up"

        await eventually(read)
