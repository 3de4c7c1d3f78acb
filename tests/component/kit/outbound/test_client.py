"""The HTTP client against a server that behaves badly, over real connections."""

import asyncio
import gzip
import tracemalloc

import pytest
from tests.support.servers import answering, serving
from tests.support.waiting import NEVER_SECONDS, in_time

from kit.outbound import (
    BodyTooLarge,
    DeadlineExceeded,
    HttpClient,
    RedirectRefused,
    Unreachable,
)


async def test_a_bomb_costs_neither_memory_nor_time() -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(bomb)

    async with (
        serving(answering(head, bomb)) as target,
        HttpClient("test", max_body_bytes=1_000_000) as client,
    ):
        tracemalloc.start()
        with pytest.raises(BodyTooLarge):
            await client.get(f"http://{target}/")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert most < 10_000_000  # who does not unpack it, pays neither


@pytest.mark.parametrize(
    "parts",
    [
        [b"HTTP/1.1 200 OK\r\n"] + [b"x-drip: 1\r\n"] * 100,
        [b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"] + [b"x"] * 100_000,
        [b""] * 100_000,
    ],
)
async def test_dripping_and_silence_end_at_the_deadline(parts: list[bytes]) -> None:
    async with (
        serving(answering(*parts, pause=0.05)) as target,
        HttpClient("test", deadline_seconds=0.3) as client,
        in_time(),
    ):
        with pytest.raises(DeadlineExceeded):
            await client.get(f"http://{target}/")


@pytest.mark.parametrize(
    "parts",
    [[], [b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab"], [b"SSH-2.0-OpenSSH\r\n"]],
)
async def test_a_broken_answer_is_unreachable(parts: list[bytes]) -> None:
    async with (
        serving(answering(*parts)) as target,
        HttpClient("test") as client,
    ):
        with pytest.raises(Unreachable):
            await client.get(f"http://{target}/")


async def test_nobody_listens() -> None:
    async with serving(answering()) as target:
        pass
    async with HttpClient("test") as client:
        with pytest.raises(Unreachable):
            await client.get(f"http://{target}/")


async def test_a_redirect_to_the_metadata_address_is_not_followed() -> None:
    head = b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"

    async with serving(answering(head)) as target, HttpClient("test") as client:
        with pytest.raises(RedirectRefused):
            await client.get(f"http://{target}/")


async def test_after_a_failure_the_client_is_still_good() -> None:
    slow = answering(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100, pause=0.05)
    good = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")

    async with (
        serving(slow) as bad_target,
        serving(good) as good_target,
        HttpClient("test", deadline_seconds=0.2) as client,
    ):
        for _ in range(3):
            with pytest.raises(DeadlineExceeded):
                await client.get(f"http://{bad_target}/")
        client._deadline = NEVER_SECONDS
        assert (await client.get(f"http://{good_target}/")).text == "ok"


async def test_after_an_overload_the_client_is_still_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.outbound._client._AT_ONCE", 5)
    is_silent = True

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not is_silent:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        await reader.read()
        writer.close()

    async with (
        serving(handle) as target,
        HttpClient("test", deadline_seconds=0.2) as client,
    ):
        for _ in range(3):
            many = (client.get(f"http://{target}/") for _ in range(60))
            answers = await asyncio.gather(*many, return_exceptions=True)
            assert {type(answer) for answer in answers} == {DeadlineExceeded}
        is_silent = False
        client._deadline = NEVER_SECONDS

        assert (await client.get(f"http://{target}/")).text == "ok"
    await asyncio.sleep(0.05)  # the server closes its ends
