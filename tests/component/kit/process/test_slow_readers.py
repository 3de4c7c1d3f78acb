"""A client that reads nothing loses its connection, whatever the application does."""

import asyncio

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from tests.support.waiting import until

from kit.process import _cli as cli

LARGE = b"x" * 20_000_000  # more than the buffers of a connection hold


async def test_a_client_that_reads_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_UNREAD_MILLISECONDS", 1_000)

    async def app(_: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": LARGE})

    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server, listener = uvicorn.Server(config), cli.listen(config)
    serving = asyncio.ensure_future(server._serve(sockets=[listener]))
    await until(lambda: server.started)
    _, writer = await asyncio.open_connection(*listener.getsockname(), limit=1024)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    await until(lambda: len(server.server_state.connections) == 1)
    await until(lambda: not server.server_state.connections)
    writer.close()
    server.should_exit = True
    await serving
