"""Two editions are compared: what came, what went, what weighs or is called otherwise."""

from fractions import Fraction

import httpx
import pytest
from tests.support.library import packaged_library

from instrument.worker import publish_library
from kit.database import Database

LIBRARY = packaged_library()


@pytest.fixture(autouse=True)
async def _published(database: Database) -> None:
    await publish_library(database, LIBRARY)


async def test_editions_are_compared_node_by_node(api: httpx.AsyncClient) -> None:
    answer = await api.get("/editions/permenpanrb-5-2018/diff/permenpanrb-59-2020")
    body = answer.json()
    assert answer.status_code == 200
    assert [node["code"] for node in body["added"] if node["kind"] == "indicator"][-1] == "47"
    changed = {each["code"]: each for each in body["reweighted"]}
    assert (changed["1"]["before"], changed["1"]["after"]) == ("1", "1.3")
    assert {each["code"] for each in body["rescaled"]} >= {"1"}
    assert [side["edition_code"] for side in (body["before"], body["after"])] == [
        "permenpanrb-5-2018",
        "permenpanrb-59-2020",
    ]
    assert all(Fraction(each["before"]) != Fraction(each["after"]) for each in body["reweighted"])


async def test_unverified_edition_says_so_in_a_comparison(api: httpx.AsyncClient) -> None:
    body = (await api.get("/editions/permenpanrb-59-2020/diff/permenpanrb-8-2026-pemdi")).json()
    assert (body["before"]["certainty"], body["before"]["caveat"]) == ("verified", None)
    assert body["after"]["certainty"] == "unverified"
    assert body["after"]["caveat"]["id"]


async def test_edition_does_not_differ_from_itself(api: httpx.AsyncClient) -> None:
    body = (await api.get("/editions/permenpanrb-59-2020/diff/permenpanrb-59-2020")).json()
    assert [name for name, found in body.items() if found == []] == [
        *("fields", "scales", "added", "dropped", "reweighted"),
        *("renamed", "rescaled", "moved", "reworded"),
    ]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/editions/nothing/diff/permenpanrb-59-2020", "path/edition_code"),
        ("/editions/permenpanrb-59-2020/diff/nothing", "path/other_code"),
    ],
)
async def test_edition_that_does_not_exist_is_named(
    api: httpx.AsyncClient, path: str, pointer: str
) -> None:
    answer = await api.get(path)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == pointer
