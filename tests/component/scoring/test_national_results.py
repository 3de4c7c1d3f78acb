"""The ministry's own result: kept beside ours, compared exactly, explained by levels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from scoring.documents.signature import Keys

from .publishing import KEY, scored
from .region import SPBE

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Service

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATH = f"/results/{SPBE}/national"
VALUES = {"A1": "3.0000000000", "A2": "2.0000000000", "indeks": "2.6000000000"}


def row(year: str = "2026", **values: str) -> dict[str, Any]:
    return {
        "kode": "1111",
        "tahun": year,
        "nama_instansi": "Kabupaten Contoh",
        "nilai": values or VALUES,
    }


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """Our own result is 2.9: indicators 1 and 2 have 3 and 4, 13 has 2."""
    for batch in scored():
        await service.worker().apply(*batch)
    service.api._transport.app.state.keys = Keys.of(KEY.text)  # type: ignore[attr-defined]  # httpx hides its app
    service.api.headers.update(bearer("coordinator"))
    return service


async def publish(service: Service) -> None:
    answer = await service.api.post("/results", json={"assessment_id": str(SPBE)})
    assert answer.status_code == 201, answer.text


async def sent(service: Service, *rows: dict[str, Any], status: int = 201) -> Any:
    answer = await service.api.post(PATH, json=[*rows])
    assert answer.status_code == status, answer.text
    return answer.json()


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for each in rows:
        sheet.append([*each])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def test_it_stands_beside_ours_with_every_difference(story: Service) -> None:
    await publish(story)
    found = await sent(story, row("2025"), row())

    assert (found["revision"], found["compared_revision"]) == (1, 1)
    assert found["about"]["kode"] == "1111"
    assert [
        (node["code"], node["own"], node["national"], node["difference"], node["differs"])
        for node in found["nodes"]
    ] == [
        ("index", "2.9", "2.6", "-0.3", True),
        ("A1", "3.5", "3", "-0.5", True),
        ("A2", "2", "2", "0", False),
    ]
    assert [node["adds_up"] for node in found["nodes"]] == [True, None, None]
    own = (await story.api.get(f"/results/{SPBE}/1")).json()
    assert own["exact"] == "2.9"
    assert (await story.api.get(PATH)).json() == found


async def test_levels_that_could_explain_a_difference_are_named(story: Service) -> None:
    await publish(story)
    (aspect,) = (await sent(story, row()))["explanations"]

    assert (aspect["code"], aspect["indicator_codes"]) == ("A1", ["1", "2"])
    assert aspect["changes"] == [
        [{"indicator_code": "1", "level_from": "3", "level_to": "2"}],
        [{"indicator_code": "2", "level_from": "4", "level_to": "3"}],
    ]
    assert aspect["is_complete"]


async def test_numbers_that_do_not_add_up_are_shown(story: Service) -> None:
    await publish(story)
    found = await sent(story, row(**{**VALUES, "indeks": "4.0000000000"}))

    assert found["nodes"][0]["adds_up"] is False


async def test_without_a_result_of_ours_it_is_kept_alone(story: Service) -> None:
    found = await sent(story, row())

    assert (found["compared_revision"], found["explanations"]) == (None, [])
    assert [node["own"] for node in found["nodes"]] == [None, None, None]


async def test_every_import_is_a_revision(story: Service) -> None:
    await sent(story, row())
    assert (await sent(story, row(), status=409))["revision"] == 1
    await sent(story, row(**{**VALUES, "A1": "3.2"}))

    first = (await story.api.get(PATH, params={"revision": 1})).json()
    newest = (await story.api.get(PATH)).json()
    assert (first["nodes"][1]["national"], newest["nodes"][1]["national"]) == ("3", "3.2")
    assert (await story.api.get(PATH, params={"revision": 3})).status_code == 404


@pytest.mark.parametrize(
    "rows",
    [
        [("kode", "tahun", "A1", "A2", "indeks"), ("1111", 2026, 3.0, "2,0000000000", 2.6)],
        [("kunci", "nilai"), ("A1", "3.0"), ("A2", 2), ("indeks", 2.6), ("tahun", "2026")],
    ],
    ids=["a-row-each", "two-columns"],
)
async def test_it_may_come_as_a_workbook(story: Service, rows: list[tuple[object, ...]]) -> None:
    await publish(story)
    if rows[0][0] == "kunci":
        rows = rows[1:]
    headers = {"Content-Type": XLSX}
    answer = await story.api.post(PATH, content=workbook(*rows), headers=headers)

    assert answer.status_code == 201, answer.text
    assert [node["national"] for node in answer.json()["nodes"]] == ["2.6", "3", "2"]


@pytest.mark.parametrize(
    ("rows", "status", "pointer"),
    [
        ([row("2025")], 422, "/tahun"),
        ([row(), row()], 422, "/tahun"),
        ([row(Z9="1")], 422, "/nilai/Z9"),
        ([row(A1="tiga")], 400, "/nilai/A1"),
        ([{"tahun": "2026"}], 400, "/0/nilai"),
        ([{"tahun": "2026", "nilai": {}}], 422, "/nilai"),
    ],
)
async def test_what_does_not_fit_is_named(
    story: Service, rows: list[dict[str, Any]], status: int, pointer: str
) -> None:
    refused = await sent(story, *rows, status=status)

    assert refused["errors"][0]["pointer"] == pointer


HEAD = ("kode", "tahun", "A1", "indeks")


@pytest.mark.parametrize(
    ("rows", "status", "pointer", "told"),
    [
        ([HEAD, ("1111", 2026, "tiga", 2.6)], 400, "/nilai/A1", "Sheet!C2: a number such as"),
        ([HEAD, (), ("1111", 2026, 3, "-")], 400, "/nilai/indeks", "Sheet!D3: a number such as"),
        ([(*HEAD, "Z9"), ("1111", 2026, 3, 2.6, 1)], 422, "/nilai/Z9", "Sheet!E1: is no key"),
        ([(*HEAD, "A1"), ("1111", 2026, 3, 2.6, 1)], 400, "/", "Sheet!E1: each key once"),
        ([HEAD, ("1111", 2025, 3, 2.6)], 422, "/tahun", "Sheet!B2: there must be"),
        ([HEAD], 422, "/tahun", "there must be"),
        ([("A1", "3.0"), ("indeks", "dua")], 400, "/nilai/indeks", "Sheet!B2: a number"),
        ([("A1", "3.0"), ("Z9", "2")], 422, "/nilai/Z9", "Sheet!A2: is no key"),
        ([("A1", "3.0"), ("tahun", "2025")], 422, "/tahun", "Sheet!B2: there must be"),
        ([(), ("a", "b", "c")], 400, "/", "Sheet!A2: keys in row 1"),
    ],
)
async def test_what_is_wrong_in_a_workbook_is_named_by_its_cell(
    story: Service, rows: list[tuple[Any, ...]], status: int, pointer: str, told: str
) -> None:
    headers = {"Content-Type": XLSX, "Accept-Language": "en"}
    answer = await story.api.post(PATH, content=workbook(*rows), headers=headers)
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["pointer"]) == (status, pointer)
    assert error["message"].startswith(told)


async def test_what_cannot_be_read_is_refused(story: Service) -> None:
    async def status(content: bytes, kind: str) -> int:
        answer = await story.api.post(PATH, content=content, headers={"Content-Type": kind})
        return answer.status_code

    assert await status(b"[", "application/json") == 400
    assert await status(b"kode;nilai", "text/csv") == 415
    assert await status(b"PK", XLSX) == 400
    assert await status(workbook(("a", "b", "c")), XLSX) == 400
    assert (await story.api.get(PATH)).status_code == 404
