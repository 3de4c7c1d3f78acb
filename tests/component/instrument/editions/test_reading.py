"""Everybody with a role may read editions, in both languages, with the content hash as ETag."""

from collections.abc import Callable

import httpx
import pytest
from tests.support.library import packaged_library

from instrument.documents.domain.canonical import canonical, content_hash
from instrument.editions.store.document import EditionDocument
from instrument.worker import publish_library
from kit.database import Database
from rules.roles import ROLES

LIBRARY = packaged_library()
SPBE = "/editions/permenpanrb-59-2020"
ADDED = (
    "status",
    "revision",
    "content_hash",
    "published_at",
    "retired_at",
    "retired_reason",
    "owner_code",
)


@pytest.fixture(autouse=True)
async def _published(database: Database) -> None:
    await publish_library(database, LIBRARY)


async def test_editions_are_listed_page_by_page(api: httpx.AsyncClient) -> None:
    first = (await api.get("/editions", params={"limit": 4})).json()
    second = (
        await api.get("/editions", params={"limit": 4, "cursor": first["next_cursor"]})
    ).json()
    codes = [item["edition_code"] for item in first["items"] + second["items"]]
    assert codes == sorted(edition.edition_code for edition in LIBRARY.editions)
    assert second["next_cursor"] is None
    assert first["items"][0]["title"]["en"] == "Monthly performance of agencies"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"instrument": "akip"}, ["permenpanrb-88-2021-akip"]),
        ({"status": "retired"}, []),
        (
            {"instrument": "kinerja-pd", "status": "published"},
            ["kinerja-pd-bulanan", "kinerja-pd-triwulanan"],
        ),
    ],
)
async def test_editions_are_found_by_instrument_and_status(
    api: httpx.AsyncClient, query: dict[str, str], codes: list[str]
) -> None:
    found = (await api.get("/editions", params=query)).json()["items"]
    assert [item["edition_code"] for item in found] == codes


async def test_whole_edition_is_what_its_hash_says(api: httpx.AsyncClient) -> None:
    answer = await api.get(SPBE)
    body = answer.json()
    assert answer.headers["etag"] == f'"{body["content_hash"]}"'
    document = {name: value for name, value in body.items() if name not in ADDED}
    edition = EditionDocument.model_validate(document).to_domain()
    assert content_hash(canonical(edition)) == body["content_hash"]
    assert sum(node["kind"] == "indicator" for node in body["nodes"]) == 47


@pytest.mark.parametrize("path", [SPBE, f"{SPBE}/derivations/1", f"{SPBE}/indicators/13"])
async def test_a_reader_with_the_current_copy_gets_304(api: httpx.AsyncClient, path: str) -> None:
    etag = (await api.get(path)).headers["etag"]
    again = await api.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_indicator_shows_its_scale_and_what_is_above(api: httpx.AsyncClient) -> None:
    body = (await api.get(f"{SPBE}/indicators/13")).json()
    assert [node["code"] for node in body["path"]] == ["index", "D2", "A2"]
    assert body["indicator"]["weight"] == "2.5"
    assert [level["name"]["id"] for level in body["scale"]["levels"]][:2] == [
        "Rintisan",
        "Terkelola",
    ]


async def test_derivation_sets_are_listed_and_read(api: httpx.AsyncClient) -> None:
    listed = (await api.get(f"{SPBE}/derivations")).json()["items"]
    assert [item["derivation_set_version"] for item in listed] == [1, 2]
    body = (await api.get(f"{SPBE}/derivations/1")).json()
    assert body["content_hash"] == listed[0]["content_hash"]
    assert [rule["indicator_code"] for rule in body["rules"]] == [
        "12",
        "13",
        "18",
        "32",
        "33",
        "40",
    ]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/editions/nothing", "path/edition_code"),
        ("/editions/nothing/derivations", "path/edition_code"),
        (f"{SPBE}/indicators/48", "path/indicator_code"),
        (f"{SPBE}/indicators/A1", "path/indicator_code"),
        (f"{SPBE}/derivations/3", "path/version"),
    ],
)
async def test_what_does_not_exist_is_named(
    api: httpx.AsyncClient, path: str, pointer: str
) -> None:
    answer = await api.get(path)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/editions?instrument=a%00", "query/instrument"),
        ("/editions?cursor=RF5NT5EV", "query/cursor"),
        ("/editions/a%00", "path/edition_code"),
        ("/editions/a%00/derivations", "path/edition_code"),
        (f"{SPBE}/derivations/3000000000", "path/version"),
    ],
)
async def test_question_that_no_database_takes_is_named(
    api: httpx.AsyncClient, path: str, pointer: str
) -> None:
    answer = await api.get(path)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("path", [SPBE, f"{SPBE}/derivations/1", f"{SPBE}/indicators/13"])
async def test_no_cache_that_others_share_keeps_a_document(
    api: httpx.AsyncClient, path: str
) -> None:
    assert (await api.get(path)).headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_every_role_but_source_and_public_reads(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]], role: str
) -> None:
    expected = 403 if role in ("source", "public") else 200
    for path in ("/editions", SPBE, f"{SPBE}/indicators/1", f"{SPBE}/derivations"):
        assert (await api.get(path, headers=bearer(role))).status_code == expected


async def test_nobody_reads_without_a_token(api: httpx.AsyncClient) -> None:
    del api.headers["Authorization"]
    assert (await api.get(SPBE)).status_code == 401
