"""Several editions live at once, and lists tell which is in force, verified, or on its way."""

from typing import Any

import httpx
import pytest
from tests.support.library import packaged_library

from instrument.worker import publish_library
from kit.database import Database

PEMDI = "permenpanrb-8-2026-pemdi"
SPBE = {"permenpanrb-5-2018": "2018", "permenpanrb-59-2020": "2021"}


@pytest.fixture(autouse=True)
async def _published(database: Database) -> None:
    await publish_library(database, packaged_library())


async def codes(author: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await author.get("/editions", params=query)
    assert answer.status_code == 200
    return [item["edition_code"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2017-12-31", []),
        ("2018-01-01", ["permenpanrb-5-2018"]),
        ("2020-12-31", ["permenpanrb-5-2018"]),
        ("2021-01-01", ["permenpanrb-59-2020"]),
        ("2026-06-04", ["permenpanrb-59-2020"]),
        ("2026-12-31", ["permenpanrb-8-2026-pemdi"]),
    ],
)
async def test_edition_in_force_on_a_day_is_found(
    author: httpx.AsyncClient, day: str, expected: list[str]
) -> None:
    assert await codes(author, instrument="spbe", as_of=day) == expected


async def test_drafts_are_listed_when_they_are_asked_for(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    document |= {"in_force_from": "2027-01-01"}
    await author.post("/editions", json=document)
    await author.post("/editions", json={"edition_code": "kosong", "title": "no text"})
    assert "contoh" not in await codes(author)
    assert await codes(author, status="draft") == ["contoh", "kosong"]
    assert await codes(author, status="draft", instrument="contoh") == ["contoh"]
    assert await codes(author, status="draft", as_of="2026-12-31") == ["kosong"]
    first = (await author.get("/editions", params={"status": "draft", "limit": 1})).json()
    assert await codes(author, status="draft", cursor=first["next_cursor"]) == ["kosong"]
    items = (await author.get("/editions", params={"status": "draft"})).json()["items"]
    assert [(item["title"], item["defect_count"] > 0) for item in items] == [
        ({"id": "Contoh", "en": "Example"}, False),
        (None, True),
    ]


async def test_unverified_edition_says_so_wherever_it_is_shown(author: httpx.AsyncClient) -> None:
    items = (await author.get("/editions")).json()["items"]
    unverified = {
        item["edition_code"]: item["caveat"]["id"] for item in items if item["caveat"] is not None
    }
    assert list(unverified) == [PEMDI]
    assert [item["edition_code"] for item in items if item["certainty"] == "unverified"] == [PEMDI]
    for path in ("", ".json", "/indicators/1"):
        body = (await author.get(f"/editions/{PEMDI}{path}")).json()
        assert body["certainty"] == "unverified"
        assert body["caveat"]["id"] == unverified[PEMDI]


async def test_editions_live_side_by_side(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    for year in ("2027", "2028"):
        made = {**document, "edition_code": f"contoh-{year}", "in_force_from": f"{year}-01-01"}
        await author.post("/editions", json=made)
        await author.post(f"/editions/contoh-{year}/publish")
    await author.post("/editions/contoh-2027/retire", json={"reason": "Diganti."})
    assert await codes(author, instrument="contoh") == ["contoh-2027", "contoh-2028"]
    assert await codes(author, instrument="contoh", status="published") == ["contoh-2028"]
    assert await codes(author, instrument="contoh", status="retired") == ["contoh-2027"]
    assert await codes(author, instrument="contoh", as_of="2027-06-30") == ["contoh-2027"]
    assert (await author.get("/editions/contoh-2027")).json()["nodes"] != []


async def test_day_that_is_none_is_named(author: httpx.AsyncClient) -> None:
    answer = await author.get("/editions", params={"as_of": "yesterday"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "query/as_of")


async def test_a_filter_by_an_instrument_that_does_not_exist_names_those_that_do(
    author: httpx.AsyncClient,
) -> None:
    answer = await author.get("/editions", params={"instrument": "sppe"})

    assert answer.status_code == 400
    (told,) = answer.json()["errors"]
    assert told["pointer"] == "query/instrument"
    assert "spbe" in told["message"]
