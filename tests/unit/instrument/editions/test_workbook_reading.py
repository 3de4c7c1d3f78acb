"""What people and programs do to a spreadsheet: each mistake is told with its place."""

import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from tests.support.library import read_yaml

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.places import LocatedDefect, Place
from instrument.editions.store.workbook.reading import (
    MAX_ROWS,
    open_workbook,
    read_workbook_upload,
)
from instrument.editions.store.workbook.writing import write_workbook
from instrument.editions.usecases.read import check_edition_document
from rules.spreadsheet import MAX_BYTES

from .workbooks import read_workbook

GOOD = read_yaml(
    (Path(__file__).parents[1] / "samples" / "sheets" / "edition.yaml").read_text("utf-8")
)
SOUND = write_workbook(GOOD)
MIDNIGHT = datetime.fromisoformat("2026-01-31T00:00")  # a cell has no zone
AT_HALF_PAST_EIGHT = datetime.fromisoformat("2026-01-31T08:30")


def changed(change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(BytesIO(SOUND))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: str, cell: str, value: Any) -> bytes:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return changed(change)


def previewed(data: bytes) -> list[LocatedDefect]:
    """What the preview says, which is what a draft or a publication is refused with."""
    upload = read_workbook_upload("x.xlsx", data)
    return upload.locate(check_edition_document(upload.document).defects)


def told(data: bytes) -> set[tuple[str, str]]:
    return {(str(each.place), each.defect.text.en) for each in previewed(data)}


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "place", "reason"),
    [
        ("nodes", "E4", 40.5, "nodes!E4", "must be text"),
        ("nodes", "E4", "=20+20", "nodes!E4", "formulas are refused"),
        ("nodes", "E4", MIDNIGHT, "nodes!E4", "was read as a date"),
        ("nodes", "E4", True, "nodes!E4", "is not for a truth value"),
        ("nodes", "A4", 1, "nodes!A4", "holds the number 1, but a code is text; it could mean 1"),
        ("nodes", "A4", 1.1, "nodes!A4", "holds the number 1.1, but a code is text"),
        ("levels", "A2", 1.0, "levels!A2", "holds the number 1, but a code is text"),
        ("nodes", "A4", MIDNIGHT, "nodes!A4", "was read as a date"),
        ("nodes", "A4", "#REF!", "nodes!A4", "must be text"),
        ("nodes", "E4", "39", "nodes!E3", "the weights below A add up to"),
        ("nodes", "E4", None, "nodes!E4", "is required"),
        ("nodes", "B4", "kelompok", "nodes!B4", "must be one of: instrument, domain"),
        ("nodes", "K4", "dua", "nodes!K4", "must be a whole number"),
        ("nodes", "Z1", "catatan", "nodes!Z1", "unknown column"),
        ("nodes", "A1", "kind", "nodes!B1", "this column is there already"),
        ("nodes", "Z4", "catatan", "nodes!Z4", "a column without a heading"),
        ("levels", "A2", "99", "levels!2", "node_code 99 is not in the sheet nodes"),
        ("levels", "A2", None, "levels!2", "is not in the sheet nodes"),
        ("levels", "B3", "7", "nodes!4", "must describe the levels"),
        ("scale_levels", "B2", "x", "scale_levels!B2", "must be an exact number"),
        ("predicates", "E2", "mungkin", "predicates!E2", "must be true or false"),
        ("edition", "A3", "kedua", "edition!3", "there is one row here only"),
        ("edition", "I2", "besok", "edition!I2", "must be a date"),
        ("edition", "I2", AT_HALF_PAST_EIGHT, "edition!I2", "was read as a date"),
    ],
)
def test_mistake_is_told_with_sheet_row_and_column(
    sheet: str, cell: str, value: object, place: str, reason: str
) -> None:
    named = told(put(sheet, cell, value))
    assert [where for where, message in named if reason in message] == [place]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "pointer", "expected"),
    [
        ("nodes", "E4", 40, "/nodes/2/weight", "40"),
        ("nodes", "K4", 7, "/nodes/2/page", 7),
        ("nodes", "K4", " 7 ", "/nodes/2/page", 7),
        ("edition", "I2", MIDNIGHT, "/in_force_from", "2026-01-31"),
        ("predicates", "E2", True, "/predicates/0/minimum_inclusive", True),
        ("predicates", "E2", "ya", "/predicates/0/minimum_inclusive", True),
        ("predicates", "E2", "FALSE", "/predicates/0/minimum_inclusive", False),
        ("nodes", "B4", " indicator ", "/nodes/2/kind", "indicator"),
    ],
)
def test_what_lost_nothing_is_taken(
    sheet: str, cell: str, value: object, pointer: str, expected: object
) -> None:
    document: Any = read_workbook(put(sheet, cell, value))
    for part in pointer.strip("/").split("/"):
        document = document[int(part) if isinstance(document, list) else part]
    assert document == expected


def test_every_value_has_its_place() -> None:
    found = open_workbook("x.xlsx", SOUND)
    assert found.place_of("/nodes/2/weight") == Place("nodes", 4, "E")
    assert found.place_of("/nodes/2/name/en") == Place("nodes", 4, "D")
    assert found.place_of("/nodes/2/levels/1/text/id") == Place("levels", 3, "C")
    assert found.place_of("/nodes/2/levels") == Place("nodes", 4)
    assert found.place_of("/scales/0/levels/2/value") == Place("scale_levels", 4, "B")
    assert found.place_of("/nodes") == Place("nodes")
    assert found.place_of("/edition_code") == Place("edition", 2, "A")
    assert found.place_of("/elsewhere") is None


