"""A body that cannot be read is refused with the part of the request that is wrong."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

Bearer = Callable[..., dict[str, str]]
JSON = "application/json"
GOOD = b'{"name": "a", "count": 1}'


@pytest.mark.parametrize(
    ("content", "kind", "status", "pointer"),
    [
        (GOOD, "text/plain", 415, "header/Content-Type"),
        (GOOD, "application/x-www-form-urlencoded", 415, "header/Content-Type"),
        (GOOD, None, 415, "header/Content-Type"),
        (b'{"name": ', JSON, 400, ""),
        (b'{"name": "\xff"}', JSON, 400, ""),
        (b"[" * 900, JSON, 400, ""),
        (b"[" * 250 + b"]" * 250, JSON, 400, ""),
        (b'{"count": ' + b"9" * 900 + b"", JSON, 400, ""),
        (b"", JSON, 400, ""),
        (b"[1]", JSON, 400, ""),
        (b"x" * 1001, JSON, 413, ""),
        (b'{"name": "a", "count": 1, "count": 2}', JSON, 400, "/count"),
        (b'{"name": "a", "count": 1, "lines": [], "lines": []}', JSON, 400, "/lines"),
        (b'{"name": "a", "count": NaN}', JSON, 400, "/count"),
        (b'{"\\ud800": "a", "count": 1}', JSON, 400, ""),
        ('{"name": "a", "count": 1}'.encode("utf-16"), JSON, 400, ""),
    ],
)
async def test_what_is_wrong_is_named(
    client: httpx.AsyncClient,
    bearer: Bearer,
    content: bytes,
    kind: str | None,
    *,
    status: int,
    pointer: str,
) -> None:
    headers = bearer("leader") | ({} if kind is None else {"Content-Type": kind})

    answer = await client.post("/api/v1/orders", content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_missing_token_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/orders/1")

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["pointer"] == "header/Authorization"


async def test_json_by_another_name_is_read(client: httpx.AsyncClient, bearer: Bearer) -> None:
    headers = bearer("leader") | {"Content-Type": "application/vnd.shop+json; charset=utf-8"}

    answer = await client.post("/api/v1/orders", content=GOOD, headers=headers)

    assert answer.status_code == 201


async def test_depth_is_refused_in_words_and_before_the_shape(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    content = b'{"name": ' + b"[" * 250 + b"]" * 250 + b"}"
    headers = bearer("leader") | {"Content-Type": JSON, "Accept-Language": "en"}

    answer = await client.post("/api/v1/orders", content=content, headers=headers)

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The JSON is nested too deeply."
    assert answer.json()["errors"] == [
        {"pointer": "", "message": "it is nested deeper than 200 levels"}
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"name": ', JSON),
        (b"[" * 250 + b"]" * 250, JSON),
        (b'{"name": 7}', JSON),
        (GOOD, "text/plain"),
        (b"", JSON),
    ],
)
async def test_who_may_not_send_a_body_learns_nothing_of_it(
    client: httpx.AsyncClient, bearer: Bearer, content: bytes, kind: str
) -> None:
    headers = {"Content-Type": kind}

    nobody = await client.post("/api/v1/orders", content=content, headers=headers)
    other = await client.post("/api/v1/orders", content=content, headers=headers | bearer("public"))

    assert (nobody.status_code, other.status_code) == (401, 403)
    assert nobody.headers["www-authenticate"] == 'Bearer realm="tolok"'


async def test_nothing_is_read_of_the_body_of_who_may_not_send_one(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(5):
            read += 1
            yield b"{"

    answer = await client.post("/api/v1/orders/raw", content=body(), headers=bearer("public"))

    assert (answer.status_code, read) == (403, 0)


async def test_a_doubled_member_is_told_in_words(client: httpx.AsyncClient, bearer: Bearer) -> None:
    headers = bearer("leader") | {"Content-Type": JSON}
    content = b'{"name": "a", "name": "b", "count": 1}'

    answer = await client.post("/api/v1/orders", content=content, headers=headers)

    assert answer.json()["detail"] == "Tulis setiap anggota JSON satu kali saja."
    assert answer.json()["errors"] == [{"pointer": "/name", "message": "tertulis 2 kali"}]


@pytest.mark.parametrize("path", ["/api/v1/orders", "/api/v1/orders/raw"])
async def test_every_route_reads_json_alike_whoever_parses_it(
    client: httpx.AsyncClient, bearer: Bearer, path: str
) -> None:
    content = b'{"lines": [{"a": 1, "a": 2}]}'
    headers = bearer("leader") | {"Content-Type": "application/merge-patch+json"}

    answer = await client.post(path, content=content, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/lines/0/a")


async def test_a_large_body_is_read_in_pieces_and_whole(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"name": "a", "count"'
        yield b': 1, "count": 2}'

    headers = bearer("leader") | {"Content-Type": JSON}
    answer = await client.post("/api/v1/orders", content=pieces(), headers=headers)

    assert answer.json()["errors"][0]["pointer"] == "/count"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "1"), ("DELETE", "1/lines"), ("POST", "2/ship")]
)
@pytest.mark.parametrize("body", [b'{"x": 1}', b"{}", b"not JSON", [b"", b"{}"]], ids=str)
async def test_a_body_that_nobody_reads_is_refused(
    client: httpx.AsyncClient, bearer: Bearer, method: str, path: str, *, body: bytes | list[bytes]
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for part in body:
            yield bytes(part)

    headers = bearer("leader") | {"Content-Type": JSON}
    content = body if isinstance(body, bytes) else parts()

    answer = await client.request(
        method, f"/api/v1/orders/{path}", content=content, headers=headers
    )

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "", "message": "harus kosong"}]


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "0"}, {"Transfer-Encoding": "chunked"}])
async def test_an_empty_body_is_none(
    client: httpx.AsyncClient, bearer: Bearer, headers: dict[str, str]
) -> None:
    answer = await client.request(
        "DELETE",
        "/api/v1/orders/1/lines",
        headers=bearer("leader") | {"Content-Type": JSON} | headers,
    )

    assert answer.status_code == 200


async def test_who_may_not_use_an_operation_is_not_told_of_its_body(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.request(
        "DELETE", "/api/v1/orders/1/lines", content=b"{}", headers=bearer("operator")
    )

    assert answer.status_code == 403
