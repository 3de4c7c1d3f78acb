"""Connections by the name of the host that is asked.

A pool matches connections by address. Once a name was replaced by its address, two hosts at one
address would share a connection, and what was meant for one would travel under the certificate of
the other. So every name has a pool of its own.
"""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final, cast

import httpx

_IDLE_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Pool:
    transport: httpx.AsyncBaseTransport
    busy: int = 0
    used_at: float = field(default_factory=time.monotonic)

    def release(self) -> None:
        self.busy -= 1
        self.used_at = time.monotonic()


class HostPools:
    """One pool of connections for each host name; one that is not asked any more is closed."""

    def __init__(self, make: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._make = make
        self._pools: dict[str, _Pool] = {}

    async def send(self, host: str, request: httpx.Request) -> httpx.Response:
        """Send a request over the connections of the host with this name."""
        await self._close_idle(host)
        if host not in self._pools:
            self._pools[host] = _Pool(self._make())
        pool = self._pools[host]
        pool.busy += 1
        try:
            response = await pool.transport.handle_async_request(request)
            body = cast("httpx.AsyncByteStream", response.stream)
            response.stream = _Released(body, pool.release)
        except BaseException:
            pool.release()
            raise
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        while self._pools:
            _, pool = self._pools.popitem()
            await pool.transport.aclose()

    async def _close_idle(self, asked: str) -> None:
        before = time.monotonic() - _IDLE_SECONDS
        idle = [
            host
            for host, pool in self._pools.items()
            if host != asked and not pool.busy and pool.used_at <= before
        ]
        for host in idle:
            # Taken out first: another request must not get a pool that is being closed.
            pool = self._pools.pop(host, None)
            if pool is not None:
                await pool.transport.aclose()


class _Released(httpx.AsyncByteStream):
    """A body that says when it was closed."""

    def __init__(self, body: httpx.AsyncByteStream, release: Callable[[], None]) -> None:
        self._body = body
        self._release: Callable[[], None] | None = release

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            yield chunk

    async def aclose(self) -> None:
        release, self._release = self._release, None
        if release is None:
            return
        try:
            await self._body.aclose()
        finally:
            release()
