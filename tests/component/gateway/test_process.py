"""The process: it starts without its neighbours, and ends in order while streams are open."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.support.waiting import NEVER_SECONDS, comes, in_time

SECRET = "a secret of the tests"


@pytest.fixture
async def process(
    tmp_path: Path, unused_port: int
) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
    address = f"http://127.0.0.1:{unused_port}"
    settings = {
        "PORT": str(unused_port),
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "OIDC_ISSUER": address,
        "SANDBOX_ISSUER": "true",
        "SANDBOX_CLIENT_SECRET": SECRET,
        "SANDBOX_KEY_FILE": str(tmp_path / "key.pem"),
    }
    started = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("gateway"),
        "api",
        env={**os.environ, **{f"GATEWAY_{name}": value for name, value in settings.items()}},
        stdout=asyncio.subprocess.PIPE,
    )
    async with httpx.AsyncClient(
        base_url=address, timeout=NEVER_SECONDS, trust_env=False
    ) as client:
        yield started, client
    if started.returncode is None:
        started.kill()
    await started.communicate()


async def token(client: httpx.AsyncClient) -> str:
    """Return a token, once the process answers."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "x",
        "roles": "leader",
        "agency": "9901",
    }
    async with in_time():
        while True:
            try:
                answer = await client.post("/oauth/token", data=form | {"client_secret": SECRET})
                return str(answer.json()["access_token"])
            except httpx.ConnectError:
                await asyncio.sleep(0.05)


async def test_a_signal_ends_it_in_order_while_a_stream_is_open(
    process: tuple[asyncio.subprocess.Process, httpx.AsyncClient],
) -> None:
    gateway, client = process
    headers = {"Authorization": f"Bearer {await token(client)}"}
    async with client.stream("GET", "/api/v1/stream", headers=headers) as response:
        chunks = response.aiter_text()
        assert "retry" in await anext(chunks)

        gateway.send_signal(signal.SIGTERM)
        rest = "".join([chunk async for chunk in chunks])
        log, _ = await comes(gateway.communicate())

    assert "event: stream.closed" in rest
    assert '"reason": "stopping"' in rest
    assert gateway.returncode == 0
    assert b"ASGI" not in log
    assert SECRET.encode() not in log
