"""The table of a stage's levels goes out and comes back: unchanged it changes nothing."""

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook
from tests.component.submission.assessments.answering import Bearer, put
from tests.component.submission.worksheets.filling import (
    edited,
    export,
    rows_of,
    setting,
    take,
)

from tables.csv_text import read_csv, write_csv

CASE = json.loads(Path(__file__).with_name("roundtrip_answers.json").read_text("utf-8"))


@pytest.fixture
def stage(answers: str) -> str:
    return f"{answers.removesuffix('/answers')}/stages/mandiri"


async def test_what_proves_the_level_below_goes_out_and_comes_back(
    service: Any, stage: str
) -> None:
    parts = {"fakta": "Pasal 4.", "analisis": "Semua unit.", "pembuktian": "Tingkat 1: SOP."}
    written = edited(await export(service, stage), setting("1", tingkat="2", **parts))
    taken = await take(service, stage, written)
    assert (taken.status_code, taken.json()["decided"][0]["reasons"]) == (200, parts)
    again = await export(service, stage)
    assert "Tingkat 1: SOP." in next(row for row in rows_of(again) if row[0] == "1")
    assert (await take(service, stage, again)).json()["decided"] == []
    changed = edited(again, setting("1", pembuktian="Tingkat 1: SOP 3/2024."))
    (decided,) = (await take(service, stage, changed)).json()["decided"]
    assert decided["reasons"] == parts | {"pembuktian": "Tingkat 1: SOP 3/2024."}


async def test_the_case_of_the_field_survives_and_unchanged_changes_nothing(
    service: Any, stage: str
) -> None:
    """`level`, `facts` and `analysis` exist here; an answer without a level is a draft.

    `doc_score` is the level of the stage dokumen. `observation`, `reference_control`, `override`
    and `evidence` do not exist in an answer.
    """
    first, second, third = CASE["answers"]
    items = [
        {
            "indicator_code": code,
            "level": str(case["level"]),
            "reasons": {"fakta": case["facts"], "analisis": case["analysis"]},
            "revision": 0,
        }
        for code, case in (("1", first), ("P", third))
    ]
    assert (await service.api.put(f"{stage}/levels", json={"items": items})).status_code == 200
    draft = {
        "level": second["level"],
        "reasons": {"fakta": second["facts"], "analisis": second["analysis"]},
    }
    path = f"{stage}/drafts/2"
    kept = await service.api.put(path, json=draft, headers={"If-Match": '"0"'})
    assert kept.json()["content"] == draft

    data = await export(service, stage)
    for each in (data, edited(data, lambda *_: None)):
        done = await take(service, stage, each)
        assert (done.status_code, done.json()["decided"]) == (200, [])
        assert done.json()["unchanged"] == ["1", "2", "P"]
    assert await service.count("level_decision") == 2
    assert (await service.api.get(path)).json()["content"] == draft
    shown = {row[0]: row for row in rows_of(data)}
    assert " spasi di depan" in shown["P"]
    assert (shown["1"][0], shown["2"][7], shown["P"][7]) == ("1", None, "0")


async def test_the_file_says_what_it_was_made_from(service: Any, answers: str, stage: str) -> None:
    await put(service, f"{answers}/1", "3")
    data = await export(service, stage, **{"Accept-Language": "en"})
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["jawaban", "petunjuk"]
    heading, first, *_ = rows_of(data)
    row = dict(zip(heading, first, strict=True))
    assert (row["kode"], row["nama"], row["aspek"]) == ("1", "Name", "Name")
    assert (row["tingkat"], row["penjelasan"], row["revisi"]) == ("3", "Alasan", "2")
    assert (row["menerima_na"], row["diputuskan_oleh"]) == ("no", "someone")
    assert row["asal"].endswith("/mandiri/aaaaaaaaaaaaaaaa")
    assert all(cell.data_type == "s" for line in book["jawaban"] for cell in line if cell.value)
    later = stage.replace("mandiri", "dokumen")
    heading, first, *_ = rows_of(await export(service, later))
    row = dict(zip(heading, first, strict=True))
    assert (row["tingkat"], row["tingkat_sebelumnya"], row["tahap_sebelumnya"]) == (
        None,
        "3",
        "mandiri",
    )


