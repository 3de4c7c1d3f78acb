"""A guard in front of the network: no private, loopback or link-local targets unless listed.

A host name is resolved once and all its addresses are checked. The connection goes to a checked
address, so the name cannot point elsewhere between the check and the connection.

A pool matches connections by address. With a name replaced by its address, two hosts at one address
would share a connection, and what was meant for one would travel under the certificate of the
other. So every name has a pool of its own.
"""

import asyncio
import ipaddress
import socket
import time
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from typing import Final, cast

import httpx

from kit.outbound import HttpError, Unreachable
from rules.addresses import Address, is_public
from rules.text import Text

_IDLE_SECONDS: Final = 60.0


class TargetRefused(HttpError):
    """The address is private or link-local and not listed as allowed."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Lets requests through to public addresses and to listed targets ("host" or "host:port").

    `make_pool` returns a new pool of connections; every host name gets one of its own.
    """

    def __init__(
        self, make_pool: Callable[[], httpx.AsyncBaseTransport], *, listed: Collection[str]
    ) -> None:
        self._pools = HostPools(make_pool)
        self._listed = frozenset(listed)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to an address that was checked."""
        host = request.url.host
        if not {host, f"{host}:{_port(request.url)}"} & self._listed:
            address = await _public_address(host, _port(request.url))
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=str(address))
        return await self._pools.send(host, request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pools.aclose()


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


async def _public_address(host: str, port: int) -> Address:
    addresses = await _resolve(host, port)
    for address in addresses:
        if not is_public(address):
            raise TargetRefused(
                Text(
                    f"{host} bukan alamat publik dan tidak terdaftar pada pengaturan",
                    f"{host} is not a public address and not a listed target",
                )
            )
    return addresses[0]


async def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            Text(f"{host} tidak memiliki alamat", f"{host} has no address")
        ) from error
    return [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
