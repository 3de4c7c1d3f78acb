"""A derivation set is written as a draft, tried on its examples, and published for good."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contracts.events.derivations import DerivationsPublishedV1
from instrument.derivations.events import fact_catalogue
from instrument.derivations.usecases.read import read_derivations
from instrument.editions.usecases.read import read_edition
from instrument.library.usecases.read import Library
from instrument.worker import publish_library
from kit.database import Database

Said = Callable[[int], Awaitable[list[Any]]]
SETS = "/editions/contoh/derivations"


@pytest.fixture
async def edition(author: httpx.AsyncClient, document: dict[str, Any]) -> dict[str, Any]:
    """Publish the small edition and return its document."""
    await author.post("/editions", json=document)
    assert (await author.post("/editions/contoh/publish")).status_code == 200
    return document


@pytest.mark.usefixtures("edition")
async def test_set_goes_from_draft_to_published(
    author: httpx.AsyncClient, derivations: dict[str, Any], said: Said
) -> None:
    made = await author.post(SETS, json=derivations)
    assert (made.status_code, made.headers["location"]) == (201, f"/api/v1{SETS}/1")
    assert (made.json()["status"], made.json()["defect_count"]) == ("draft", 0)
    report = (await author.post(f"{SETS}/1/validate")).json()
    assert (report["publishable"], report["derivation_set_version"]) == (True, 1)
    wanted = {"content_hash": report["content_hash"]}
    published = await author.post(f"{SETS}/1/publish", json=wanted)
    assert (published.status_code, published.json()["status"]) == (200, "published")
    event = (await said(2))[1]
    assert isinstance(event, DerivationsPublishedV1)
    assert (event.derivation_set_version, event.content_hash) == (1, report["content_hash"])
    listed = (await author.get(SETS)).json()["items"]
    assert [(item["derivation_set_version"], item["status"]) for item in listed] == [
        (1, "published")
    ]


@pytest.mark.usefixtures("edition")
async def test_next_version_is_one_after_the_newest(
    author: httpx.AsyncClient, derivations: dict[str, Any]
) -> None:
    await author.post(SETS, json=derivations)
    second = await author.post(SETS, json=derivations)
    assert second.status_code == 409
    await author.post(f"{SETS}/1/publish")
    wrong = await author.post(SETS, json={**derivations, "derivation_set_version": 1})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (
        422,
        "/derivation_set_version",
    )
    other = await author.post(SETS, json={**derivations, "edition_code": "lain"})
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/edition_code")
    made = await author.post(SETS, json={**derivations, "derivation_set_version": 2})
    assert (made.status_code, made.json()["derivation_set_version"]) == (201, 2)
    listed = (await author.get(SETS)).json()["items"]
    assert [item["status"] for item in listed] == ["published", "draft"]


@pytest.mark.usefixtures("edition")
async def test_published_set_is_changed_neither_by_the_api_nor_in_the_database(
    author: httpx.AsyncClient, derivations: dict[str, Any], database: Database
) -> None:
    await author.post(SETS, json=derivations)
    published = await author.post(f"{SETS}/1/publish")
    tag = {"If-Match": published.headers["etag"]}
    assert (await author.put(f"{SETS}/1", json=derivations, headers=tag)).status_code == 409
    assert (await author.delete(f"{SETS}/1", headers=tag)).status_code == 409
    other = await author.post(f"{SETS}/1/publish", json={"content_hash": "0" * 64})
    assert other.status_code == 409
    again = await author.post(f"{SETS}/1/publish")
    assert again.json() == published.json()
    for statement in ("UPDATE derivation_set SET content = '{}'", "DELETE FROM derivation_set"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.engine.begin() as connection:
                await connection.execute(text(statement))


@pytest.mark.usefixtures("edition")
async def test_draft_is_replaced_and_dropped_from_what_was_read(
    author: httpx.AsyncClient, derivations: dict[str, Any]
) -> None:
    first = (await author.post(SETS, json=derivations)).headers["etag"]
    shorter = {**derivations, "contradictions": []}
    assert (await author.put(f"{SETS}/1", json=shorter)).status_code == 428
    second = await author.put(f"{SETS}/1", json=shorter, headers={"If-Match": first})
    assert (second.status_code, second.json()["revision"]) == (200, 2)
    stale = await author.put(f"{SETS}/1", json=derivations, headers={"If-Match": first})
    assert stale.status_code == 412
    assert stale.json()["current"]["body"]["contradictions"] == []
    read = await author.get(f"{SETS}/1")
    assert (read.json()["status"], read.headers["etag"]) == ("draft", second.headers["etag"])
    tag = {"If-Match": read.headers["etag"]}
    same = await author.put(f"{SETS}/1", json=read.json(), headers=tag)
    assert (same.status_code, same.json()["revision"]) == (200, 2)
    assert (await author.delete(f"{SETS}/1", headers=tag)).status_code == 200
    assert (await author.get(f"{SETS}/1")).status_code == 404


@pytest.mark.usefixtures("edition")
async def test_set_whose_example_gives_another_level_is_not_published(
    author: httpx.AsyncClient, derivations: dict[str, Any], database: Database
) -> None:
    derivations["examples"][1]["level"] = "3"
    await author.post(SETS, json=derivations)
    report = (await author.post(f"{SETS}/1/validate")).json()
    assert not report["publishable"]
    assert report["defects"][0]["pointer"].startswith("/examples/1")
    assert report["defects"][0]["message"]["id"]
    refused = await author.post(f"{SETS}/1/publish")
    assert refused.status_code == 422
    async with database.engine.connect() as connection:
        found = await connection.execute(text("SELECT count(*) FROM derivation_set"))
        assert found.scalar_one() == 0


@pytest.mark.usefixtures("edition")
async def test_defects_of_a_set_are_named_before_it_is_stored(
    author: httpx.AsyncClient, derivations: dict[str, Any]
) -> None:
    derivations["rules"][1]["indicator_code"] = "9"
    derivations["rules"][0]["remark"] = "x"
    report = (await author.post(f"{SETS}/preview", json=derivations)).json()
    first, *others = report["defects"]
    assert first["pointer"] == "/rules/0/remark"
    assert "/rules/1/indicator_code" in {found["pointer"] for found in others}
    del derivations["rules"][0]["remark"]
    report = (await author.post(f"{SETS}/preview", json=derivations)).json()
    assert report["defects"] == others
    assert (await author.get(SETS)).json()["items"] == []


async def test_set_of_a_draft_waits_for_its_edition(
    author: httpx.AsyncClient, document: dict[str, Any], derivations: dict[str, Any]
) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    assert (await author.post(SETS, json=derivations)).json()["defect_count"] == 0
    early = await author.post(f"{SETS}/1/publish")
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (409, "path/edition_code")
    broken = {**document, "scales": []}
    tag = (await author.put("/editions/contoh", json=broken, headers={"If-Match": tag})).headers[
        "etag"
    ]
    report = (await author.post(f"{SETS}/1/validate")).json()
    assert [found["pointer"] for found in report["defects"]] == ["/edition_code"]
    await author.put("/editions/contoh", json=document, headers={"If-Match": tag})
    await author.post("/editions/contoh/publish")
    assert (await author.post(f"{SETS}/1/publish")).status_code == 200


@pytest.mark.usefixtures("edition")
async def test_concurrent_publications_of_a_set_are_one(
    author: httpx.AsyncClient, derivations: dict[str, Any], said: Said
) -> None:
    await author.post(SETS, json=derivations)
    answers = await asyncio.gather(*(author.post(f"{SETS}/1/publish") for _ in range(3)))
    assert [answer.status_code for answer in answers] == [200] * 3
    await author.post("/editions/contoh/retire", json={"reason": "x"})
    assert len(await said(3)) == 3


async def test_set_that_comes_as_a_file_moves_the_draft_behind_it(
    author: httpx.AsyncClient,
    edition: dict[str, Any],
    derivations: dict[str, Any],
    database: Database,
) -> None:
    await author.post(SETS, json={**derivations, "contradictions": []})
    packaged = {"edition_code": "contoh", "derivation_set_version": 1, **derivations}
    known = {"contoh": read_edition("e.yaml", edition)}
    found = read_derivations("d.yaml", packaged, editions=known, catalogue=fact_catalogue())
    await publish_library(database, Library((), (found,)))
    listed = (await author.get(SETS)).json()["items"]
    assert [(item["derivation_set_version"], item["status"]) for item in listed] == [
        (1, "published"),
        (2, "draft"),
    ]
    assert (await author.post(f"{SETS}/2/publish")).status_code == 200


@pytest.mark.usefixtures("edition")
async def test_set_goes_out_as_yaml_and_comes_in_the_same(
    author: httpx.AsyncClient, derivations: dict[str, Any]
) -> None:
    await author.post(SETS, json=derivations)
    published = (await author.post(f"{SETS}/1/publish")).json()
    text_of_it = (await author.get(f"{SETS}/1.yaml")).text.replace(
        "derivation_set_version: 1", "derivation_set_version: 2"
    )
    made = await author.post(SETS, content=text_of_it, headers={"Content-Type": "application/yaml"})
    assert (made.status_code, made.json()["defect_count"]) == (201, 0)
    read = (await author.get(f"{SETS}/2")).json()
    first = (await author.get(f"{SETS}/1")).json()
    assert first["content_hash"] == published["content_hash"]
    assert [rule["code"] for rule in read["rules"]] == [rule["code"] for rule in first["rules"]]
    assert (await author.post(f"{SETS}/2/publish")).status_code == 200
