"""Crosswalks are published with the service, never change, and carry old answers over."""

import json
from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from importlib.resources import files
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.support.library import packaged_library

from instrument.crosswalks.store.document import CrosswalkDocument
from instrument.documents.domain.canonical import canonical, content_hash
from instrument.documents.domain.publication import ChangedContentError
from instrument.library.usecases.read import Library
from instrument.worker import publish_library
from kit.database import Database
from rules.roles import ROLES

LIBRARY = packaged_library()
TO_2020 = "permenpanrb-5-2018--permenpanrb-59-2020"
TO_2026 = "permenpanrb-59-2020--permenpanrb-8-2026-pemdi"
PACKAGED = yaml.safe_load(
    files("instrument").joinpath(f"packaged/crosswalks/{TO_2020}.yaml").read_text("utf-8")
)
OWN = {**PACKAGED, "crosswalk_code": "contoh"}
ALL_THREE = {str(number): 3 for number in range(1, 48)}


@pytest.fixture(autouse=True)
async def _published(database: Database) -> None:
    await publish_library(database, LIBRARY)


async def test_packaged_crosswalks_are_listed_with_their_certainty(api: httpx.AsyncClient) -> None:
    first = (await api.get("/crosswalks", params={"limit": 1})).json()
    second = (await api.get("/crosswalks", params={"cursor": first["next_cursor"]})).json()
    items = first["items"] + second["items"]
    assert [(item["crosswalk_code"], item["certainty"]) for item in items] == [
        (TO_2020, "verified"),
        (TO_2026, "unverified"),
    ]
    assert items[1]["caveat"]["en"].startswith("Our own mapping")
    assert second["next_cursor"] is None


@pytest.mark.parametrize("path", ["/crosswalks?from_edition=x", "/crosswalks?to_edition=x"])
async def test_a_filter_by_an_edition_that_does_not_exist_names_those_that_do(
    api: httpx.AsyncClient, path: str
) -> None:
    answer = await api.get(path)

    assert answer.status_code == 400
    (told,) = answer.json()["errors"]
    assert told["pointer"] == "query/" + path.partition("?")[2].removesuffix("=x")
    assert "permenpanrb-59-2020" in told["message"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"from_edition": "permenpanrb-59-2020"}, [TO_2026]),
        ({"to_edition": "permenpanrb-59-2020"}, [TO_2020]),
        ({"from_edition": "permenpanrb-8-2026-pemdi"}, []),
    ],
)
async def test_crosswalks_are_found_by_their_editions(
    api: httpx.AsyncClient, query: dict[str, str], codes: list[str]
) -> None:
    found = (await api.get("/crosswalks", params=query)).json()["items"]
    assert [item["crosswalk_code"] for item in found] == codes


