"""A guard in front of the network: no private, loopback or link-local targets unless listed.

A host name is resolved once and all its addresses are checked. The connection goes to a checked
address, so the name cannot point elsewhere between the check and the connection.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Collection

import httpx

from integration.reading.adapters.pools import HostPools
from integration.sources.domain.addresses import Address, is_public
from kit.outbound import HttpError, Unreachable


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


async def _public_address(host: str, port: int) -> Address:
    addresses = await _resolve(host, port)
    for address in addresses:
        if not is_public(address):
            raise TargetRefused(f"{host} is not a public address and not a listed target")
    return addresses[0]


async def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} has no address") from error
    return [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
