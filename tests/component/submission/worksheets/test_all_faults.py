"""All that is wrong with a table of levels is said in one answer, by row and cell."""

from datetime import date
from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer, put
from tests.component.submission.worksheets.filling import edited, export, setting, take


@pytest.fixture
def stage(answers: str) -> str:
    return f"{answers.removesuffix('/answers')}/stages/mandiri"


def cells_of(refused: Any) -> set[str]:
    """Return the rows and columns that an answer names."""
    return {each["pointer"].removeprefix("/rows/") for each in refused.json()["errors"]}


async def test_all_that_is_wrong_is_named_in_one_answer(
    service: Any, answers: str, stage: str
) -> None:
    """Form, codes, levels, rows that stand twice, sectors and newer online edits, at once."""
    data = await export(service, stage)
    await put(service, f"{answers}/2", "1", why="Daring")

    def spoil(sheet: Any, columns: dict[str, int], rows: dict[str, int]) -> None:
        origin = sheet.cell(2, columns["asal"]).value
        setting("1", tingkat=date(2026, 1, 3), sektor="Kesehatan")(sheet, columns, rows)
        setting("2", tingkat="2", penjelasan="Luring")(sheet, columns, rows)
        setting("P", tingkat="101", penjelasan="=1+1")(sheet, columns, rows)
        for row, cells in enumerate(
            (
                {"kode": "X", "tingkat": "1", "penjelasan": "a"},
                {"kode": "1", "tingkat": "9", "fakta": "a"},
                {"kode": "2", "penjelasan": "a", "revisi": "77"},
                {"kode": "P", "tingkat": "8000", "penjelasan": "\u202ea", "asal": "lain"},
            ),
            5,
        ):
            for heading, value in {"asal": origin, "revisi": "0", **cells}.items():
                sheet.cell(row, columns[heading]).value = value

    refused = await take(service, stage, edited(data, spoil))
    assert refused.status_code == 422
    assert cells_of(refused) == {
        *("2/tingkat", "2/sektor", "2/penjelasan"),
        *("3/tingkat", "4/tingkat", "4/penjelasan"),
        *("5/kode", "6/kode", "6/tingkat", "6/analisis"),
        *("7/kode", "7/tingkat", "7/revisi"),
        *("8/kode", "8/asal"),
    }
    numbers = [int(each["pointer"].split("/")[2]) for each in refused.json()["errors"]]
    assert numbers == sorted(numbers)
    (conflict,) = refused.json()["conflicts"]
    assert (conflict["yours"]["level"], conflict["current"]["body"]["level"]) == ("2", "1")
    assert await service.count("level_decision") == 1


@pytest.mark.usefixtures("answers")
async def test_what_the_stage_does_not_take_is_named_beside_what_is_wrong(
    service: Any, bearer: Bearer
) -> None:
    below = await service.assessment(agency="9901.1")
    later = f"/assessments/{below}/stages/dokumen"
    service.api.headers.update(bearer("external_assessor"))
    data = await export(service, later)

    def fill(*args: Any) -> None:
        setting("1", tingkat="2", penjelasan="a")(*args)
        setting("2", tingkat="9", penjelasan="a")(*args)

    refused = await take(service, later, edited(data, fill))
    assert refused.status_code == 422
    told = [(each["pointer"], each["message"]) for each in refused.json()["errors"]]
    assert {pointer for pointer, _ in told} == {"/rows/2/tingkat", "/rows/3/tingkat"}
    assert len(told) == 3
    assert sum("belum dibuka" in message for _, message in told) == 2
    right = await take(service, later, edited(data, setting("1", tingkat="2", penjelasan="a")))
    assert right.status_code == 409
