"""One document of the whole API, as far as the services could be asked."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.support.waiting import in_time

from gateway.description.usecases import renew
from operations.services import Service

if TYPE_CHECKING:
    from tests.component.gateway.fake_services import FakeService
    from tests.component.gateway.serving import Gateway


async def document(client: httpx.AsyncClient, *, missing: list[str]) -> dict[str, Any]:
    """Return the document once it names just these services as missing."""
    async with in_time():
        found: dict[str, Any] = {}
        while found.get("x-unavailable") != missing:
            await asyncio.sleep(0.02)
            found = (await client.get("/openapi.json")).json()
    return found


def describe(fake: "FakeService", resource: str) -> None:
    fake.document = {
        "paths": {f"/api/v1/{resource}": {"get": {"x-roles": ["leader"]}}, "/metrics": {}},
        "components": {"schemas": {"Page": {"title": fake.name}}},
    }


async def test_the_services_documents_become_one(
    start: "Gateway", services: Mapping[Service, "FakeService"]
) -> None:
    for service, resource in ((Service.SCORING, "scores"), (Service.INSTRUMENT, "editions")):
        describe(services[service], resource)
    client = await start()
    del client.headers["Authorization"]

    found = await document(client, missing=[])

    assert found["openapi"].startswith("3.1")
    assert set(found["paths"]) >= {"/api/v1/scores", "/api/v1/editions", "/api/v1/stream"}
    assert "/metrics" not in found["paths"]
    assert found["paths"]["/api/v1/scores"]["get"]["x-roles"] == ["leader"]
    assert {"Page", "ScoringPage", "Problem"} <= found["components"]["schemas"].keys()
    assert found["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


async def test_a_missing_service_is_named_and_found_later(
    start: "Gateway",
    services: Mapping[Service, "FakeService"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(renew, "_ASK_AGAIN_SECONDS", 0.05)
    scoring = services[Service.SCORING]
    scoring.document = {}
    broken: Any = scoring
    broken.document = "no object"
    client = await start()

    found = await document(client, missing=["scoring"])
    assert "/api/v1/stream" in found["paths"]

    describe(scoring, "scores")
    assert "/api/v1/scores" in (await document(client, missing=[]))["paths"]


async def test_the_page_needs_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    del client.headers["Authorization"]

    page, script = await client.get("/docs"), await client.get("/docs/script.js")

    assert page.headers["content-type"].startswith("text/html")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for text in (page.text, script.text):
        assert "http://" not in text
        assert "https://" not in text
