"""Levels go in, the whole breakdown comes out, and nothing is stored."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.support.library import packaged_library

from instrument.documents.domain.canonical import canonical
from instrument.editions.events import rules_edition
from instrument.worker import publish_library
from kit.database import Database
from rules.answers import read_answers
from rules.evaluation import evaluate, shown

LIBRARY = packaged_library()
SPBE = "/editions/permenpanrb-59-2020"
OLD = "/editions/permenpanrb-5-2018"
AKIP = "/editions/permenpanrb-88-2021-akip"
PEMDI = "/editions/permenpanrb-8-2026-pemdi"
OWN = {"edition_code": "own-2026", "instrument_code": "own"}


@pytest.fixture(autouse=True)
async def _published(database: Database) -> None:
    await publish_library(database, LIBRARY)


async def evaluated(api: httpx.AsyncClient, edition: str, levels: object) -> dict[str, Any]:
    answer = await api.post(f"{edition}/evaluate", json={"levels": levels})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_list_of_levels_gives_index_predicate_and_all_nodes(
    api: httpx.AsyncClient,
) -> None:
    found = await evaluated(api, OLD, [3] * 26 + [4, 4, 4, 3, 4, 4, 3, 4, 3, 4, 4])

    assert found["index"] == {"exact": "10/3", "announced": "3.33"}
    assert found["predicate"] == "Baik"
    assert found["maturity_level"] == "Terstandarisasi"
    assert len(found["nodes"]) == 1 + 3 + 7 + 37
    assert found["nodes"][0]["code"] == "index"


async def test_what_is_left_out_counts_as_empty(api: httpx.AsyncClient) -> None:
    found = await evaluated(api, SPBE, {})

    assert found["index"] == {"exact": "1", "announced": "1.00"}


async def test_it_gives_what_the_command_line_gives(api: httpx.AsyncClient) -> None:
    levels = {"1.a": "AA", "1.b.1": "ya", "2.a": "n/a", "3.a": "82.5"}
    content = (await api.get(AKIP)).json()
    found = await evaluated(api, AKIP, levels)

    assert content["content_hash"] == found["content_hash"]
    edition = next(e for e in LIBRARY.editions if e.edition_code == found["edition"])
    of = rules_edition(canonical(edition), found["content_hash"])
    assert found == shown(evaluate(of, read_answers(of, levels)))


async def test_a_number_is_taken_as_it_is_written(api: httpx.AsyncClient) -> None:
    """2.1 is no binary fraction: as a float it would be 2.100000000000000088…"""
    body = '{"levels": {"1": 2.1, "2": 2.10}}'
    headers = {"Content-Type": "application/json"}
    answer = await api.post(f"{PEMDI}/evaluate", content=body, headers=headers)
    nodes = {node["code"]: node["exact"] for node in answer.json()["nodes"]}

    assert (nodes["1"], nodes["2"]) == ("2.1", "2.1")


async def test_an_unverified_edition_says_so(api: httpx.AsyncClient) -> None:
    found = await evaluated(api, PEMDI, {})

    assert found["certainty"] == "unverified"
    assert found["caveat"]["en"]


async def test_every_level_that_does_not_fit_is_named(
    api: httpx.AsyncClient,
) -> None:
    levels = {"1": 6, "99": 1, "2": 3, "D1": "3", "13": "2.5"}
    answer = await api.post(
        f"{SPBE}/evaluate", json={"levels": levels}, headers={"Accept-Language": "en"}
    )

    assert answer.status_code == 422
    assert {each["pointer"]: each["message"] for each in answer.json()["errors"]} == {
        "/levels/1": "indicator 1: 6 is not on its scale; it takes 1, 2, 3, 4, 5",
        "/levels/99": "permenpanrb-59-2020 has no indicator 99",
        "/levels/D1": "domain D1 is not answered: it follows from what is below it",
        "/levels/13": "indicator 13: 2.5 is not on its scale; it takes 1, 2, 3, 4, 5",
    }


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"[1, 2]", ""),
        (b'{"level": {}}', ""),
        (b'{"levels": 3}', ""),
        (b'{"levels": {}, "more": 1}', ""),
        (b"{", ""),
        (b"\xff", ""),
        (b"[" * 100_000, ""),
        (b'{"levels": {"1": 3, "1": 4}}', "/levels/1"),
        (b'{"levels": {"1": NaN}}', "/levels/1"),
        (b'{"levels": {"\\ud800": 1}}', "/levels"),
    ],
)
async def test_a_body_that_is_none_is_refused_at_its_place(
    api: httpx.AsyncClient, body: bytes, pointer: str
) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = await api.post(f"{SPBE}/evaluate", content=body, headers=headers)

    assert answer.status_code == 400
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


async def test_another_kind_of_body_is_refused(api: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "text/yaml"}
    answer = await api.post(f"{SPBE}/evaluate", content=b"levels: {}", headers=headers)

    assert answer.status_code == 415


async def test_an_unknown_edition_is_not_found(api: httpx.AsyncClient) -> None:
    answer = await api.post("/editions/spbe-2099/evaluate", json={"levels": {}})

    assert answer.status_code == 404


async def test_a_draft_can_be_tried_before_it_is_published(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    """One more indicator in a copy of the edition: data alone, and it counts at once."""
    document = (await api.get(f"{SPBE}.json")).json() | {
        "edition_code": "own-2026",
        "instrument_code": "own",
    }
    nodes = document["nodes"]
    first = next(node for node in nodes if node["code"] == "1")
    first["weight"] = "0.65"
    nodes.insert(nodes.index(first) + 1, {**first, "code": "1-new"})
    author = bearer("coordinator")
    created = await api.post("/editions", json=document, headers=author)
    assert created.status_code == 201, created.text

    found = await evaluated(api, "/editions/own-2026", {"1-new": 5})

    assert found["edition"] == "own-2026"
    assert found["index"]["exact"] == "1.026"  # 0.65 % of four levels more than 1


async def test_a_draft_with_defects_is_not_evaluated(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    document = (await api.get(f"{SPBE}.json")).json() | {
        "edition_code": "own-2026",
        "instrument_code": "own",
    }
    document["nodes"][1]["weight"] = "14"
    await api.post("/editions", json=document, headers=bearer("coordinator"))

    answer = await api.post("/editions/own-2026/evaluate", json={"levels": {}})

    assert answer.status_code == 422
    assert any(each["pointer"].startswith("/nodes/") for each in answer.json()["errors"])


async def test_who_may_read_may_evaluate(
    api: httpx.AsyncClient, bearer: Callable[..., dict[str, str]]
) -> None:
    asked: dict[str, Any] = {"levels": {}}
    allowed = await api.post(f"{SPBE}/evaluate", json=asked, headers=bearer("agency_officer"))
    refused = await api.post(f"{SPBE}/evaluate", json=asked, headers=bearer("source"))

    assert (allowed.status_code, refused.status_code) == (200, 403)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"levels": [1, 2]}', "/levels"),
        (b'{"levels": {"1": [3]}}', "/levels/1"),
        (b'{"levels": {"1": 1e0}}', "/levels/1"),
        (b'{"levels": {"1\\u202e": 3}}', "/levels/1\u202e"),
    ],
)
async def test_levels_that_do_not_fit_are_422_as_everywhere(
    api: httpx.AsyncClient, body: bytes, pointer: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await api.post(f"{SPBE}/evaluate", content=body, headers=headers)

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert "\u202e" not in error["message"]
