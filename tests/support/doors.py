"""Clients that talk to a server by hand: too slowly, not at all, or too many of them."""

import asyncio
import itertools
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


def _chain(parts: Iterable[bytes], drip: bytes) -> Iterable[bytes]:
    yield from parts
    if drip:
        yield from itertools.repeat(drip, int(NEVER_SECONDS / _PAUSE_SECONDS))
