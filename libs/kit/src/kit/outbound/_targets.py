"""A guard in front of the network: no private, loopback or link-local targets unless listed.

A host name is resolved once, every address it has is judged, and the connection goes to the
address that was judged, so a name cannot point elsewhere between the look and the leap.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from typing import Final

import httpx

from kit.outbound._errors import TargetRefused, Unreachable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class GuardedTransport(httpx.AsyncBaseTransport):
    """Lets requests through to public addresses and to listed targets ("host" or "host:port")."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, listed: Collection[str]) -> None:
        self._inner = inner
        self._listed = frozenset(listed)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the address that was judged."""
        host = request.url.host
        if not {host, f"{host}:{_port(request.url)}"} & self._listed:
            address = await _public_address(host, _port(request.url))
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=str(address))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def is_public(address: Address) -> bool:
    """Say whether an address is one of the open internet, seen through every way to wrap it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


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