async def test_whole_crosswalk_is_what_its_hash_says(api: httpx.AsyncClient) -> None:
    answer = await api.get(f"/crosswalks/{TO_2020}")
    body = answer.json()
    document = {key: value for key, value in body.items() if key != "published_at"}
    assert document.pop("content_hash") == answer.headers["etag"].strip('"')
    crosswalk = CrosswalkDocument.model_validate(document).to_domain()
    assert content_hash(canonical(crosswalk)) == body["content_hash"]
    again = await api.get(
        f"/crosswalks/{TO_2020}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304


async def test_created_crosswalk_stays_as_it_is(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    api.headers.update(bearer("coordinator"))
    first = await api.post("/crosswalks", json=OWN)
    assert (first.status_code, first.headers["location"]) == (201, "/api/v1/crosswalks/contoh")
    again = await api.post("/crosswalks", json=OWN)
    assert (again.status_code, again.json()) == (200, first.json())
    other = await api.post("/crosswalks", json={**OWN, "source": "lain"})
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (409, "/crosswalk_code")
    assert (await api.get("/crosswalks/contoh")).json()["source"] == OWN["source"]


async def test_repeated_key_creates_once(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    headers = {**bearer("operator"), "Idempotency-Key": "one"}
    first = await api.post("/crosswalks", json=OWN, headers=headers)
    again = await api.post("/crosswalks", json=OWN, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    other = await api.post("/crosswalks", json={**OWN, "source": "x"}, headers=headers)
    assert other.status_code == 422


async def test_all_defects_of_a_crosswalk_are_named(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    wrong: dict[str, Any] = deepcopy(OWN)
    wrong["flows"][0]["share"] = "1/2"
    wrong["gaps"][0]["to_code"] = "99"
    answer = await api.post("/crosswalks", json=wrong, headers=bearer("coordinator"))
    assert answer.status_code == 422
    assert {"/flows/0/share", "/gaps/0/to_code", "/gaps"} <= {
        error["pointer"] for error in answer.json()["errors"]
    }
    unknown = {**OWN, "to_edition": "nothing"}
    answer = await api.post("/crosswalks", json=unknown, headers=bearer("coordinator"))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/to_edition"]
    unreadable: dict[str, Any] = {**wrong, "x": 1, "certainty": "sure"}
    answer = await api.post("/crosswalks", json=unreadable, headers=bearer("coordinator"))
    assert answer.status_code == 422
    assert {"/x", "/certainty", "/flows/0/share", "/gaps/0/to_code"} <= {
        error["pointer"] for error in answer.json()["errors"]
    }
    assert (await api.get("/crosswalks/contoh")).status_code == 404


@pytest.mark.parametrize("code", ["preview", "a/b", "dua kata", "a.json", ".."])
async def test_a_code_that_no_address_leads_to_is_refused(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]], code: str
) -> None:
    wrong = {**OWN, "crosswalk_code": code}
    for path in ("/crosswalks", "/crosswalks/preview"):
        answer = await api.post(path, json=wrong, headers=bearer("coordinator"))
        body = answer.json()
        named = body["errors"] if path == "/crosswalks" else body["defects"]
        assert [error["pointer"] for error in named] == ["/crosswalk_code"]


async def test_a_preview_of_a_crosswalk_names_its_defects_and_stores_nothing(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    api.headers.update(bearer("coordinator"))
    sound = (await api.post("/crosswalks/preview", json=OWN)).json()
    assert (sound["publishable"], sound["defects"]) == (True, [])
    as_yaml = await api.post(
        "/crosswalks/preview",
        content=yaml.safe_dump({**OWN, "to_edition": "nothing"}),
        headers={"Content-Type": "application/yaml"},
    )
    assert [defect["pointer"] for defect in as_yaml.json()["defects"]] == ["/to_edition"]
    read_back = (await api.get(f"/crosswalks/{TO_2020}")).json()
    assert (await api.post("/crosswalks/preview", json=read_back)).json()["publishable"]
    assert (await api.get("/crosswalks/contoh")).status_code == 404
    created = (await api.post("/crosswalks", json=OWN)).json()
    assert created["content_hash"] == sound["content_hash"]


async def test_old_answers_become_proposals_with_their_origin(api: httpx.AsyncClient) -> None:
    levels = {**ALL_THREE, "10": 2, "19": 5, "20": "4"}
    answer = await api.post(
        f"/crosswalks/{TO_2026}/apply", json={"levels": levels, "period": "2026"}
    )
    body = answer.json()
    assert answer.status_code == 200
    (found,) = (each for each in body["proposals"] if each["to_code"] == "4")
    assert [
        (each["from_code"], each["share"], each["weight"], each["level"])
        for each in found["origins"]
    ] == [("10", "0.5", "0.65", "2"), ("19", "0.5", "1.25", "5"), ("20", "1", "2.5", "4")]
    # (0.65 x 2 + 1.25 x 5 + 2.5 x 4) / 4.4 = 17.55 / 4.4
    assert (found["mean"], found["level"], found["weight"]) == ("351/88", "3", "4.4")
    assert body["period"] == "2026"
    assert {gap["to_code"] for gap in body["gaps"]}.isdisjoint(
        {each["to_code"] for each in body["proposals"]}
    )
    assert {each["from_code"] for each in body["dropped"]} >= {"26", "27", "32"}


async def test_both_indices_stand_side_by_side_and_the_series_breaks(
    api: httpx.AsyncClient,
) -> None:
    body = (await api.post(f"/crosswalks/{TO_2026}/apply", json={"levels": ALL_THREE})).json()
    assert (body["old"]["announced"], body["old"]["predicate"]) == ("3.00", "Baik")
    assert body["new"]["edition"] == "permenpanrb-8-2026-pemdi"
    assert Fraction(body["new"]["exact"]) < 3  # what nothing flows to counts as empty
    assert body["series_break"] is True
    assert "tidak dapat dibandingkan" in body["notice"]["id"]
    assert "not comparable" in body["notice"]["en"]
    weights = body["weights"]
    flowed, dropped = Fraction(weights["flowed"]), Fraction(weights["dropped"])
    assert flowed + dropped == Fraction(weights["old"]) == 100


async def test_unverified_crosswalk_says_so_in_every_answer(api: httpx.AsyncClient) -> None:
    applied = (await api.post(f"/crosswalks/{TO_2026}/apply", json={"levels": ALL_THREE})).json()
    read = (await api.get(f"/crosswalks/{TO_2026}")).json()
    for said in (applied, read, applied["new"]):
        assert said["certainty"] == "unverified"
        assert said["caveat"]["id"]
    assert applied["old"]["certainty"] == "verified"


async def test_empty_and_inapplicable_old_answers_are_told_apart(api: httpx.AsyncClient) -> None:
    body = (
        await api.post(f"/crosswalks/{TO_2026}/apply", json={"levels": {"1": 3, "2": None}})
    ).json()
    (first,) = (each for each in body["proposals"] if each["to_code"] == "1")
    origins = {each["from_code"]: (each["level"], each["basis"]) for each in first["origins"]}
    assert origins["1"] == ("3", "answer")
    assert origins["2"] == ("1", "empty")


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        ({"levels": {"1": 9, "A1": 3, "99": 1}}, 422, {"/levels/1", "/levels/A1", "/levels/99"}),
        ({"levels": [1, 2]}, 422, {"/levels"}),
        ({"levels": {}, "period": "2026-Q1"}, 422, {"/period"}),
        ({"levels": {}, "period": "2026-13"}, 400, {"/period"}),
        ({}, 400, {"/levels"}),
        ({"levels": {}, "x": 1}, 400, {"/x"}),
        ({"levels": {"1": 2.5, "2": [3], "3": 3}}, 422, {"/levels/1", "/levels/2"}),
        ({"levels": 3}, 400, {"/levels"}),
        ({"levels": {"a\x81": 3}}, 400, {"/levels/a\x81"}),
    ],
)
async def test_answers_that_do_not_fit_are_all_named(
    api: httpx.AsyncClient, body: dict[str, Any], status: int, pointers: set[str]
) -> None:
    answer = await api.post(f"/crosswalks/{TO_2026}/apply", json=body)
    assert answer.status_code == status
    assert {error["pointer"] for error in answer.json()["errors"]} == pointers


@pytest.mark.parametrize("path", ["/crosswalks/nothing", "/crosswalks/nothing/apply"])
async def test_crosswalk_that_does_not_exist_is_named(api: httpx.AsyncClient, path: str) -> None:
    asked = api.post(path, json={"levels": {}}) if path.endswith("apply") else api.get(path)
    answer = await asked
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "path/crosswalk_code"


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_every_reader_applies_and_authors_create(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]], role: str
) -> None:
    api.headers.update(bearer(role))
    reads = 403 if role in ("source", "public") else 200
    assert (await api.get("/crosswalks")).status_code == reads
    applied = await api.post(f"/crosswalks/{TO_2020}/apply", json={"levels": {"1": 3}})
    assert applied.status_code == reads
    creates = 201 if role in ("coordinator", "operator") else 403
    assert (await api.post("/crosswalks", json=OWN)).status_code == creates


async def test_publishing_again_changes_nothing_and_other_content_is_refused(
    database: Database,
) -> None:
    await publish_library(database, LIBRARY)
    changed = json.loads(json.dumps(PACKAGED)) | {"source": "lain"}
    other = CrosswalkDocument.model_validate(changed).to_domain()
    with pytest.raises(ChangedContentError, match="is published with content"):
        await publish_library(database, Library((), (), (other,)))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE crosswalk SET content = '{}'", "DELETE FROM crosswalk", "TRUNCATE crosswalk"],
)
@pytest.mark.parametrize("lock", ["grant", "trigger"])
async def test_database_itself_keeps_crosswalks(
    database: Database, statement: str, lock: str
) -> None:
    if lock == "trigger":
        await _execute(database, "GRANT ALL ON crosswalk TO CURRENT_USER")
    expected = "permission denied" if lock == "grant" else "never changes"
    with pytest.raises(DBAPIError, match=expected):
        await _execute(database, statement)


async def _execute(database: Database, statement: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text(statement))
