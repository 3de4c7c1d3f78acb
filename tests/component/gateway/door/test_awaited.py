"""What was made a moment ago in one service, and is not known yet in another, is being made."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tests.component.gateway.fake_services import Behaviour, FakeService

from kit.awaited import AWAITED
from operations.services import Service

Services = Mapping[Service, FakeService]
ASKED = "/api/v1/results/0198/national"


def refusing(*addresses: str, status: int = 404) -> Behaviour:
    """Answer that something is not there, which another service may know."""

    async def answer(request: Request) -> Response:
        problem = {
            "type": "urn:tolok:problem:not-found",
            "title": "Not found",
            "status": status,
            "detail": "There is no such assessment.",
            "instance": request.url.path,
            "request_id": "r-1",
            "errors": [{"pointer": "path/assessment_id", "message": "does not exist"}],
        }
        headers = {AWAITED: ", ".join(addresses)} if addresses else {}
        return JSONResponse(problem, status, headers, "application/problem+json")

    return answer


def knowing(document: Any, *, status: int = 200) -> Behaviour:
    async def answer(_: Request) -> Response:
        return JSONResponse(document, status)

    return answer


async def no_json(_: Request) -> Response:
    return Response("<html>", 200, media_type="application/json")


async def test_what_its_owner_shows_is_being_made(
    client: httpx.AsyncClient, services: Services
) -> None:
    seen: list[Any] = []

    async def show(request: Request) -> Response:
        seen.append((request.url.path, request.headers["authorization"]))
        return JSONResponse({"assessment_id": "0198"})

    services[Service.SCORING].behave = refusing("assessments/0198")
    services[Service.SUBMISSION].behave = show
    answer = await client.post(ASKED, json=[])

    assert (answer.status_code, answer.headers["Retry-After"]) == (404, "1")
    assert answer.json() == {
        "type": "urn:tolok:problem:not-yet",
        "title": "Not ready yet",
        "status": 404,
        "detail": "assessments/0198 is there and is being made ready here. Try again in a moment.",
        "instance": ASKED,
        "request_id": "r-1",
        "errors": [{"pointer": "path/assessment_id", "message": "is being made"}],
    }
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert AWAITED not in answer.headers
    assert seen == [("/api/v1/assessments/0198", client.headers["authorization"])]


async def test_it_is_said_in_indonesian_too(client: httpx.AsyncClient, services: Services) -> None:
    services[Service.SCORING].behave = refusing("assessments/0198")
    services[Service.SUBMISSION].behave = knowing({})
    told = (await client.post(ASKED, json=[], headers={"Accept-Language": "id"})).json()
    assert "masih disiapkan" in told["detail"]
    assert told["errors"][0]["message"] == "masih disiapkan"


@pytest.mark.parametrize(
    "elsewhere",
    [
        knowing({"status": 404}, status=404),
        knowing({"status": 403}, status=403),
        knowing({}, status=503),
        knowing({"status": "draft"}),
        knowing({"items": []}),
        knowing("no object"),
        knowing({"more": "x" * 300_000}),
        no_json,
    ],
)
async def test_what_those_who_ask_may_not_see_there_stays_unknown(
    client: httpx.AsyncClient, services: Services, elsewhere: Behaviour
) -> None:
    services[Service.SUBMISSION].behave = elsewhere
    services[Service.SCORING].behave = refusing("assessments/0198")
    hidden = await client.post(ASKED, json=[])
    services[Service.SCORING].behave = refusing()
    plain = await client.post(ASKED, json=[])

    assert hidden.json() == plain.json()
    assert hidden.status_code == plain.status_code == 404
    assert {"retry-after", AWAITED.lower()}.isdisjoint(hidden.headers)


async def test_a_refused_body_names_what_is_awaited(
    client: httpx.AsyncClient, services: Services
) -> None:
    services[Service.SUBMISSION].behave = refusing("editions/spbe", status=422)
    services[Service.INSTRUMENT].behave = knowing({"status": "published"})
    answer = await client.post("/api/v1/campaigns", json={})
    assert (answer.status_code, answer.headers["Retry-After"]) == (422, "1")
    assert answer.json()["type"] == "urn:tolok:problem:not-yet"


async def test_all_of_it_must_be_there(client: httpx.AsyncClient, services: Services) -> None:
    async def know_one(request: Request) -> Response:
        return JSONResponse({}, 200 if request.url.path.endswith("9901.1") else 404)

    services[Service.SUBMISSION].behave = know_one
    services[Service.INTEGRATION].behave = refusing("agencies/9901.1", "agencies/9901.2")
    assert "Retry-After" not in (await client.post("/api/v1/sources", json={})).headers
    services[Service.INTEGRATION].behave = refusing("agencies/9901.1")
    assert "Retry-After" in (await client.post("/api/v1/sources", json={})).headers


@pytest.mark.parametrize("address", ["nothing/1", "agencies/../sources", "agencies//x", ""])
async def test_only_resources_are_asked_for(
    client: httpx.AsyncClient, services: Services, address: str
) -> None:
    services[Service.SCORING].behave = refusing(address)
    services[Service.SUBMISSION].behave = knowing({})
    answer = await client.get("/api/v1/scores/0198")
    assert (answer.status_code, "Retry-After" in answer.headers) == (404, False)
    assert services[Service.SUBMISSION].seen == []


async def test_an_owner_that_is_away_changes_nothing(
    start: Any, services: Services, unused_port: int
) -> None:
    client = await start(submission_url=f"http://127.0.0.1:{unused_port}", connect_seconds=1)
    services[Service.SCORING].behave = refusing("assessments/0198")
    answer = await client.get("/api/v1/scores/0198")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such assessment.")
