"""Which targets the client of the sources reaches, over real connections."""

import asyncio

import pytest
from tests.support.servers import answering, serving

from guard.targets import TargetRefused
from integration.reading.adapters.client import make_client
from kit.outbound import HttpClient


def client_for(*allowed: str) -> HttpClient:
    return make_client(max_body_bytes=1000, allowed_targets=allowed)


async def test_a_listed_target_is_asked_by_its_own_name() -> None:
    seen: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        writer.close()

    async with serving(handle) as target, client_for(target) as client:
        answer = await client.get(f"http://{target}/path", params={"a": "1"})

    assert answer.text == "ok"
    assert f"host: {target}".encode() in seen[0].lower()
    assert seen[0].startswith(b"GET /path?a=1 HTTP/1.1")


async def test_loopback_is_refused_unless_listed() -> None:
    async with (
        serving(answering(b"HTTP/1.1 200 OK\r\n\r\n")) as target,
        client_for() as client,
    ):
        with pytest.raises(TargetRefused):
            await client.get(f"http://{target}/")
