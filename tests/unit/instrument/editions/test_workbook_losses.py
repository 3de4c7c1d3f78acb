"""Sheets, rows and codes that are lost: each is told once, and nothing that follows from it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from tests.support.library import read_yaml

from instrument.documents.domain.defect import DefectiveError
from instrument.editions.store.workbook.layout import SHEETS
from instrument.editions.store.workbook.reading import read_workbook_upload
from instrument.editions.store.workbook.writing import write_workbook
from instrument.editions.usecases.read import check_edition_document

GOOD = read_yaml(
    (Path(__file__).parents[1] / "samples" / "sheets" / "edition.yaml").read_text("utf-8")
)
SOUND = write_workbook(GOOD)
SHEET_NAMES = [sheet.name for sheet in SHEETS]


def told(change: Callable[[Workbook], None]) -> set[tuple[str, str]]:
    """What the preview says of a good workbook after a change."""
    book = load_workbook(BytesIO(SOUND))
    change(book)
    out = BytesIO()
    book.save(out)
    upload = read_workbook_upload("x.xlsx", out.getvalue())
    defects = upload.locate(check_edition_document(upload.document).defects)
    return {(str(each.place), each.defect.text.en) for each in defects}


def put(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize("name", SHEET_NAMES)
def test_sheet_that_is_missing_is_named_and_nothing_that_follows_from_it(name: str) -> None:
    found = told(lambda book: book.remove(book[name]))
    missing = "this sheet is missing: even without content it is needed, with its headings"
    assert found == {(name, missing)}


@pytest.mark.parametrize("name", SHEET_NAMES)
def test_sheet_without_headings_is_as_good_as_missing(name: str) -> None:
    def change(book: Workbook) -> None:
        for cell in book[name][1]:
            cell.value = None

    assert [(place, "missing" in message) for place, message in told(change)] == [(name, True)]


def test_sheet_that_nobody_sees_is_refused() -> None:
    def change(book: Workbook) -> None:
        book["nodes"].sheet_state = "hidden"

    with pytest.raises(DefectiveError, match="the sheet nodes is hidden: show it"):
        told(change)


def test_number_that_is_shown_as_another_is_named() -> None:
    headings = [cell.value for cell in load_workbook(BytesIO(SOUND))["nodes"][1]]
    columns = {name: get_column_letter(place) for place, name in enumerate(headings, start=1)}
    cell = f"{columns['weight']}2"

    def change(book: Workbook) -> None:
        book["nodes"][cell] = 100
        book["nodes"][cell].number_format = '"50"'

    ((place, message),) = told(change)
    assert place.endswith(cell)
    assert message.startswith("has a number format that shows something else")


def test_sheet_with_headings_alone_is_one_without_content() -> None:
    def change(book: Workbook) -> None:
        for name in ("levels", "evidence", "maturity_levels", "ladder"):
            book[name].delete_rows(2, 100)

    assert told(change) == set()


def test_code_that_was_given_twice_is_all_that_is_told_of_it() -> None:
    def change(book: Workbook) -> None:
        book["nodes"]["A4"] = "2"

    assert told(change) == {
        ("nodes!A4", "2 is used 2 times"),
        ("nodes!A5", "2 is used 2 times"),
    }


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [("nodes", "A4", None), ("nodes", "A4", 1.5), ("scales", "A2", None), ("scales", "A2", "=A3")],
)
def test_code_that_cannot_be_read_is_all_that_is_told_of_it(
    sheet: str, cell: str, value: object
) -> None:
    assert {place.rstrip("2345") for place, _ in told(put(sheet, cell, value))} == {f"{sheet}!A"}


def test_row_that_belongs_nowhere_is_all_that_is_told_of_it() -> None:
    assert told(put("levels", "A2", "99")) == {
        ("levels!2", "node_code 99 is not in the sheet nodes")
    }


def test_what_is_amiss_elsewhere_is_told_beside_a_cell_that_cannot_be_read() -> None:
    def change(book: Workbook) -> None:
        book["nodes"]["K4"] = "dua"
        book["nodes"]["E3"] = "61"

    assert {place for place, _ in told(change)} == {"nodes!K4", "nodes!E2", "nodes!E3"}
