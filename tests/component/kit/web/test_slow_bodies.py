"""A client that sends slowly waits for itself: it holds no connection to the database."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.pool import QueuePool
from tests.support.waiting import comes

from kit.database import Database


@pytest.mark.parametrize("path", ["/things/read", "/things/write"])
async def test_a_body_arrives_before_a_connection_is_taken(
    client: httpx.AsyncClient, database: Database, path: str
) -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"a"
        asked.set()
        await go.wait()
        yield b"b"

    sending = asyncio.ensure_future(client.post(path, content=slowly()))
    await comes(asked.wait())
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    held = pool.checkedout()
    go.set()

    assert (await comes(sending)).json() == 2
    assert held == 0
