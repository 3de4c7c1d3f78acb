"""A request reaches the service that owns its resource, and nothing else does."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from tests.support.operations import address_of

from operations.services import Service
from operations.table import OPERATIONS
from rules.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.component.gateway.fake_services import FakeService
    from tests.component.gateway.serving import Gateway
    from tests.support.tokens import TokenIssuer

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_each_operation_goes_to_the_service_that_answers_it(
    start: "Gateway", issuer: "TokenIssuer", services: Mapping[Service, "FakeService"]
) -> None:
    client = await start()
    client.headers["Authorization"] = f"Bearer {issuer.token(*ROLES, agency='9901')}"
    for row in OPERATIONS:
        if row.kind == "stream":
            continue
        path = address_of(row.path)
        assert (await client.request(row.method, path)).status_code == 200, row.id
        assert services[Service(row.service)].seen.pop() == f"{row.method} {path}"

    assert not any(fake.seen for fake in services.values())


async def test_path_query_and_body_arrive_byte_for_byte(client: httpx.AsyncClient) -> None:
    answer = await client.put(
        "/api/v1/assessments/a%20b%2Cc/answers/12?x=%31&x=2", content='{"level":"3"} \n'
    )

    told = answer.json()
    assert told["path"] == "/api/v1/assessments/a%20b%2Cc/answers/12"
    assert told["query"] == "x=%31&x=2"
    assert told["body"] == '{"level":"3"} \n'
    assert told["method"] == "PUT"


async def test_the_named_headers_arrive_and_no_others(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    passed = {
        "if-match": '"3"',
        "if-none-match": '"4"',
        "idempotency-key": "k-1",
        "accept-language": "id",
        "content-type": "application/json",
        "x-request-id": "request-1",
    }
    dropped = {
        "cookie": "a=b",
        "x-forwarded-for": "10.0.0.1",
        "te": "trailers",
        "proxy-authorization": "Basic eA==",
        "x-user": "root",
        "host": "evil.test",
    }

    answer = await client.post("/api/v1/campaigns", headers=passed | dropped, content="{}")

    told = answer.json()["headers"]
    assert {name: told.get(name) for name in passed} == passed
    assert not (dropped.keys() - {"host"}) & told.keys()
    assert told["host"] == services[Service.SUBMISSION].url.removeprefix("http://")
    assert told["authorization"].startswith("Bearer ")


async def test_answers_keep_their_headers_but_not_those_of_the_connection(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    async def answer_oddly(_: Request) -> Response:
        headers = {
            "ETag": '"9"',
            "Set-Cookie": "a=b",
            "Connection": "X-Secret",
            "X-Secret": "1",
            "X-Request-ID": "another",
            "Content-Language": "id",
        }
        return JSONResponse({}, 201, headers=headers)

    services[Service.SUBMISSION].behave = answer_oddly

    answer = await client.post("/api/v1/campaigns", json={}, headers={"X-Request-ID": "mine"})

    assert answer.status_code == 201
    assert answer.headers["etag"] == '"9"'
    assert answer.headers["content-language"] == "id"
    assert answer.headers.get_list("x-request-id") == ["mine"]
    assert not {"set-cookie", "x-secret"} & answer.headers.keys()


async def test_a_traceparent_is_passed_on_and_returned(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/scores", headers={"traceparent": TRACEPARENT})

    assert answer.json()["headers"]["traceparent"].split("-")[1] == TRACEPARENT.split("-")[1]


HIDING = [
    "/api/v1/editions/../agencies",
    "/api/v1/editions/%2e%2e/%2E%2E/metrics",
    "/api/v1/editions/..%2f..%2fmetrics",
    "/api/v1/editions%2fspbe",
    "/api/v1/editions/spbe%2Fderivations",
    "/api/v1%2Feditions",
    "/api/v1/editions//metrics",
    "/api/v1/editions/./x",
    "/api/v1/editions/a%5c..%5cb",
    "/api/v1/editions/a%00b",
]


async def test_an_address_cannot_hide_another(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    for path in HIDING:
        request = client.build_request("GET", "/")
        request.extensions["target"] = path.encode()  # sent as it is, not made plain by the client

        answer = await client.send(request)

        assert answer.status_code == 400, path
        assert answer.json()["errors"][0]["pointer"] == "path"
    assert not any(fake.seen for fake in services.values())


async def test_an_unknown_resource_is_a_problem_document(client: httpx.AsyncClient) -> None:
    for path in (
        "/api/v1/users",
        "/api/v1/",
        "/api/v2/editions",
        "/editions",
        "/api/v1/editions/a/b/c/d",
        "/api/v1/editionsheets",
    ):
        answer = await client.get(path)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:tolok:problem:not-found"


async def test_a_method_that_a_resource_lacks_names_those_it_has(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.delete("/api/v1/agencies/9901")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, PUT"


async def test_redirects_are_not_followed_and_show_no_inner_address(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    inner = services[Service.INSTRUMENT]

    async def redirect(_: Request) -> Response:
        return RedirectResponse(f"{inner.url}/api/v1/editions/x", 307)

    inner.behave = redirect

    answer = await client.get("/api/v1/editions/x")

    assert answer.status_code == 307
    assert answer.headers["location"] == "/api/v1/editions/x"
    assert len(inner.seen) == 1


async def test_a_large_answer_is_passed_on_while_it_arrives(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    go_on = asyncio.Event()

    async def halves(_: Request) -> Response:
        async def body() -> "AsyncIterator[bytes]":
            yield b"a" * 1000
            await go_on.wait()
            yield b"b" * 1000

        return StreamingResponse(body())

    services[Service.SCORING].behave = halves
    client = await start()

    async with client.stream("GET", "/api/v1/scores") as answer:
        chunks = answer.aiter_raw()
        assert await anext(chunks) == b"a" * 1000
        go_on.set()
        assert b"".join([chunk async for chunk in chunks]) == b"b" * 1000


async def test_a_not_modified_stays_one(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    async def unchanged(_: Request) -> Response:
        return Response(status_code=304, headers={"ETag": '"9"'})

    services[Service.SCORING].behave = unchanged

    answer = await client.get("/api/v1/scores/1")

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == '"9"'


async def test_a_body_that_nobody_reads_is_refused_before_it_is_forwarded(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    answer = await client.request("GET", "/api/v1/scores/1", json={"x": 1})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == ""
    assert not services[Service.SCORING].seen


async def test_no_answer_repeats_the_host_that_a_request_names(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/scores/", "/openapi.json/", "/docs/", "/healthz/", "/oauth/jwks/"):
        answer = await client.get(path, headers={"Host": "evil.test"})

        assert not answer.is_redirect
        assert "evil.test" not in answer.text.replace('"host": "evil.test"', "")
        assert "evil.test" not in str(answer.headers)
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
