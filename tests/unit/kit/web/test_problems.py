from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from tests.support.operations import table_for

from kit import errors
from kit.errors import ServiceError
from kit.settings import AppSettings
from kit.web import build_app
from rules.text import Text

Bearer = Callable[..., dict[str, str]]


async def test_an_unknown_address_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere", headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "en"
    assert answer.json() == {
        "type": "urn:tolok:problem:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "instance": "/nowhere",
        "request_id": answer.headers["x-request-id"],
    }


async def test_a_method_that_is_not_there_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/v1/orders")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.json()["title"] == "Metode tidak tersedia"


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"count": 1}, "/name", "wajib diisi"),
        ({"name": "x", "count": "y"}, "/count", "harus berupa bilangan bulat"),
        ({"name": "x", "count": 0}, "/count", "paling kecil 1"),
        ({"name": "x" * 21, "count": 1}, "/name", "paling banyak 20 karakter"),
        ({"name": "x", "count": 1, "lines": [1, "z"]}, "/lines/1", "harus berupa bilangan bulat"),
        ([1], "", "harus berupa objek"),
    ],
)
async def test_a_bad_body_names_its_field(
    client: httpx.AsyncClient, bearer: Bearer, body: Any, pointer: str, message: str
) -> None:
    answer = await client.post("/api/v1/orders", json=body, headers=bearer("leader"))

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": pointer, "message": message}]


@pytest.mark.parametrize(
    ("content", "pointer"), [(b"{", ""), (b"", ""), (b"\xff\xfe", ""), (b'{"name": NaN}', "/name")]
)
async def test_what_is_no_json_is_a_problem(
    client: httpx.AsyncClient, bearer: Bearer, content: bytes, pointer: str
) -> None:
    headers = {**bearer("leader"), "Content-Type": "application/json"}

    answer = await client.post("/api/v1/orders", content=content, headers=headers)

    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:tolok:problem:invalid"
    assert answer.json().get("errors", [{"pointer": ""}])[0]["pointer"] == pointer


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 900,
        b'{"name": "\\ud800", "count": 1}',
        b'{"name": "x", "count": 1e400}',
        b'{"name": "x", "count": 1, "lines": {"a": 1}}',
    ],
)
async def test_hostile_json_is_a_problem(
    client: httpx.AsyncClient, bearer: Bearer, content: bytes
) -> None:
    headers = {**bearer("leader"), "Content-Type": "application/json"}

    answer = await client.post("/api/v1/orders", content=content, headers=headers)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_bad_query_and_a_bad_path_are_named(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.get("/api/v1/orders/x?limit=y", headers=bearer("leader"))

    assert {error["pointer"] for error in answer.json()["errors"]} == {"path/number", "query/limit"}


async def test_what_was_sent_is_not_sent_back(client: httpx.AsyncClient, bearer: Bearer) -> None:
    body = {"name": "x", "count": "nik-3201"}

    answer = await client.post("/api/v1/orders", json=body, headers=bearer("leader"))

    assert "3201" not in answer.text


async def test_an_error_of_the_service_is_told_in_the_readers_language(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    path = "/api/v1/orders/7/ship"
    indonesian = (await client.post(path, headers=bearer("leader"))).json()
    english = (
        await client.post(path, headers={**bearer("leader"), "Accept-Language": "en"})
    ).json()

    assert (indonesian["detail"], english["detail"]) == ("Sudah dikirim.", "Shipped already.")
    assert english["shipped"] is True
    assert english["errors"] == [{"pointer": "path/number", "message": "x"}]


async def test_a_defect_says_nothing_about_itself(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.post("/api/v1/orders/0/ship", headers=bearer("leader"))

    assert answer.status_code == 500
    assert "1234" not in answer.text
    assert answer.json()["type"] == "urn:tolok:problem:broken"
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


async def test_what_is_away_says_when_to_come_back(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.post("/api/v1/orders/1/ship", headers=bearer("leader"))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_every_kind_of_error_has_its_own_type_and_title() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ServiceError)
    ]

    assert len({kind.type for kind in kinds}) == len({kind.title for kind in kinds}) == len(kinds)
    drawn = errors.__doc__ or ""
    assert all(kind.__name__ in drawn for kind in kinds)
    assert all(
        f"{kind.__name__:<21} {kind.status}" in drawn for kind in kinds if kind is not ServiceError
    )


@pytest.mark.parametrize("name", sorted(errors.RESERVED))
def test_an_extension_cannot_overwrite_what_every_problem_has(name: str) -> None:
    with pytest.raises(ValueError, match=f"has its own {name}:"):
        errors.Conflict("x", extra={name: "published"})


async def test_the_edge_says_where_a_named_part_stands(settings: AppSettings) -> None:
    router = APIRouter(prefix="/api/v1/orders")

    @router.get("/{order_id}")
    async def read(order_id: str) -> None:
        raise errors.missing(order_id, Text("Tidak ada.", "There is none."))

    table = table_for(router, roles=(), scope="open")
    app = build_app(settings, title="t", routers=[router], table=table)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        answers = [
            await client.get(f"/api/v1/orders/{name}", params={"line": "1"})
            for name in ("order_id", "line", "page")
        ]

    pointers = [answer.json()["errors"][0]["pointer"] for answer in answers]
    assert pointers == ["path/order_id", "query/line", "page"]


async def test_a_list_of_errors_has_an_end(client: httpx.AsyncClient, bearer: Bearer) -> None:
    order = {"name": "a", "count": 1, "lines": ["x"] * 160}

    answer = await client.post("/api/v1/orders", json=order, headers=bearer("leader"))

    document = answer.json()
    assert len(document["errors"]) == 100
    assert document["errors"][99]["pointer"] == "/lines/99"
    assert document["more_errors"] == 60


async def test_a_short_list_of_errors_is_whole(client: httpx.AsyncClient, bearer: Bearer) -> None:
    order = {"name": "a", "count": 1, "lines": ["x"] * 100}

    answer = await client.post("/api/v1/orders", json=order, headers=bearer("leader"))

    assert len(answer.json()["errors"]) == 100
    assert "more_errors" not in answer.json()