async def test_what_was_filled_in_is_previewed_and_then_decided(service: Any, edition: Any) -> None:
    await service.hear(msgspec.structs.replace(edition("na"), not_applicable="redistribute"))
    opened = await service.open_campaign("na-2026", edition_code="na", derivation_set_version=None)
    assert opened.status_code == 201
    address = f"/assessments/{await service.assessment('na-2026')}"
    answers, stage = f"{address}/answers", f"{address}/stages/mandiri"
    await put(service, f"{answers}/2", "1")

    def fill(sheet: Any, columns: dict[str, int], rows: dict[str, int]) -> None:
        setting("1", tingkat=2, fakta="=1+1", analisis="a\nb")(sheet, columns, rows)
        sheet.cell(rows["1"], columns["fakta"]).data_type = "s"
        setting("P", tingkat="72,5", penjelasan=' "kutip"')(sheet, columns, rows)
        setting("2", tingkat="N/A", penjelasan="Tidak ada")(sheet, columns, rows)
        sheet.row_dimensions[rows["P"]].hidden = True

    data = edited(await export(service, stage), fill)
    seen = await take(service, stage, data, query="?preview=true")
    assert (seen.status_code, seen.json()["preview"]) == (200, True)
    assert await service.count("level_decision") == 1
    done = await take(service, stage, data)
    assert [each | {"decided_at": None} for each in done.json()["decided"]] == [
        each | {"decided_at": None} for each in seen.json()["decided"]
    ]
    assert {each["indicator_code"]: each["level"] for each in done.json()["decided"]} == {
        "1": "2",
        "2": "n/a",
        "P": "72.5",
    }
    history = (await service.api.get(f"{answers}/1/history")).json()["items"]
    assert [(each["via"], each["reasons"]) for each in history] == [
        ("xlsx", {"fakta": "=1+1", "analisis": "a\nb"})
    ]
    # The same file again: all of it is so already.
    assert (await take(service, stage, data)).json()["decided"] == []
    assert await service.count("level_decision") == 4


async def test_csv_with_the_same_columns_in_another_order_is_taken_too(
    service: Any, answers: str, stage: str
) -> None:
    heading, *rows = rows_of(await export(service, stage))
    rows[0][heading.index("tingkat")] = "3"
    rows[0][heading.index("penjelasan")] = "=1+1"
    data = write_csv(heading[::-1], [row[::-1] for row in reversed(rows)])
    assert len(read_csv(data)) == 4
    done = await take(service, stage, data, kind="text/csv; charset=utf-8")
    assert [each["explanation"] for each in done.json()["decided"]] == ["=1+1"]
    (item,) = (await service.api.get(f"{answers}/1/history")).json()["items"]
    assert item["via"] == "csv"
    assert (await take(service, stage, data, kind="text/plain")).status_code == 415
    assert (await take(service, stage, data)).status_code == 400


async def test_an_online_edit_that_is_newer_is_named_with_both_values(
    service: Any, answers: str, stage: str
) -> None:
    await put(service, f"{answers}/1", "1")
    await put(service, f"{answers}/2", "1")
    data = await export(service, stage)
    await put(service, f"{answers}/1", "2", etag="2", why="Daring")
    # A row that nobody touched leaves the newer answer as it is.
    assert (await take(service, stage, data)).json()["decided"] == []
    late = await take(service, stage, edited(data, setting("1", tingkat="3")))
    assert late.status_code == 412
    (conflict,) = late.json()["conflicts"]
    assert (conflict["yours"]["level"], conflict["current"]["body"]["level"]) == ("3", "2")
    assert late.json()["errors"][0]["pointer"] == "/rows/2/tingkat"
    assert await service.count("level_decision") == 3


async def test_every_wrong_cell_is_named_and_nothing_is_kept(
    service: Any, answers: str, stage: str
) -> None:
    await put(service, f"{answers}/2", "1")
    data = await export(service, stage)
    for cells, heading in (
        ({"tingkat": "9", "penjelasan": "a"}, "tingkat"),
        ({"tingkat": "1"}, "penjelasan"),
        ({"penjelasan": "a"}, "tingkat"),
        ({"tingkat": "1", "fakta": "a"}, "analisis"),
        ({"tingkat": "1", "penjelasan": "a", "fakta": "b", "analisis": "c"}, "penjelasan"),
        ({"tingkat": "1", "penjelasan": " "}, "penjelasan"),
        ({"tingkat": "=1+1", "penjelasan": "a"}, "tingkat"),
        ({"kode": "X"}, "kode"),
        ({"kode": "2"}, "kode"),
        ({"revisi": "99"}, "revisi"),
        ({"asal": "x"}, "asal"),
    ):
        refused = await take(service, stage, edited(data, setting("1", **cells)))
        assert refused.status_code == 422, cells
        assert heading in {each["pointer"].rpartition("/")[2] for each in refused.json()["errors"]}
        assert "jawaban!" in refused.json()["errors"][0]["message"]
    emptied = await take(service, stage, edited(data, setting("2", tingkat=None)))
    assert emptied.json()["errors"][0]["pointer"] == "/rows/3/tingkat"
    assert await service.count("level_decision") == 1


async def test_a_file_of_another_assessment_or_stage_is_refused(
    service: Any, stage: str, bearer: Bearer
) -> None:
    data = await export(service, stage)
    below = await service.assessment(agency="9901.1")
    service.api.headers.update(bearer("external_assessor", "agency_officer"))
    for other in ("mandiri", "dokumen"):
        refused = await take(service, f"/assessments/{below}/stages/{other}", data)
        assert {each["pointer"] for each in refused.json()["errors"]} == {
            f"/rows/{row}/asal" for row in (2, 3, 4)
        }
