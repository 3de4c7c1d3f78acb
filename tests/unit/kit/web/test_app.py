import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from tests.support.operations import table_for
from tests.support.waiting import comes
from tests.unit.kit.conftest import ISSUER

from kit.settings import AppSettings
from kit.web import build_app, require_match
from operations.row import Table
from rules.roles import ROLES

Bearer = Callable[..., dict[str, str]]


async def test_health_readiness_and_metrics_need_no_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ok", "checks": {"parts": "ok"}}
    metrics = await client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert "tolok_http_requests_total" in metrics.text


async def test_extras_live_as_long_as_the_app(settings: AppSettings) -> None:
    seen = []

    @asynccontextmanager
    async def extra(_: FastAPI) -> AsyncIterator[None]:
        seen.append("started")
        yield
        seen.append("stopped")

    app = build_app(settings, title="t", routers=[], table=Table((), ROLES), lifespan=[extra])
    async with app.router.lifespan_context(app):
        assert seen == ["started"]
    assert seen == ["started", "stopped"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_every_answer_has_a_request_id(client: httpx.AsyncClient, method: str) -> None:
    made = await client.request(method, "/nothing")
    kept = await client.request(method, "/nothing", headers={"X-Request-ID": "abc-1"})
    strange = httpx.Headers([(b"X-Request-ID", b'a"\xc3')])
    replaced = await client.request(method, "/nothing", headers=strange)

    assert made.headers["x-request-id"] == made.json()["request_id"]
    assert kept.headers["x-request-id"] == kept.json()["request_id"] == "abc-1"
    assert len(replaced.headers["x-request-id"]) == 36


async def test_a_body_above_the_limit_is_refused_by_its_length(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    answer = await client.post("/api/v1/orders/raw", content=b"x" * 1001, headers=bearer("leader"))

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:tolok:problem:too-large"


@pytest.mark.parametrize("path", ["/api/v1/orders/raw", "/api/v1/orders"])
async def test_a_streamed_body_is_left_unread_above_the_limit(
    client: httpx.AsyncClient, bearer: Bearer, path: str
) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 300

    answer = await client.post(path, content=body(), headers=bearer("leader"))

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert sent == 4


async def test_a_body_of_the_limit_passes(client: httpx.AsyncClient, bearer: Bearer) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 100

    answer = await client.post("/api/v1/orders/raw", content=body(), headers=bearer("leader"))

    assert (answer.status_code, answer.json()) == (200, 1000)


async def test_an_answer_with_an_entity_tag_is_kept_by_its_reader_alone(
    settings: AppSettings, bearer: Bearer
) -> None:
    router = APIRouter()

    @router.get("/tagged")
    async def tagged(response: Response) -> None:
        response.headers["ETag"] = '"1"'

    @router.get("/same")
    async def same() -> Response:
        return Response(status_code=304, headers={"ETag": '"1"'})

    @router.get("/changed")
    async def changed() -> None:
        require_match('"0"', '"1"', {})

    @router.get("/secret")
    async def secret() -> Response:
        return Response("{}", headers={"ETag": '"1"', "Cache-Control": "no-store"})

    table = table_for(router, roles=("leader",))
    app = build_app(settings, title="Shop", routers=[router], table=table)
    app.state.verifier = ISSUER.verifier()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://shop.test"
    ) as client:
        found = {
            path: (await client.get(path, headers=bearer("leader"))).headers.get("cache-control")
            for path in ("/tagged", "/same", "/changed", "/secret", "/healthz")
        }

    assert found == {
        "/tagged": "private, no-cache",
        "/same": "private, no-cache",
        "/changed": "private, no-cache",
        "/secret": "no-store",
        "/healthz": None,
    }


async def test_no_answer_redirects_or_lets_a_browser_guess(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    for path in ("/healthz/", "/healthz", "/api/v1/orders/", "/docs", "/redoc", "/openapi.json"):
        answer = await client.get(path, headers=bearer("leader") | {"Host": "evil.test"})

        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not answer.is_redirect
        assert "evil.test" not in answer.text + str(answer.headers)
        assert (answer.status_code == 404) == (path not in ("/healthz", "/openapi.json"))


async def test_a_part_that_ends_turns_readiness_red(settings: AppSettings) -> None:
    die, told = asyncio.Event(), asyncio.Event()

    async def part() -> None:
        await die.wait()

    async def lasting() -> None:
        await asyncio.Event().wait()

    @asynccontextmanager
    async def beside(app: FastAPI) -> AsyncIterator[None]:
        async with app.state.parts.running(part=part, lasting=lasting):
            yield

    app = build_app(settings, title="t", routers=[], table=Table((), ROLES), lifespan=[beside])
    app.state.parts.on_failure = told.set
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t.test") as client,
    ):
        assert (await client.get("/readyz")).status_code == 200
        die.set()
        await comes(told.wait())
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]) == (503, {"parts": "PartFailedError"})
    assert app.state.parts.failed == ["part"]


async def test_parts_that_end_with_the_app_have_not_failed(settings: AppSettings) -> None:
    @asynccontextmanager
    async def beside(app: FastAPI) -> AsyncIterator[None]:
        async with app.state.parts.running(part=asyncio.Event().wait):
            yield

    app = build_app(settings, title="t", routers=[], table=Table((), ROLES), lifespan=[beside])
    async with app.router.lifespan_context(app):
        pass

    assert app.state.parts.failed == []


@pytest.mark.parametrize(
    "name",
    [
        *("Accept", "Accept-Language", "Authorization", "Content-Encoding", "Content-Length"),
        *("Content-Type", "Host", "Idempotency-Key", "If-Match", "If-None-Match"),
        *("Last-Event-Id", "Transfer-Encoding"),
    ],
)
async def test_a_header_that_decides_something_comes_once(
    client: httpx.AsyncClient, bearer: Bearer, name: str
) -> None:
    request = client.build_request("GET", "/api/v1/orders", headers=bearer("leader"))
    value = request.headers.get(name, "1")
    others = [each for each in request.headers.multi_items() if each[0] != name.lower()]
    for second in (value, "2"):
        request.headers = httpx.Headers([*others, (name, value), (name, second)])

        answer = await client.send(request)

        assert answer.status_code == 400
        assert [each["pointer"] for each in answer.json()["errors"]] == [f"header/{name}"]
        assert answer.headers["connection"] == "close"


async def test_a_body_says_its_length_in_one_way(client: httpx.AsyncClient, bearer: Bearer) -> None:
    lengths = {"Content-Length": "2", "Transfer-Encoding": "chunked"}
    answer = await client.post(
        "/api/v1/orders/raw", content=b"{}", headers=bearer("leader") | lengths
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "header/Content-Length"
