"""The ministry's own result: kept beside ours, compared exactly, explained by levels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from tests.component.scoring.publishing import KEY, publish, score, set_keys
from tests.component.scoring.region import REGION, SPBE

from scoring.publication.domain.signing_keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATH = f"/results/{SPBE}/national"
CODE, NAME = REGION, f"Dinas {REGION}"
SAME = "is of the same node as the key indeks"
VALUES = {"A1": "3.0000000000", "A2": "2.0000000000", "indeks": "2.6000000000"}


def row(year: str = "2026", **values: str) -> dict[str, Any]:
    said = values or VALUES
    return {"kode": "1111", "tahun": year, "nama_instansi": NAME, "nilai": said}


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """Our own result is 2.9: indicators 1 and 2 have 3 and 4, 13 has 2."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(score)
    return service


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
    assert found["about"]["kode"] == "1111"  # the ministry has codes of its own
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
    assert [(node["own"], node["differs"]) for node in found["nodes"]] == [(None, None)] * 3


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
        [("kode", "tahun", "A1", "A2", "indeks"), (CODE, 2026, 3.0, "2,0000000000", 2.6)],
        [("A1", "3.0"), ("A2", 2), ("indeks", 2.6), ("tahun", "2026")],
        [("indeks", "2,6"), ("A1", "3.0"), ("A2", 2)],
    ],
    ids=["a-row-each", "two-columns", "two-columns-with-indeks-first"],
)
async def test_it_may_come_as_a_workbook(story: Service, rows: list[tuple[object, ...]]) -> None:
    await publish(story)
    headers = {"Content-Type": XLSX}
    answer = await story.api.post(PATH, content=workbook(*rows), headers=headers)

    assert answer.status_code == 201, answer.text
    assert [node["national"] for node in answer.json()["nodes"]] == ["2.6", "3", "2"]


