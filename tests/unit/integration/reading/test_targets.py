import asyncio
import ipaddress
import socket
from typing import Any

import httpx
import pytest

from guard.targets import TargetRefused
from integration.reading.adapters.client import make_client
from kit.outbound import Unreachable
from rules.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_are_seen_through_their_wrapping(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


class Network:
    """A resolver and a server; remembers where connections went."""

    def __init__(self, **names: list[str]) -> None:
        self._names = {name.replace("_", "."): addresses for name, addresses in names.items()}
        self.requests: list[httpx.Request] = []

    async def getaddrinfo(self, host: str, port: int, **_: Any) -> list[Any]:
        addresses = self._names.get(host, [host])
        if addresses == ["nowhere.test"]:
            raise socket.gaierror("unknown")
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, text="ok")


async def get(network: Network, url: str, monkeypatch: pytest.MonkeyPatch, *listed: str) -> str:
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "getaddrinfo", network.getaddrinfo)
    transport = httpx.MockTransport(network.answer)
    async with make_client(
        max_body_bytes=1000, allowed_targets=listed, transport=transport
    ) as http:
        return (await http.get(url)).text


async def test_the_connection_goes_to_the_address_that_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network(source_test=["8.8.8.8"])

    await get(network, "https://source.test/x", monkeypatch)

    (request,) = network.requests
    assert request.url.host == "8.8.8.8"
    assert request.headers["host"] == "source.test"
    assert request.extensions["sni_hostname"] == "source.test"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
        "http://source.test/",
        "http://169.254.169.254/latest/meta-data",
    ],
)
async def test_private_targets_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(source_test=["8.8.8.8", "10.0.0.1"], localhost=["127.0.0.1"])

    with pytest.raises(TargetRefused):
        await get(network, url, monkeypatch)
    assert network.requests == []


@pytest.mark.parametrize("listed", ["127.0.0.1", "127.0.0.1:9001"])
async def test_a_listed_target_is_let_through(listed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await get(Network(), "http://127.0.0.1:9001/", monkeypatch, listed) == "ok"


async def test_a_listed_port_lists_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TargetRefused):
        await get(Network(), "http://127.0.0.1:22/", monkeypatch, "127.0.0.1:9001")


async def test_a_name_without_an_address_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreachable):
        await get(Network(), "http://nowhere.test/", monkeypatch)
