"""An edition goes out and comes in as JSON, YAML or a workbook, and is the same each time."""

import io
import json
from typing import Any

import httpx
import pytest
import yaml
from openpyxl import load_workbook
from tests.support.library import packaged_library

from instrument.documents.store.yaml_text import write_yaml
from instrument.editions.store.workbook.writing import write_workbook
from instrument.worker import publish_library
from kit.database import Database

LIBRARY = packaged_library()
YAML = "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"json": "application/json", "yaml": YAML, "xlsx": XLSX}
DRAFT = "/editions/contoh"


def sent_as(kind: str, document: dict[str, Any]) -> dict[str, Any]:
    content = {
        "json": lambda: json.dumps(document).encode(),
        "yaml": lambda: write_yaml(document).encode(),
        "xlsx": lambda: write_workbook(document),
    }[kind]()
    return {"content": content, "headers": {"Content-Type": MEDIA[kind]}}


@pytest.mark.parametrize("kind", MEDIA)
@pytest.mark.parametrize("edition", LIBRARY.editions, ids=lambda each: each.edition_code)
async def test_packaged_edition_goes_out_and_comes_in_the_same(
    author: httpx.AsyncClient, database: Database, kind: str, edition: Any
) -> None:
    await publish_library(database, LIBRARY)
    path = f"/editions/{edition.edition_code}"
    file = await author.get(f"{path}.{kind}")
    assert file.headers["content-type"].startswith(MEDIA[kind])
    assert f"{edition.edition_code}.{kind}" in file.headers["content-disposition"]
    preview = await author.post(
        "/editions/preview", content=file.content, headers={"Content-Type": MEDIA[kind]}
    )
    known = (await author.get(path)).json()["content_hash"]
    assert preview.json()["defects"] == []
    assert preview.json()["content_hash"] == known


@pytest.mark.parametrize("kind", MEDIA)
async def test_draft_is_written_in_each_format_and_published_alike(
    author: httpx.AsyncClient, document: dict[str, Any], kind: str
) -> None:
    expected = (await author.post("/editions/preview", json=document)).json()["content_hash"]
    made = await author.post("/editions", **sent_as(kind, document))
    assert (made.status_code, made.json()["defect_count"]) == (201, 0)
    published = await author.post(f"{DRAFT}/publish")
    assert published.json()["content_hash"] == expected


@pytest.mark.parametrize("kind", MEDIA)
async def test_draft_is_replaced_in_each_format(
    author: httpx.AsyncClient, document: dict[str, Any], kind: str
) -> None:
    tag = (await author.post("/editions", json=document)).headers["etag"]
    sent = sent_as(kind, document | {"source": "lain"})
    sent["headers"]["If-Match"] = tag
    assert (await author.put(DRAFT, **sent)).status_code == 200
    assert (await author.get(f"{DRAFT}.json")).json()["source"] == "lain"


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
async def test_accept_header_chooses_the_format(
    author: httpx.AsyncClient, document: dict[str, Any], kind: str
) -> None:
    await author.post("/editions", json=document)
    read = await author.get(DRAFT, headers={"Accept": f"{MEDIA[kind]}, */*;q=0.1"})
    assert read.headers["content-type"].startswith(MEDIA[kind])
    assert read.headers["vary"] == "Accept"
    tag = {"Accept": MEDIA[kind], "If-None-Match": read.headers["etag"]}
    assert (await author.get(DRAFT, headers=tag)).status_code == 304


async def test_yaml_of_a_published_edition_reads_like_a_document(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    await author.post("/editions", json=document)
    await author.post(f"{DRAFT}/publish")
    text = (await author.get(f"{DRAFT}.yaml")).text
    assert set(yaml.safe_load(text)) == set(document)
    assert text.startswith("edition_code: contoh\n")
    assert "minimum_inclusive" not in text


async def test_defects_of_a_workbook_are_named_by_sheet_row_and_column(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    document["nodes"][2]["weight"] = "39"
    document["nodes"][5]["scale_code"] = "nothing"
    sent = sent_as("xlsx", document)
    report = (await author.post("/editions/preview", **sent)).json()
    places = {(each["sheet"], each["row"]): each["pointer"] for each in report["defects"]}
    assert places == {("nodes", 3): "/nodes/1/weight", ("nodes", 7): "/nodes/5/scale_code"}
    assert all(each["column"] for each in report["defects"])
    assert report["rows"]["nodes"] == len(document["nodes"])
    stored = await author.post("/editions", **sent)
    assert stored.json()["defect_count"] == len(report["defects"])


async def test_workbook_with_a_cell_that_cannot_be_read_is_not_stored(
    author: httpx.AsyncClient, document: dict[str, Any]
) -> None:
    book = load_workbook(io.BytesIO(write_workbook(document)))
    book["nodes"]["A2"] = "=1+1"
    file = io.BytesIO()
    book.save(file)
    sent: dict[str, Any] = {"content": file.getvalue(), "headers": {"Content-Type": XLSX}}
    report = (await author.post("/editions/preview", **sent)).json()
    assert not report["publishable"]
    assert ("nodes", 2, "A") in {
        (each["sheet"], each["row"], each["column"]) for each in report["defects"]
    }
    refused = await author.post("/editions", **sent)
    assert refused.status_code == 422
    assert "nodes!A2" in refused.json()["errors"][0]["message"]
    assert (await author.get(DRAFT)).status_code == 404


async def test_draft_without_the_shape_of_an_edition_fits_no_workbook(
    author: httpx.AsyncClient,
) -> None:
    await author.post("/editions", json={"edition_code": "contoh", "nodes": 7})
    assert (await author.get(f"{DRAFT}.yaml")).text == "edition_code: contoh\nnodes: 7\n"
    refused = await author.get(f"{DRAFT}.xlsx")
    assert refused.status_code == 409
    assert "/nodes" in {error["pointer"] for error in refused.json()["errors"]}


async def test_template_is_a_workbook_to_be_filled_in(author: httpx.AsyncClient) -> None:
    template = await author.get("/editions/template.xlsx")
    assert template.headers["content-type"] == XLSX
    assert "nodes" in load_workbook(io.BytesIO(template.content)).sheetnames