@pytest.mark.parametrize(
    ("rows", "status", "pointer"),
    [
        ([row("2025")], 422, "/0/tahun"),
        ([row("2025"), row(), row()], 422, "/1/tahun"),
        ([row(Z9="1")], 422, "/0/nilai/Z9"),
        ([row("2025"), row(A1="tiga")], 422, "/1/nilai/A1"),
        ([{"tahun": "2026"}], 400, "/0/nilai"),
        ([row("2025"), row("2024"), {"tahun": "2026", "nilai": {}}], 422, "/2/nilai/indeks"),
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
        ([HEAD, (CODE, 2026, "tiga", 2.6)], 422, "/nilai/A1", "Sheet!C2: a number such as"),
        ([HEAD, (), (CODE, 2026, 3, "-")], 422, "/nilai/indeks", "Sheet!D3: a number such as"),
        ([(*HEAD, "Z9"), (CODE, 2026, 3, 2.6, 1)], 422, "/nilai/Z9", "Sheet!E1: is no key"),
        ([(*HEAD, "A1"), (CODE, 2026, 3, 2.6, 1)], 422, "/nilai/A1", "Sheet!E1: each key once"),
        ([HEAD, (CODE, 2025, 3, 2.6)], 422, "/tahun", "Sheet!B2: there must be"),
        ([HEAD], 422, "/tahun", "there must be"),
        ([("A1", "3.0"), ("indeks", "dua")], 422, "/nilai/indeks", "Sheet!B2: a number"),
        ([("indeks", "3.0"), ("Z9", "2")], 422, "/nilai/Z9", "Sheet!A2: is no key"),
        ([HEAD, (CODE, 2026, 3, "=C2")], 422, "/nilai/indeks", "Sheet!D2: a formula without"),
        ([HEAD, (CODE, "=A2", 3, 2)], 422, "/tahun", "Sheet!B2: a formula without"),
        ([HEAD, (CODE, 2026, 3)], 422, "/nilai/indeks", "Sheet!D2: indeks is missing"),
        ([("A1", "3.0"), ("indeks", "")], 422, "/nilai/indeks", "Sheet!B2: indeks is missing"),
        ([("A1", "3"), ("=A1", "3"), ("indeks", 3)], 422, "/", "Sheet!A2: a formula without"),
        ([HEAD, (*(CODE, 2026, 3, 2.6), *[None] * 296, 1)], 400, "/", "Sheet!KO2: 3000 rows"),
        ([HEAD, (CODE, 2026, 3, 9)], 422, "/nilai/indeks", "Sheet!D2: is off the scale: 9; 1"),
        ([("indeks", "3.0"), ("tahun", "2025")], 422, "/tahun", "Sheet!B2: there must be"),
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


async def errors(story: Service, language: str, rows: Any) -> dict[str, str]:
    """Return the messages of a refusal by their pointers."""
    kind = {"content": workbook(*rows)} if isinstance(rows, tuple) else {"json": rows}
    headers = {"Accept-Language": language}
    if "content" in kind:
        headers["Content-Type"] = XLSX
    answer = await story.api.post(PATH, headers=headers, **kind)
    assert answer.status_code in (400, 422), answer.text
    return {each["pointer"]: each["message"] for each in answer.json()["errors"]}


async def test_all_that_is_wrong_is_named_at_once(story: Service) -> None:
    values = {"A1": "tiga", "A2": "9", "Z9": "1", "Z8": "1", "indeks": "0.99"}

    told = {
        "/nilai/Z9": "bukan kunci edisi ini; yang ada: A1, A2, index",
        "/nilai/Z8": "bukan kunci edisi ini",
        "/nilai/A1": "harus berupa angka seperti 4.2125, bukan 'tiga'",
        "/nilai/A2": "di luar skala: 9; yang mungkin 1 sampai 5",
        "/nilai/indeks": "di luar skala: 0.99; yang mungkin 1 sampai 5",
    }
    assert await errors(story, "id", row(**values)) == told
    listed = await errors(story, "id", [row(**values)])
    assert listed == {f"/0{pointer}": text for pointer, text in told.items()}
    head, said = ("tahun", "A1", "A2", "Z9", "A2", "indeks"), (2026, "=B9", "9", "1", "2", None)
    assert await errors(story, "en", (head, said)) == {
        "/nilai/A2": "Sheet!C2: is off the scale: 9; 1 to 5 is possible",
        "/nilai/Z9": "Sheet!D1: is no key of this edition; known: A1, A2, index",
        "/nilai/A1": "Sheet!B2: a formula without a value: paste the values",
        "/nilai/indeks": "Sheet!F2: indeks is missing",
    }
    assert (await story.api.get(PATH)).status_code == 404


async def test_another_year_hides_nothing_else_that_is_wrong(story: Service) -> None:
    wrong = row("2025", **{**VALUES, "A1": "tiga", "Z9": "1"})
    assert [*await errors(story, "id", wrong)] == ["/tahun", "/nilai/Z9", "/nilai/A1"]
    head, said = ("tahun", "A1", "Z9", "indeks"), ("=B9", "tiga", "1", "2")
    told = await errors(story, "id", (head, said))
    assert {*told} == {"/tahun", "/nilai/Z9", "/nilai/A1"}


async def test_a_key_or_node_is_named_once(story: Service) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    for status, body, error in (
        (
            400,
            '{"nilai": {"A1": "3", "A1": "2", "indeks": "3"}}',
            ("/nilai/A1", "is written twice"),
        ),
        (422, '{"nilai": {"indeks": "3", "index": "2"}}', ("/nilai/index", SAME)),
    ):
        answer = await story.api.post(PATH, content=body, headers=headers)

        assert answer.status_code == status, answer.text
        assert [(each["pointer"], each["message"]) for each in answer.json()["errors"]] == [error]


async def test_a_key_that_a_spreadsheet_made_a_number_names_what_it_could_mean(
    story: Service,
) -> None:
    data = workbook(("tahun", 1.1, "indeks"), (2026, 3, 2.6))
    answer = await story.api.post(PATH, content=data, headers={"Content-Type": XLSX})

    (error,) = (each for each in answer.json()["errors"] if "Sheet!B1" in each["message"])
    assert answer.status_code == 422
    assert error["message"] == (
        "Sheet!B1: berisi bilangan 1.1, padahal kode adalah teks; kode yang mungkin: 1.1"
    )


async def test_the_ends_of_the_scale_are_taken(story: Service) -> None:
    for value in ("1", "1.0000000000", "5.0000000000"):
        await sent(story, row(**dict.fromkeys(VALUES, value)))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], "tidak satu pun"),
        ([row("2024")], "2024"),
        ([row("2024"), row("2025"), row("2025")], "2025 (2), 2024"),
    ],
)
async def test_which_years_there_are_is_said(
    story: Service, rows: list[dict[str, Any]], told: str
) -> None:
    pointers = [f"/{place}/tahun" for place in range(len(rows))] or ["/tahun"]
    said = dict.fromkeys(pointers, f"harus ada tepat satu hasil tahun 2026; yang ada: {told}")
    assert await errors(story, "id", rows) == said


async def test_what_is_no_result_is_said_in_both_languages(story: Service) -> None:
    neither = await errors(story, "id", ((), ("a", "=A1", "c")))
    assert neither["/"] == "Sheet!B2: rumus tanpa nilai: tempelkan nilainya"
    told = "Sheet!A1: kunci di baris 1, di antaranya indeks"
    assert (await errors(story, "id", (("a", "b", "c"),)))["/"].startswith(told)
    assert [*await errors(story, "en", 3)] == ["/nilai"]
    assert (await errors(story, "en", [{}]))["/0/nilai"].startswith("must be an object with nilai")
    for kind, told in ((XLSX, "bukan berkas XLSX"), ("application/json", "bukan JSON")):
        answer = await story.api.post(PATH, content=b"[", headers={"Content-Type": kind})
        assert told in answer.json()["errors"][0]["message"]


async def test_what_cannot_be_read_is_refused(story: Service) -> None:
    async def status(content: bytes, kind: str) -> int:
        headers = {"Content-Type": kind}
        return (await story.api.post(PATH, content=content, headers=headers)).status_code

    assert await status(b"[", "application/json") == 400
    assert await status(b"kode;nilai", "text/csv") == 415
    assert await status(b"PK", XLSX) == 400
    assert await status(workbook(("a", "b", "c")), XLSX) == 400
    assert (await story.api.get(PATH)).status_code == 404
