"""A preview names what the sending would be refused for, in the same words."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import httpx
import pytest
import yaml
from tests.support.library import packaged_library

from instrument.worker import publish_library
from kit.database import Database

LIBRARY = packaged_library()
CODE = "permenpanrb-59-2020"
SETS = f"/editions/{CODE}/derivations"
TO_2020 = "crosswalks/permenpanrb-5-2018--permenpanrb-59-2020"


def packaged(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        files("instrument").joinpath(f"packaged/{name}.yaml").read_text("utf-8")
    )
    return found


EDITION = packaged(f"editions/{CODE}")
RULES = packaged(f"editions/{CODE}-derivations-1")
CROSSWALK = packaged(TO_2020)


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in document.items()
    }


@pytest.fixture(autouse=True)
async def _published(database: Database) -> None:
    await publish_library(database, LIBRARY)


async def both(
    author: httpx.AsyncClient, path: str, document: Mapping[str, Any]
) -> tuple[dict[str, Any], httpx.Response]:
    """Return the preview of a document, and the answer to its sending."""
    author.headers["Accept-Language"] = "en"
    preview = await author.post(f"{path}/preview", json=plain(document))
    assert preview.status_code == 200
    report: dict[str, Any] = preview.json()
    return report, await author.post(path, json=plain(document))


def named(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(found["pointer"], found["message"]["en"]) for found in report["defects"]]


def refused(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(found["pointer"], found["message"]) for found in answer.json()["errors"]]


async def test_other_content_of_a_published_edition_is_a_defect(
    author: httpx.AsyncClient,
) -> None:
    report, sent = await both(author, "/editions", {**EDITION, "source": "lain"})
    assert sent.status_code == 409
    assert not report["publishable"]
    assert named(report) == refused(sent)
    assert [pointer for pointer, _ in named(report)] == ["/edition_code"]
    broken = {**EDITION, "predicates": []}
    report, _ = await both(author, "/editions", broken)
    assert [pointer for pointer, _ in named(report)] == ["/edition_code", "/predicates"]


@pytest.mark.parametrize("code", ["template", "a b", "x.json", 5])
async def test_a_code_that_no_draft_can_have_is_a_defect(
    author: httpx.AsyncClient, code: object
) -> None:
    report, sent = await both(author, "/editions", {**EDITION, "edition_code": code})
    assert sent.status_code == 422
    assert named(report) == refused(sent)


async def test_what_is_published_as_it_is_has_no_defect(author: httpx.AsyncClient) -> None:
    for path, document in (("/editions", EDITION), (SETS, RULES), ("/crosswalks", CROSSWALK)):
        report = (await author.post(f"{path}/preview", json=plain(document))).json()
        assert (report["publishable"], report["defects"]) == (True, [])
        published = [
            found["content_hash"]
            for found in (await author.get(path)).json()["items"]
            if path != "/editions" or found["edition_code"] == CODE
        ]
        assert report["content_hash"] in published


async def test_a_changed_set_must_have_the_next_version(author: httpx.AsyncClient) -> None:
    changed = {**RULES, "contradictions": []}
    report, sent = await both(author, SETS, changed)
    assert sent.status_code == 422
    assert named(report) == refused(sent)
    assert named(report)[0][0] == "/derivation_set_version"
    assert named(report)[0][1].startswith("must be 3: ")
    assert (report["publishable"], report["derivation_set_version"]) == (False, 1)
    changed["derivation_set_version"] = 3
    report, sent = await both(author, SETS, changed)
    assert (report["publishable"], sent.status_code) == (True, 201)


async def test_a_wrong_version_hides_no_other_defect(author: httpx.AsyncClient) -> None:
    changed = {**RULES, "derivation_set_version": 7, "remark": "x", "examples": []}
    report, _ = await both(author, SETS, changed)
    pointers = {pointer for pointer, _ in named(report)}
    assert {"/derivation_set_version", "/remark", "/rules/0/indicator_code"} <= pointers


async def test_a_set_of_another_edition_than_its_address_is_told_so(
    author: httpx.AsyncClient,
) -> None:
    report, sent = await both(
        author, "/editions/kinerja-pd-bulanan/derivations", {**RULES, "derivation_set_version": 3}
    )
    assert sent.status_code == 422
    assert named(report) == refused(sent)
    ((pointer, message),) = named(report)
    assert pointer == "/edition_code"
    assert message.startswith(
        f"the derivation set is for the edition {CODE}, but the address is of kinerja-pd-bulanan"
    )
    report, sent = await both(
        author, SETS, {**RULES, "derivation_set_version": 3, "edition_code": "permenpanrb-59-2021"}
    )
    assert named(report) == refused(sent)
    assert [pointer for pointer, _ in named(report)] == ["/edition_code"]


async def test_other_content_of_a_published_crosswalk_is_a_defect(
    author: httpx.AsyncClient,
) -> None:
    report, sent = await both(author, "/crosswalks", {**CROSSWALK, "source": "lain"})
    assert sent.status_code == 409
    assert named(report) == refused(sent)
    assert [pointer for pointer, _ in named(report)] == ["/crosswalk_code"]
    assert report["crosswalk_code"] == CROSSWALK["crosswalk_code"]
    assert report["edition_code"] is None
