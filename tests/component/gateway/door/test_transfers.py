"""Files stream through the gateway, with a limit and connections of their own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from tests.component.gateway.fake_services import FakeService
from tests.component.gateway.serving import Gateway
from tests.support.tokens import TokenIssuer
from tests.support.waiting import comes

from operations.services import Service

UPLOAD = f"/api/v1/evidence/uploads/{'a' * 64}"
PIECE = b"x" * 65_536
LIMITS = {"body_limit_bytes": 1_000, "transfer_limit_bytes": 4 * len(PIECE)}


async def counted(request: Request) -> Response:
    """Tell how many bytes came."""
    size = sum([len(piece) async for piece in request.stream()])
    return JSONResponse({"size": size, "length": request.headers.get("content-length")})


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield PIECE


@pytest.fixture
def submission(services: Mapping[Service, FakeService]) -> FakeService:
    services[Service.SUBMISSION].behave = counted
    return services[Service.SUBMISSION]


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_above_the_limit_of_bodies_goes_through(
    start: Gateway, submission: FakeService, *, announced: bool
) -> None:
    client = await start(**LIMITS)
    size = 4 * len(PIECE)
    headers = {"Content-Length": str(size)} if announced else {}

    answer = await client.put(UPLOAD, content=pieces(4), headers=headers)

    assert (answer.status_code, answer.json()["size"]) == (200, size)
    assert answer.json()["length"] == (str(size) if announced else None)
    assert submission.seen == [f"PUT {UPLOAD}"]


async def test_the_service_has_the_beginning_before_the_client_has_sent_the_end(
    start: Gateway, submission: FakeService
) -> None:
    client, begun = await start(**LIMITS), asyncio.Event()

    async def note(request: Request) -> Response:
        stream = request.stream()
        first = await anext(stream)
        begun.set()
        rest = [len(piece) async for piece in stream]
        return JSONResponse({"size": len(first) + sum(rest)})

    async def waiting() -> AsyncIterator[bytes]:
        yield PIECE
        await comes(begun.wait())  # a gateway that read it whole would never get further
        yield PIECE

    submission.behave = note
    answer = await client.put(UPLOAD, content=waiting())

    assert answer.json() == {"size": 2 * len(PIECE)}


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_above_its_own_limit_is_refused(
    start: Gateway, submission: FakeService, *, announced: bool
) -> None:
    client = await start(**LIMITS)
    headers = {"Content-Length": str(5 * len(PIECE))} if announced else {}

    answer = await client.put(UPLOAD, content=pieces(5), headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (413, "urn:tolok:problem:too-large")
    assert not (announced and submission.seen)


@pytest.mark.parametrize("path", ["/api/v1/evidence", "/api/v1/campaigns"])
async def test_everything_else_keeps_the_limit_of_bodies(
    start: Gateway, submission: FakeService, path: str
) -> None:
    client = await start(**LIMITS)

    answer = await client.post(path, content=b"[" + b" " * 1_000 + b"]")

    assert (answer.status_code, submission.seen) == (413, [])


async def test_a_file_that_says_it_is_json_is_not_kept_in_memory(
    start: Gateway, submission: FakeService
) -> None:
    client = await start(**LIMITS)
    headers = {"Content-Type": "application/json"}

    answer = await client.put(UPLOAD, content=pieces(2), headers=headers)

    assert answer.json()["size"] == 2 * len(PIECE)
    assert submission.seen


async def test_a_client_that_hangs_up_is_noticed_by_the_service(
    start: Gateway, submission: FakeService
) -> None:
    client, gone = await start(**LIMITS), asyncio.Event()

    async def note(request: Request) -> Response:
        try:
            return await counted(request)
        except ClientDisconnect:
            gone.set()
            raise

    async def breaking() -> AsyncIterator[bytes]:
        yield PIECE
        await submission.arrivals(1)
        raise ConnectionResetError

    submission.behave = note
    with pytest.raises(ConnectionResetError):
        await client.put(UPLOAD, content=breaking())

    await comes(gone.wait())


@pytest.mark.parametrize("setting", ["body_seconds", "transfer_seconds"])
async def test_a_file_that_stands_still_is_let_go(
    start: Gateway, submission: FakeService, issuer: TokenIssuer, setting: str
) -> None:
    """A pause of a file is as long as a body may take; all of it has a longest time."""
    client = await start(**{setting: 0.3}, **LIMITS)
    token = issuer.token("coordinator", agency="9901", subject="slow")
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    head = f"PUT {UPLOAD} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    writer.write(f"{head}Content-Length: 9\r\n\r\nx".encode())
    answer = await comes(reader.read())
    writer.close()

    assert answer.startswith(b"HTTP/1.1 400")
    assert submission.seen == [f"PUT {UPLOAD}"]


async def test_files_take_no_connection_of_other_requests(
    start: Gateway, submission: FakeService
) -> None:
    client = await start(transfer_connections=1, connection_wait_seconds=0.01, **LIMITS)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield PIECE
        begun.set()
        await comes(go_on.wait())

    first = asyncio.create_task(client.put(UPLOAD, content=slow()))
    await comes(begun.wait())
    await submission.arrivals(1)
    other = await client.get("/api/v1/agencies")
    second = await client.put(UPLOAD, content=PIECE)
    go_on.set()

    assert (other.status_code, second.status_code) == (200, 503)
    assert (await first).status_code == 200


async def test_one_subject_has_so_many_files_under_way(
    start: Gateway, submission: FakeService
) -> None:
    client, begun, go_on = await start(transfers_at_once=1), asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield PIECE
        begun.set()
        await comes(go_on.wait())

    first = asyncio.create_task(client.put(UPLOAD, content=slow()))
    await comes(begun.wait())
    second = await client.put(UPLOAD, content=PIECE)
    go_on.set()

    assert (second.status_code, (await first).status_code) == (429, 200)
    assert submission.seen


async def test_a_file_above_the_limit_of_answers_comes_back(
    start: Gateway, submission: FakeService
) -> None:
    client = await start(answer_limit_bytes=1_000, **LIMITS)
    size = 4 * len(PIECE)

    async def give(_: Request) -> Response:
        headers = {"Content-Length": str(size), "Content-Disposition": "attachment"}
        return StreamingResponse(pieces(4), headers=headers, media_type="application/pdf")

    submission.behave = give
    path = "/api/v1/evidence/01a20201-9d31-7740-a619-5b4df6c9f655/versions/1/content"
    answer = await client.get(path)
    listed: httpx.Response = await client.get("/api/v1/evidence")

    assert (answer.status_code, len(answer.content)) == (200, size)
    assert answer.headers["content-disposition"] == "attachment"
    assert listed.status_code == 503


def test_the_limits_are_settings(gateway_settings: Any) -> None:
    # The largest that any service takes: rows of a source. Evidence has its own, smaller limit.
    assert gateway_settings.transfer_limit_bytes == 100 * 1_048_576
