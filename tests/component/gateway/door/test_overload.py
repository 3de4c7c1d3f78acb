"""Too much at once, and clients that dawdle, cost only those who cause it, and only for a while."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from tests.support.doors import answer_to, head
from tests.support.waiting import NEVER_SECONDS, comes, eventually

from operations.services import Service

if TYPE_CHECKING:
    from tests.component.gateway.fake_services import Behaviour, FakeService
    from tests.component.gateway.serving import Gateway
    from tests.support.tokens import TokenIssuer

LARGE = b"x" * 20_000_000  # more than the buffers of a connection hold


def held(until: asyncio.Event) -> "Behaviour":
    async def hold(_: Request) -> Response:
        await until.wait()
        return Response(b"held")

    return hold


async def quick(_: Request) -> Response:
    return Response(b"quick")


async def burst(client: httpx.AsyncClient, count: int) -> Counter[int]:
    """Send so many requests at once, each on a connection of its own."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=client.base_url, headers=client.headers, timeout=NEVER_SECONDS, limits=limits
    ) as many:
        answers = await asyncio.gather(*(many.get("/api/v1/scores") for _ in range(count)))
    return Counter(answer.status_code for answer in answers)


async def test_a_service_answers_again_after_any_overload(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    scoring = services[Service.SCORING]
    client = await start(
        connections=5, answer_seconds=0.5, connection_wait_seconds=0.1, requests_at_once=1000
    )

    async def answers_again() -> bool:
        return await burst(client, 5) == {200: 5}

    for _ in range(3):
        overload_ends = asyncio.Event()
        scoring.behave = held(overload_ends)
        assert await burst(client, 60) == {503: 60}
        scoring.behave = quick
        overload_ends.set()

        await eventually(answers_again)


async def test_who_finds_no_connection_is_told_early_and_nothing_was_sent(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    scoring = services[Service.SCORING]
    enough = asyncio.Event()
    scoring.behave = held(enough)
    client = await start(connections=2, connection_wait_seconds=0.1)
    holding = [asyncio.ensure_future(client.get("/api/v1/scores")) for _ in range(2)]
    await scoring.arrivals(2)

    refused = await client.get("/api/v1/scores")

    assert not any(one.done() for one in holding)
    assert (refused.status_code, refused.json()["service"]) == (503, "scoring")
    assert refused.headers["retry-after"] == "1"
    assert "not sent" in refused.json()["detail"]
    assert len(scoring.seen) == 2
    assert (await client.get("/api/v1/editions")).status_code == 200
    enough.set()
    assert [answer.status_code for answer in await asyncio.gather(*holding)] == [200, 200]


async def test_a_subject_has_only_so_many_requests_at_once(
    start: "Gateway", services: Mapping[Service, "FakeService"], issuer: "TokenIssuer"
) -> None:
    scoring = services[Service.SCORING]
    enough = asyncio.Event()
    scoring.behave = held(enough)
    client = await start(requests_at_once=2)
    holding = [asyncio.ensure_future(client.get("/api/v1/scores")) for _ in range(2)]
    await scoring.arrivals(2)

    refused = await client.get("/api/v1/editions")
    other = {"Authorization": f"Bearer {issuer.token('leader', agency='9901', subject='other')}"}

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["type"] == "urn:tolok:problem:too-many-requests"
    assert (await client.get("/api/v1/editions", headers=other)).status_code == 200
    enough.set()
    assert [answer.status_code for answer in await asyncio.gather(*holding)] == [200, 200]
    for _ in range(5):  # answered, refused or broken off, each is counted out
        assert (await client.get("/api/v1/editions")).status_code == 200
        assert (await client.get("/api/v1/editionsheets")).status_code == 404


async def test_clients_that_do_not_read_are_cut_and_hold_no_connection(
    start: "Gateway", services: Mapping[Service, "FakeService"], issuer: "TokenIssuer"
) -> None:
    async def large(_: Request) -> Response:
        return Response(LARGE)

    submission = services[Service.SUBMISSION]
    submission.behave = large
    client = await start(connections=3, client_seconds=0.5)
    stuck = issuer.token("leader", agency="9901", subject="stuck")
    async with asking(client, stuck) as one, asking(client, stuck) as two, asking(client, stuck):
        await submission.arrivals(3)
        submission.behave = quick

        assert (await client.get("/api/v1/agencies")).text == "quick"
        for reader in (one, two):
            assert len(await comes(reader.read())) < len(LARGE)
    page = (await client.get("/metrics")).text
    assert 'outcome="client_slow",service="submission"' in page


async def test_an_answer_of_the_usual_size_holds_no_connection_at_all(
    start: "Gateway",
    services: Mapping[Service, "FakeService"],
    issuer: "TokenIssuer",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What the buffers of this machine's connections hold proves nothing.
    monkeypatch.setattr("gateway.door.clients.services._ONE_PIECE_BYTES", len(LARGE))

    async def usual(_: Request) -> Response:
        return Response(LARGE)

    submission = services[Service.SUBMISSION]
    submission.behave = usual
    client = await start(connections=2, client_seconds=10 * NEVER_SECONDS)
    stuck = issuer.token("leader", agency="9901", subject="stuck")
    async with asking(client, stuck), asking(client, stuck), asking(client, stuck):
        await submission.arrivals(3)
        submission.behave = quick

        assert (await client.get("/api/v1/agencies")).text == "quick"


async def test_clients_that_dawdle_with_a_body_hold_no_connection(
    start: "Gateway", services: Mapping[Service, "FakeService"], issuer: "TokenIssuer"
) -> None:
    client = await start(connections=2, body_seconds=10 * NEVER_SECONDS)
    slow = issuer.token("coordinator", agency="9901", subject="slow")
    async with asking(client, slow, "POST", "{"), asking(client, slow, "POST", "{"):
        await asyncio.sleep(0.1)  # both have arrived, and nobody ends them
        assert (await client.get("/api/v1/campaigns")).status_code == 200
    assert services[Service.SUBMISSION].seen == ["GET /api/v1/campaigns"]


async def test_a_client_that_dawdles_with_a_body_is_told(
    start: "Gateway", services: Mapping[Service, "FakeService"], issuer: "TokenIssuer"
) -> None:
    client = await start(body_seconds=0.5)
    slow = issuer.token("coordinator", agency="9901", subject="slow")
    async with asking(client, slow, "POST", "{") as one:
        answer = await comes(one.read())

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"urn:tolok:problem:invalid" in answer
    assert services[Service.SUBMISSION].seen == []


async def test_a_client_that_hangs_up_is_no_error(
    start: "Gateway", services: Mapping[Service, "FakeService"], issuer: "TokenIssuer"
) -> None:
    client = await start()
    gone = issuer.token("coordinator", agency="9901", subject="gone")
    async with asking(client, gone, "POST", "{"):
        await asyncio.sleep(0.1)
    _, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    await asyncio.sleep(0.1)
    writer.close()

    async def are_counted() -> bool:
        page = (await client.get("/metrics")).text
        routes = ("/api/v1/campaigns", "/oauth/token")
        return all(f'route="{route}",status="499"' in page for route in routes)

    await eventually(are_counted)
    assert services[Service.SUBMISSION].seen == []


async def test_a_token_request_that_drips_is_let_go(start: "Gateway") -> None:
    client = await start(body_seconds=0.3)
    assert client.base_url.port is not None
    form = ("Host: x", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 90000")
    answer = await answer_to(client.base_url.port, head("POST", "/oauth/token", *form), drip=b"a")

    # It may lose the answer while it still sends; what counts is that the connection ended.
    assert not answer or answer.startswith(b"HTTP/1.1 400")


@asynccontextmanager
async def asking(
    client: httpx.AsyncClient, token: str, method: str = "GET", body: str = ""
) -> AsyncIterator[asyncio.StreamReader]:
    """Send a request by hand, with the beginning of a body, and read nothing by itself."""
    path = "campaigns" if body else "agencies"
    length = f"Content-Length: {len(body) + 100}\r\n" if body else ""
    small = socket.socket()
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that little waits in buffers
    small.setblocking(False)
    address = (client.base_url.host, client.base_url.port)
    await asyncio.get_running_loop().sock_connect(small, address)
    reader, writer = await asyncio.open_connection(sock=small, limit=1024)
    head = f"{method} /api/v1/{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    writer.write(f"{head}{length}\r\n{body}".encode())
    try:
        yield reader
    finally:
        writer.close()
