"""What an address takes: its methods, and the parameters that its operation knows."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import APIRouter
from starlette.responses import StreamingResponse
from tests.support.operations import table_for

from kit.settings import AppSettings
from kit.web import build_app

Bearer = Callable[..., dict[str, str]]


async def test_head_has_the_headers_of_get_and_no_body(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    read = await client.get("/api/v1/orders/1", headers=bearer("leader"))
    head = await client.head("/api/v1/orders/1", headers=bearer("leader"))
    refused = await client.head("/api/v1/orders/1", headers=bearer("public"))
    absent = await client.head("/api/v1/orders", headers=bearer("leader"))

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == read.headers["content-length"]
    assert head.headers["content-type"] == read.headers["content-type"]
    assert (refused.status_code, refused.content) == (403, b"")
    assert (absent.status_code, absent.headers["allow"]) == (405, "POST")


async def test_an_answer_without_end_ends_with_its_headers_for_head(
    settings: AppSettings,
) -> None:
    router = APIRouter()

    @router.get("/endless")
    async def endless() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            while True:
                yield b"x"
                await asyncio.sleep(0)

        return StreamingResponse(body())

    table = table_for(router, roles=(), scope="open")
    app = build_app(settings, title="Shop", routers=[router], table=table)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answer = await client.head("/endless")

    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_method_that_an_address_lacks_is_told_all_that_it_has(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.delete("/api/v1/orders/1", headers=bearer("leader"))

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["detail"] == "Alamat ini hanya menerima GET, HEAD."


@pytest.mark.parametrize("path", ["/readyz", "/healthz"])
async def test_an_address_that_no_row_has_names_head_too(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.delete(path)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_an_address_takes_only_what_the_table_has_for_it(settings: AppSettings) -> None:
    router = APIRouter()

    @router.post("/orders/preview")
    async def preview() -> str:
        return "preview"

    @router.put("/orders/{number}")
    async def put(number: str) -> str:
        return number

    table = table_for(router, roles=(), scope="open")
    app = build_app(settings, title="Shop", routers=[router], table=table)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answers = {
            (method, path): await client.request(method, path)
            for method in ("POST", "PUT")
            for path in ("/orders/preview", "/orders/7")
        }

    found = {
        each: (answer.status_code, answer.headers.get("allow")) for each, answer in answers.items()
    }
    assert found == {
        ("POST", "/orders/preview"): (200, None),
        ("PUT", "/orders/preview"): (405, "POST"),
        ("POST", "/orders/7"): (405, "PUT"),
        ("PUT", "/orders/7"): (200, None),
    }


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("limit=3&limit=4", ["hanya boleh satu kali"]),
        ("limt=3", ["tidak dikenal; yang dikenal: limit"]),
        ("a=1&b=2", ["tidak dikenal; yang dikenal: limit"] * 2),
        ("limit=3", []),
    ],
)
async def test_a_query_names_only_what_the_operation_knows(
    client: httpx.AsyncClient, bearer: Bearer, query: str, messages: list[str]
) -> None:
    answer = await client.get(f"/api/v1/orders/1?{query}", headers=bearer("leader"))

    assert answer.status_code == (400 if messages else 200)
    told = answer.json().get("errors", [])
    assert [each["message"] for each in told] == messages
    assert all(each["pointer"].startswith("query/") for each in told)


async def test_of_an_operation_without_parameters_it_is_said_that_there_are_none(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.delete("/api/v1/orders/1/lines?limit=3", headers=bearer("leader"))

    (told,) = answer.json()["errors"]
    assert told["message"] == "tidak dikenal; yang dikenal: tidak satu pun"


async def test_who_may_not_is_told_nothing_about_the_query(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    assert (await client.get("/api/v1/orders/1?x=1", headers=bearer("public"))).status_code == 403
