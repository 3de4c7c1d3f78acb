"""Whatever goes wrong at any hop is a problem document that says what to do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from operations.services import Service

if TYPE_CHECKING:
    from tests.component.gateway.fake_services import FakeService
    from tests.component.gateway.serving import Gateway
    from tests.support.tokens import TokenIssuer

PROBLEM = "application/problem+json"


async def test_a_services_problem_document_passes_unchanged(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    problem = {
        "type": "urn:tolok:problem:precondition-failed",
        "status": 412,
        "detail": "Changed.",
        "current": {"etag": '"8"'},
        "instance": "/api/v1/assessments/1/answers/12",
    }

    async def refuse(_: Request) -> Response:
        return JSONResponse(problem, 412, media_type=PROBLEM, headers={"ETag": '"8"'})

    services[Service.SUBMISSION].behave = refuse

    answer = await client.put("/api/v1/assessments/1/answers/12", json={})

    assert (answer.status_code, answer.json()) == (412, problem)
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["etag"] == '"8"'


async def test_a_service_that_is_down_is_named_and_the_others_go_on(
    start: "Gateway", unused_port: int
) -> None:
    client = await start(scoring_url=f"http://127.0.0.1:{unused_port}")

    answer = await client.get("/api/v1/scores")

    assert answer.status_code == 503
    assert answer.headers["content-type"] == PROBLEM
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["service"] == "scoring"
    assert "scoring" in answer.json()["detail"]
    assert (await client.get("/api/v1/editions")).status_code == 200


async def test_a_service_that_is_slow_is_cut_off(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    is_cut_off = asyncio.Event()

    async def wait(_: Request) -> Response:
        await is_cut_off.wait()
        return Response()

    services[Service.SCORING].behave = wait
    client = await start(answer_seconds=0.5)

    answer = await client.get("/api/v1/scores")
    is_cut_off.set()

    assert (answer.status_code, answer.json()["service"]) == (503, "scoring")
    assert "too long" in answer.json()["detail"]


async def test_a_change_is_sent_once_even_if_its_answer_is_lost(
    client: httpx.AsyncClient, services: Mapping[Service, "FakeService"]
) -> None:
    async def break_off(_: Request) -> Response:
        return StreamingResponse(_broken(), headers={"Content-Length": "100"})

    async def _broken() -> AsyncIterator[bytes]:
        raise ConnectionResetError
        yield b""

    services[Service.SUBMISSION].behave = break_off

    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/api/v1/campaigns", json={})

    assert services[Service.SUBMISSION].seen == ["POST /api/v1/campaigns"]


async def test_a_stalled_body_ends_the_answer_rather_than_hanging(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    is_over = asyncio.Event()
    client = await start(answer_seconds=0.5)

    async def stall(_: Request) -> Response:
        return StreamingResponse(_drip(), headers={"Content-Length": "100"})

    async def _drip() -> AsyncIterator[bytes]:
        yield b"x"
        await is_over.wait()

    services[Service.SCORING].behave = stall

    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/api/v1/scores")
    is_over.set()


async def test_an_answer_known_to_be_too_large_is_refused(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    async def huge(_: Request) -> Response:
        return Response(b"x" * 2000)

    services[Service.INTEGRATION].behave = huge
    client = await start(answer_limit_bytes=1000)

    answer = await client.get("/api/v1/facts")

    assert (answer.status_code, answer.json()["service"]) == (503, "integration")


async def test_an_answer_without_end_is_broken_off(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    async def endless(_: Request) -> Response:
        return StreamingResponse(_forever())

    async def _forever() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1000
            await asyncio.sleep(0)

    services[Service.INTEGRATION].behave = endless
    client = await start(answer_limit_bytes=100_000)

    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/api/v1/facts")


async def test_a_body_above_the_limit_is_stopped_at_the_door(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100
            await asyncio.sleep(0)

    client = await start(body_limit_bytes=1000)

    announced = await client.post("/api/v1/campaigns", content=b"x" * 1001)
    assert not services[Service.SUBMISSION].seen
    streamed = await client.post("/api/v1/campaigns", content=chunks())

    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:tolok:problem:too-large"
    assert (await client.post("/api/v1/campaigns", content=b"x" * 1000)).status_code == 200


async def test_an_address_and_headers_have_limits(start: "Gateway") -> None:
    client = await start(url_limit_bytes=200, header_limit_bytes=2000)

    long_address = await client.get("/api/v1/scores", params={"q": "x" * 200})
    large_headers = await client.get("/api/v1/scores", headers={"x-much": "y" * 2000})

    assert (long_address.status_code, large_headers.status_code) == (413, 413)
    assert long_address.json()["errors"][0]["pointer"] == "path"
    assert large_headers.json()["errors"][0]["pointer"] == "header"


async def test_a_rate_is_kept_for_each_subject(start: "Gateway", issuer: "TokenIssuer") -> None:
    client = await start(rate_limit="3/minute")

    answers = [await client.get("/api/v1/scores") for _ in range(4)]
    other = issuer.token("leader", subject="another")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"subject";q=3;w=60'
    assert answers[0].headers["ratelimit"].startswith('"subject";r=2;t=')
    refused = answers[3]
    assert refused.headers["ratelimit"].startswith('"subject";r=0;t=')
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.json()["type"] == "urn:tolok:problem:too-many-requests"
    answer = await client.get("/api/v1/scores", headers={"Authorization": f"Bearer {other}"})
    assert answer.status_code == 200


async def test_connections_to_a_service_are_bounded(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    at_once, most = 0, 0

    async def count(_: Request) -> Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.02)
        at_once -= 1
        return Response()

    services[Service.SCORING].behave = count
    client = await start(connections=4)

    answers = await asyncio.gather(*(client.get("/api/v1/scores") for _ in range(40)))

    assert {answer.status_code for answer in answers} == {200}
    assert most == 4


async def test_a_service_that_comes_back_is_found_again(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    client = await start()
    fake = services[Service.SCORING]

    async def close(_: Request) -> Response:
        return Response(headers={"Connection": "close"})

    fake.behave = close

    assert [(await client.get("/api/v1/scores")).status_code for _ in range(5)] == [200] * 5


async def test_readiness_shows_who_is_missing(start: "Gateway", unused_port: int) -> None:
    client = await start(scoring_url=f"http://127.0.0.1:{unused_port}")

    answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    checks = answer.json()["checks"]
    assert checks.pop("scoring") != "ok"
    assert set(checks.values()) == {"ok"}
    assert checks.keys() == {"parts", "broker", "instrument", "submission", "integration"}


async def test_metrics_tell_what_was_passed_on(client: httpx.AsyncClient) -> None:
    await client.get("/api/v1/scores")

    page = (await client.get("/metrics")).text

    assert 'tolok_gateway_forwarded_total{outcome="answered",service="scoring"}' in page