def test_preview_tells_by_row_all_that_is_wrong_in_it() -> None:
    def change(book: Workbook) -> None:
        book["nodes"]["E4"] = 40.5
        book["nodes"]["B4"] = "kelompok"
        book["scales"]["C2"] = "satu"

    rows: dict[tuple[str, int | None], list[str]] = {}
    for found in previewed(changed(change)):
        assert found.place is not None
        rows.setdefault((found.place.sheet, found.place.row), []).append(found.defect.pointer)
    assert rows == {
        ("nodes", 4): ["/nodes/2/weight", "/nodes/2/kind"],
        ("scales", 2): ["/scales/0/minimum"],
    }


def test_good_file_has_no_defect_and_its_rows_are_counted() -> None:
    upload = read_workbook_upload("x.xlsx", SOUND)
    assert previewed(SOUND) == []
    assert upload.rows() == {
        "edition": 1,
        "levels": 3,
        "nodes": 7,
        "predicates": 2,
        "scale_levels": 3,
        "scales": 2,
    }


def test_wrong_cell_is_an_error_where_no_preview_is_asked_for() -> None:
    with pytest.raises(DefectiveError, match="nodes!E4: must be text"):
        read_workbook(put("nodes", "E4", 40.5))


def test_empty_rows_unknown_sheets_and_order_of_columns() -> None:
    def change(book: Workbook) -> None:
        book["nodes"].insert_rows(3, 2)
        for row in book["scales"].iter_rows():
            first, last = row[0].value, row[4].value
            row[0].value, row[4].value = last, first
        book.create_sheet("catatan")["A1"] = "apa saja"
        book.move_sheet("levels", -6)

    found = open_workbook("x.xlsx", changed(change))
    plain = open_workbook("x.xlsx", SOUND)
    assert found.document == plain.document
    assert [str(defect.place) for defect in found.defects] == ["catatan"]
    assert found.place_of("/nodes/2/weight") == Place("nodes", 6, "E")


@pytest.mark.parametrize("data", [b"", b"not a zip", SOUND[:-100], b"PK\x03\x04" + b"\0" * 99])
def test_file_that_is_no_spreadsheet_is_refused(data: bytes) -> None:
    with pytest.raises(DefectiveError, match="cannot be read as XLSX"):
        read_workbook(data)


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(SOUND)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        ({"xl/vbaProject.bin": b"x"}, "has macros"),
        ({"[Content_Types].xml": b"<Types>macroEnabled</Types>"}, "has macros"),
        ({"xl/sharedStrings.xml": BOMB}, "cannot be read as XLSX"),
        ({"xl/sharedStrings.xml": BOMB.decode().encode("utf-16")}, "cannot be read as XLSX"),
        (
            {"xl/sharedStrings.xml": b"<?xml version='1.0' encoding='cp037'?><sst/>"},
            "cannot be read as XLSX",
        ),
        ({"xl/worksheets/sheet1.xml": b" " * 30_000_000}, "unpacks to more than"),
        ({"xl/worksheets/sheet1.xml": b"<c/>" * 400_000}, "too many cells or formats"),
        ({"xl/worksheets/sheet1.xml": b"<x:cf/>" * 30_000}, "too many cells or formats"),
        ({"xl/worksheets/sheet1.dat": b"<c/>" * 400_000}, "too many cells or formats"),
        ({"xl/worksheets/sheet1.dat": BOMB}, "cannot be read as XLSX"),
        ({"xl/sheet": BOMB.decode().encode("utf-16")}, "cannot be read as XLSX"),
        ({"xl/styles.xml": b" " * 2_000_000}, "unpacks to more than"),
        ({f"xl/media/{number}": b"" for number in range(300)}, "more than 200 parts"),
        ({"xl/workbook.xml": b"<workbook>"}, "cannot be read as XLSX"),
    ],
)
def test_harmful_file_is_refused_before_it_is_parsed(added: dict[str, bytes], reason: str) -> None:
    with pytest.raises(DefectiveError, match=reason):
        read_workbook(packed(parts() | added))


def test_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(DefectiveError, match="more than"):
        read_workbook(b"x" * (MAX_BYTES + 1))


def test_sheet_with_too_many_rows_is_refused() -> None:
    with pytest.raises(DefectiveError, match="more than 20000 rows"):
        read_workbook(put("nodes", f"A{MAX_ROWS + 2}", "x"))


@pytest.mark.parametrize("place", ["AO4", "XFD4"])
def test_cell_beyond_the_last_column_is_named(place: str) -> None:
    with pytest.raises(DefectiveError) as found:
        read_workbook(put("nodes", place, "x"))
    (defect,) = found.value.defects
    assert defect.text.id == f"nodes!{place}: lembar hanya boleh berisi 40 kolom"


def test_cell_in_the_last_column_is_read() -> None:
    (defect,) = open_workbook("x.xlsx", put("nodes", "AN4", "x")).defects
    assert defect.place == Place("nodes", row=4, column="AN")


def test_twice_the_same_code_is_told_and_its_rows_go_to_the_first() -> None:
    document = deepcopy(GOOD)
    document["nodes"][6]["code"] = "1"
    found = open_workbook("x.xlsx", write_workbook(document))
    assert len(found.document["nodes"][2]["levels"]) == 3
    assert "levels" not in found.document["nodes"][6]


def test_blank_cell_of_anything_but_text_is_an_empty_one() -> None:
    assert read_workbook(put("nodes", "K4", "  ")) == read_workbook(SOUND)


def test_reading_ends_where_mistakes_have_no_end() -> None:
    def change(book: Workbook) -> None:
        for row in range(2, 1_200):
            book["levels"].cell(row, 1).value = "99"

    defects = open_workbook("x.xlsx", changed(change)).defects
    assert len(defects) == 1_001
    assert defects[-1].defect.text.en.startswith("too many mistakes")
