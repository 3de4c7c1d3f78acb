"""Clients that talk to a server by hand: too slowly, not at all, or too many of them."""

import asyncio
import itertools
import json
from collections.abc import Iterable
from contextlib import suppress

from tests.support.waiting import NEVER_SECONDS, comes

_PAUSE_SECONDS = 0.02


async def answer_to(port: int, *parts: bytes, drip: bytes = b"") -> bytes:
    """Return all that a server sends until it closes; `drip` is sent again and again meanwhile."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.ensure_future(reader.read())
    try:
        with suppress(ConnectionError):
            for part in _chain(parts, drip):
                writer.write(part)
                await writer.drain()
                await asyncio.wait({reading}, timeout=_PAUSE_SECONDS)
                if reading.done():
                    break
        with suppress(ConnectionError):
            return await comes(reading)
        return b""
    finally:
        reading.cancel()
        writer.close()


def head(method: str, path: str, *lines: str) -> bytes:
    """Return the head of a request."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", *lines, "", "")).encode()


def is_a_problem(answer: bytes, kind: str) -> None:
    """Look for an answer in both languages, which nobody takes for something else."""
    lines, _, body = answer.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in lines.decode().split("\r\n")[1:])
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Content-Language"] == "id, en"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert int(headers["Content-Length"]) == len(body)
    document = json.loads(body)
    assert document["type"] == kind
    assert " / " in document["title"]
    assert " / " in document["detail"]


def _chain(parts: Iterable[bytes], drip: bytes) -> Iterable[bytes]:
    yield from parts
    if drip:
        yield from itertools.repeat(drip, int(NEVER_SECONDS / _PAUSE_SECONDS))
