"""Whatever a portal sends wrongly is answered with a problem document that names the part.

Nothing of it changes anything: the last story reconciles the whole product.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.e2e.bad_requests import ALL, ANSWER, CAMPAIGN, OFFICE, SPBE, Bad
from tests.e2e.world import REGION, World
from tests.support.waiting import NEVER_SECONDS

from sandbox.running.supervisor import Sandbox


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    token = sandbox.token("coordinator", "operator", agency=REGION)
    async with httpx.AsyncClient(
        base_url=f"{sandbox.api}/api/v1",
        headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"},
        timeout=NEVER_SECONDS,
    ) as made:
        yield made


@pytest.fixture
async def known(api: httpx.AsyncClient) -> dict[str, str]:
    """What a request fills in: the region's assessment, and the ETag of an answer of it."""
    found = await api.get("/assessments", params={"campaign": SPBE, "agency": REGION})
    assessment = str(found.raise_for_status().json()["items"][0]["assessment_id"])
    answer = await api.get(ANSWER.format(assessment=assessment))
    return {"assessment": assessment, "etag": answer.raise_for_status().headers["ETag"]}


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.what)
async def test_a_wrong_request_is_told_what_is_wrong(
    api: httpx.AsyncClient, known: dict[str, str], bad: Bad
) -> None:
    answer = await api.request(
        bad.method,
        bad.path.format(**known),
        params=bad.params,
        headers={name: value.format(**known) for name, value in bad.headers.items()},
        content=bad.content,
        json=bad.body,
    )

    told = problem(answer, bad.status)
    pointers = [one["pointer"] for one in told.get("errors", [])]
    assert bad.pointer is None or bad.pointer in pointers, told
    assert bad.status != 405 or answer.headers["Allow"]
    assert bad.status != 401 or answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert bad.status != 412 or answer.headers.get("ETag") or "If-Match" not in bad.headers


async def test_a_refusal_speaks_the_language_that_was_asked_for(
    api: httpx.AsyncClient, known: dict[str, str]
) -> None:
    path = ANSWER.format(**known)
    headers = {"If-Match": known["etag"]}
    body = {"level": "6", "explanation": "x"}

    told = [
        problem(
            await api.put(path, json=body, headers=headers | {"Accept-Language": language}), 422
        )
        for language in ("id", "en")
    ]

    assert [one["errors"][0]["message"].split(";")[0] for one in told] == [
        "6 tidak ada pada skalanya",
        "6 is not on its scale",
    ]


async def test_a_token_that_was_tampered_with_is_refused_everywhere(
    api: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    head, claims, _ = sandbox.token("leader", agency=REGION).split(".")
    _, _, signature = sandbox.token("operator", agency=REGION).split(".")
    headers = {"Authorization": f"Bearer {head}.{claims}.{signature}"}
    for resource in (
        "editions",
        "agencies",
        "campaigns",
        "assessments",
        "scores",
        "facts",
        "stream",
    ):
        told = problem(await api.get(f"/{resource}", headers=headers), 401)

        assert told["errors"][0]["pointer"] == "header/Authorization"


async def test_a_token_that_is_bound_to_no_agency_sees_nothing(
    api: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token('coordinator', 'operator')}"}
    for resource in (
        "agencies",
        "campaigns",
        "assessments",
        "scores",
        "sources",
        "facts",
        "stream",
    ):
        told = problem(await api.get(f"/{resource}", headers=headers), 403)

        assert told["detail"] == "Your token is bound to no agency."


async def test_a_role_that_may_not_is_told_who_may(
    api: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token('leader', agency=REGION)}"}

    told = problem(await api.post("/campaigns", json=CAMPAIGN, headers=headers), 403)

    assert "coordinator" in told["detail"]


async def test_a_key_is_good_for_one_request(api: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "of-this-test"}
    first = await api.post("/sources/e-planning/sync", headers=headers)
    again = await api.post("/sources/e-planning/sync", headers=headers)
    other = await api.post(
        "/sources/e-planning/sync", headers=headers, json={"accept_shrinkage": True}
    )

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    told = problem(other, 422)
    assert told["errors"][0]["pointer"] == "header/Idempotency-Key"


async def test_nothing_of_it_has_changed_anything(world: World) -> None:
    campaigns = (await world.api.get("/campaigns", params={"limit": 200})).json()["items"]

    assert await world.differences() == []
    assert CAMPAIGN["code"] not in {one["campaign_code"] for one in campaigns}
    assert (await world.api.get(f"/agencies/{REGION}.9")).status_code == 404
    unchanged = (await world.api.get(f"/agencies/{OFFICE}")).json()
    assert (unchanged["revision"], unchanged["valid_from"]) == (1, "2017-01-01")


async def test_the_document_and_its_page_are_there_for_everybody(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.api, timeout=NEVER_SECONDS) as anybody:
        document = (await anybody.get("/openapi.json")).raise_for_status().json()
        page = (await anybody.get("/docs")).raise_for_status()
        script = (await anybody.get("/docs/script.js")).raise_for_status()

    assert document["x-unavailable"] == []
    assert "/api/v1/scores/{assessment_id}" in document["paths"]
    assert page.headers["content-type"].startswith("text/html")
    assert "/openapi.json" in script.text


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem document that the answer is."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["type"].startswith("urn:tolok:problem:")
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert told["request_id"] == answer.headers["x-request-id"]
    return told
