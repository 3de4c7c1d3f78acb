"""An edition is written as a draft: with defects if need be, by one author at a time."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.support.library import packaged_library

from instrument.worker import publish_library
from kit.database import Database
from rules.roles import ROLES

DRAFT = "/editions/contoh"


async def test_draft_is_stored_and_read_as_it_was_written(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    made = await author.post("/editions", json=document)
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/editions/contoh")
    assert made.json()["status"] == "draft"
    assert (made.json()["defect_count"], made.json()["changed_by"]) == (0, "someone")
    read = await author.get(DRAFT)
    assert read.headers["etag"] == made.headers["etag"]
    assert {name: read.json()[name] for name in document} == document
    assert (await author.get(f"{DRAFT}.json")).json() == document
    assert (read.json()["status"], read.json()["published_at"]) == ("draft", None)


async def test_draft_with_defects_is_stored_and_each_is_named(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    document["nodes"][2]["weight"] = "39"
    document["remark"] = "none"
    made = await author.post("/editions", json=document)
    assert made.status_code == 201
    assert (made.json()["defect_count"], made.json()["content_hash"]) == (2, None)
    del document["remark"]
    tag = {"If-Match": made.headers["etag"]}
    assert (await author.put(DRAFT, json=document, headers=tag)).status_code == 200
    report = (await author.post(f"{DRAFT}/validate")).json()
    assert (report["publishable"], report["content_hash"]) == (False, None)
    assert {found["pointer"] for found in report["defects"]} == {"/nodes/1/weight"}
    message = report["defects"][0]["message"]
    assert "berjumlah 39 + 20 = 59" in message["id"]
    assert "add up to 39 + 20 = 59" in message["en"]
    refused = await author.post(f"{DRAFT}/publish")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/nodes/1/weight"


async def test_code_that_is_taken_is_refused(
    author: httpx.AsyncClient, document: dict[str, Any], database: Database
) -> None:
    await author.post("/editions", json=document)
    again = await author.post("/editions", json=document)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (409, "/edition_code")
    await publish_library(database, packaged_library())
    document["edition_code"] = "permenpanrb-59-2020"
    published = await author.post("/editions", json=document)
    assert published.status_code == 409
    assert (published.json()["status"], published.json()["edition_status"]) == (409, "published")


@pytest.mark.parametrize("code", ["a/b", "", "template", "x.yaml", "-x", "x" * 101, 7, None])
async def test_code_that_no_address_can_have_is_refused(
    author: httpx.AsyncClient, document: dict[str, Any], code: object
) -> None:
    answer = await author.post("/editions", json=document | {"edition_code": code})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/edition_code")


async def test_replacing_a_draft_starts_from_what_was_read(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    first = (await author.post("/editions", json=document)).headers["etag"]
    document["source"] = "lain"
    without = await author.put(DRAFT, json=document)
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (428, "header/If-Match")
    second = await author.put(DRAFT, json=document, headers={"If-Match": first})
    assert (second.status_code, second.json()["revision"]) == (200, 2)
    stale = await author.put(DRAFT, json=document | {"source": "x"}, headers={"If-Match": first})
    assert stale.status_code == 412
    assert stale.json()["current"]["etag"] == second.headers["etag"]
    assert stale.json()["current"]["body"]["source"] == "lain"
    repeated = await author.put(DRAFT, json=document, headers={"If-Match": first})
    assert (repeated.status_code, repeated.json()["revision"]) == (200, 2)


async def test_draft_keeps_its_code(author: httpx.AsyncClient, document: dict[str, Any]) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    other = document | {"edition_code": "lain"}
    answer = await author.put(DRAFT, json=other, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/edition_code")


async def test_what_was_read_can_be_sent_back(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    await author.post("/editions", json=document)
    read = await author.get(DRAFT)
    tag = {"If-Match": read.headers["etag"]}
    again = await author.put(DRAFT, json=read.json(), headers=tag)
    assert (again.status_code, again.json()["revision"]) == (200, 1)


async def test_dropped_draft_is_gone_with_its_derivations(
    author: httpx.AsyncClient, document: dict[str, Any], derivations: dict[str, Any]
) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    await author.post(f"{DRAFT}/derivations", json=derivations)
    assert (await author.delete(DRAFT)).status_code == 428
    assert (await author.delete(DRAFT, headers={"If-Match": '"x"'})).status_code == 412
    dropped = await author.delete(DRAFT, headers={"If-Match": tag})
    assert (dropped.status_code, dropped.json()["edition_code"]) == (200, "contoh")
    assert (await author.get(DRAFT)).status_code == 404
    await author.post("/editions", json=document)
    assert (await author.get(f"{DRAFT}/derivations")).json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", ""),
        ("DELETE", ""),
        ("POST", "/validate"),
        ("POST", "/publish"),
        ("POST", "/retire"),
        ("POST", "/derivations"),
        ("POST", "/derivations/preview"),
        ("PUT", "/derivations/1"),
        ("DELETE", "/derivations/1"),
        ("POST", "/derivations/1/validate"),
        ("POST", "/derivations/1/publish"),
    ],
)
async def test_what_is_not_there_is_named(
    author: httpx.AsyncClient, document: dict[str, Any], method: str, path: str
) -> None:
    body = {"reason": "x"} if path == "/retire" else {} if "publish" in path else document
    sent = None if method == "DELETE" or "validate" in path else body  # these take no body
    answer = await author.request(method, f"{DRAFT}{path}", json=sent, headers={"If-Match": '"x"'})
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"].startswith("path/")


async def test_repeated_post_with_its_key_is_answered_the_same(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    key = {"Idempotency-Key": "draft-1"}
    first = await author.post("/editions", json=document, headers=key)
    again = await author.post("/editions", json=document, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    other = await author.post("/editions", json=document | {"source": "x"}, headers=key)
    assert other.status_code == 422


async def test_indicator_of_a_draft_is_read_once_it_has_no_defect(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    read = (await author.get(f"{DRAFT}/indicators/1")).json()
    assert [node["code"] for node in read["path"]] == ["index", "A"]
    document["nodes"][2]["weight"] = "39"
    await author.put(DRAFT, json=document, headers={"If-Match": tag})
    refused = await author.get(f"{DRAFT}/indicators/1")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/nodes/1/weight")


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_coordinators_and_operators_write(
    api: httpx.AsyncClient,
    bearer: Callable[..., dict[str, str]],
    document: dict[str, Any],
    role: str,
) -> None:
    api.headers.update(bearer(role))
    expected = 201 if role in ("coordinator", "operator") else 403
    assert (await api.post("/editions", json=document)).status_code == expected
    expected = 200 if role in ("coordinator", "operator") else 403
    assert (await api.post("/editions/preview", json=document)).status_code == expected
    assert (await api.post(f"{DRAFT}/publish")).status_code == expected
