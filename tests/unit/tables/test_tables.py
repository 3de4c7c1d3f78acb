"""Tables that people fill in: what stands in a cell means one thing, and wrong cells are named."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from rules.spreadsheet import MAX_BYTES, HarmfulError
from tables.cell import LONGEST, MOST_ROWS
from tables.columns import Column, Records, read_records
from tables.csv_text import read_csv, write_csv
from tables.workbook import read_sheet
from tables.writing import Sheet, TooLongError, write_workbook

COLUMNS = (
    Column(heading="kode", kind="code", codes=("1", "1.1", "1.10", "010001")),
    Column(heading="tingkat", kind="number"),
    Column(heading="fakta"),
    Column(heading="sejak", kind="day", is_required=False),
)
TEXTS = ('"kutipan", baris\nkedua', " spasi di depan", "=1+1", "'=1+1", "+62", "-", "@a", "_x0041_")


def book(*rows: Any, change: Callable[[Any], object] | None = None) -> bytes:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "S"
    for row in (("kode", "tingkat", "fakta", "sejak"), *rows):
        sheet.append(row)
    if change is not None:
        change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes) -> Records:
    return read_records(read_sheet(data, "S"), COLUMNS)


def faults(found: Records) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.text.en.split(":")[0]) for fault in found.faults]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_texts_survive_and_nothing_runs_them(kind: str) -> None:
    rows = [("1", None, text) for text in TEXTS]
    if kind == "csv":
        data = write_csv(("kode", "tingkat", "fakta"), rows)
        assert b";=1+1" not in data
        found = read_records(read_csv(data), COLUMNS)
    else:
        data = write_workbook([Sheet(name="S", headings=("kode", "tingkat", "fakta"), rows=rows)])
        assert all(cell.kind != "number" for row in read_sheet(data, "S") for cell in row.cells)
        found = read(data)
    assert not found.faults
    assert [record.texts["fakta"] for record in found.items] == list(TEXTS)
    assert {record.texts["tingkat"] for record in found.items} == {None}


@pytest.mark.parametrize(
    ("data", "levels"),
    [
        (b"\xef\xbb\xbfkode;tingkat;fakta\r\n1;72,5;a\r\n", ["72.5"]),
        (b'kode,tingkat,fakta\n1,"72,5","a, ""b"""\n', ["72.5"]),
        (b"sep=|\nkode|tingkat|fakta\n1|0|a\n\n1.1| n/a |b\n", ["0", "n/a"]),
        (b'fakta\ttingkat\tkode\n"a\nb"\t\t1\n', [None]),
    ],
    ids=["mark-and-semicolon", "comma", "sep", "tab-and-order"],
)
def test_csv_is_read_as_programs_write_it(data: bytes, levels: list[str | None]) -> None:
    found = read_records(read_csv(data), COLUMNS)
    assert not found.faults
    assert [record.texts["tingkat"] for record in found.items] == levels


def test_empty_zero_and_not_applicable_are_apart() -> None:
    found = read(book(("1", None, "a"), ("1", 0, "a"), ("1", "n/a", " "), ("1", "3,05", "a")))
    assert not found.faults
    assert [record.texts["tingkat"] for record in found.items] == [None, "0", "n/a", "3.05"]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("1", datetime(2026, 10, 1, tzinfo=UTC).replace(tzinfo=None), "a"), "S!B2"),
        ((1.1, "2", "a"), "S!A2"),
        ((7, "2", "a"), "S!A2"),
        ((1, "2", "a"), "S!A2"),
        (("1", "=1+1", "a"), "S!B2"),
        (("1", "2", "a", "besok", "x"), "S!E2"),
        (("1", "2", "a", 45_000), "S!D2"),
    ],
    ids=["day", "code-of-two", "no-code", "code-of-one", "formula", "no-heading", "number-for-day"],
)
def test_a_wrong_cell_is_named(row: Any, place: str) -> None:
    found = read(book(row))
    assert [named for _, named in faults(found)] == [place]
    assert found.faults[0].pointer.startswith("/rows/2")
    assert not found.items


def shown_as(place: str, number_format: str) -> Callable[[Any], object]:
    return lambda sheet: setattr(sheet[place], "number_format", number_format)


@pytest.mark.parametrize("column", ["B", "C"])
def test_a_number_that_is_shown_as_something_else_is_named(column: str) -> None:
    row = {"B": ("1", 3, "a"), "C": ("1", "3", 7)}[column]
    for number_format in ('"5"', "0,", ";;;"):
        found = read(book(row, change=shown_as(f"{column}2", number_format)))
        assert [place for _, place in faults(found)] == [f"S!{column}2"]
        assert "shows something else" in found.faults[0].text.en
        assert not found.items
    assert not read(book(row, change=shown_as(f"{column}2", "0.0"))).faults


def hide_first(sheet: Any) -> None:
    other = sheet.parent.create_sheet("Tingkat")
    for row in (("kode", "tingkat", "fakta"), ("1", 5, "terlihat")):
        other.append(row)
    sheet.sheet_state = "veryHidden"
    sheet.parent.active = 1


def test_a_hidden_sheet_is_not_read() -> None:
    data = book(("1", 3, "tersembunyi"), change=hide_first)

    found = read_records(read_sheet(data, ""), COLUMNS)
    assert [record.texts["fakta"] for record in found.items] == ["terlihat"]
    with pytest.raises(HarmfulError, match="the sheet S is hidden"):
        read_sheet(data, "S")


def test_a_percent_and_merged_cells_are_faults_and_hidden_rows_are_none() -> None:
    def change(sheet: Any) -> None:
        sheet["B2"].number_format = "0%"
        sheet.merge_cells("C3:C4")
        sheet.row_dimensions[5].hidden = True

    found = read(book(("1", 0.5, "a"), ("1", 2, "a"), ("1", 2, None), ("1", 2, "h"), change=change))
    assert [place for _, place in faults(found)] == ["S!B2", "S!C3", "S!C4"]
    assert [record.texts["fakta"] for record in found.items] == ["h"]


def test_the_value_of_a_formula_counts_where_a_program_kept_it() -> None:
    written = book(("1", "=1+1", "a"))
    kept = with_value(written, b"<v></v>", b"<v>2</v>")
    assert [record.texts["tingkat"] for record in read(kept).items] == ["2"]


def with_value(data: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as there, zipfile.ZipFile(out, "w") as made:
        for part in there.namelist():
            content = there.read(part).replace(b"<v />", b"<v></v>").replace(b"<v/>", b"<v></v>")
            made.writestr(part, content.replace(old, new))
    return out.getvalue()


def test_days_are_taken_where_days_belong() -> None:
    found = read(book(("1", "2", "a", date(2026, 3, 1)), ("1", "2", "a", "2026-03-02")))
    assert [record.texts["sejak"] for record in found.items] == ["2026-03-01", "2026-03-02"]


@pytest.mark.parametrize(
    ("headings", "pointer"),
    [
        ("kode;tingkat", "/rows/1"),
        ("kode;tingkat;fakta;catatan", "/rows/1"),
        ("kode;tingkat;fakta;kode", "/rows/1"),
    ],
    ids=["missing", "additional", "twice"],
)
def test_columns_are_those_that_are_known(headings: str, pointer: str) -> None:
    found = read_records(read_csv(f"{headings}\n1;2;3;4\n".encode()), COLUMNS)
    assert [fault.pointer for fault in found.faults] == [pointer]
    assert not found.items


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (MAX_BYTES + 1),
        b'kode;tingkat\n"1;2\n',
        "kodé".encode("utf-16"),
        b"a\n" * (MOST_ROWS + 1),
        b";" * 100,
    ],
    ids=["large", "quote", "utf-16", "rows", "columns"],
)
def test_a_csv_that_cannot_be_read_says_why(data: bytes) -> None:
    with pytest.raises(HarmfulError):
        read_csv(data)


def test_what_is_no_workbook_or_too_large_is_refused() -> None:
    with pytest.raises(HarmfulError):
        read_sheet(b"kode;tingkat", "S")
    with pytest.raises(HarmfulError):
        read_sheet(book(change=lambda sheet: sheet.cell(MOST_ROWS + 1, 1, "x")), "S")


def test_a_sheet_that_is_merged_or_filled_from_corner_to_corner_costs_little() -> None:
    def change(sheet: Any) -> None:
        sheet.append(["1", "2", "a"])

    merged = with_value(
        book(change=change),
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    assert len(read(merged).faults) > 1
    for row in (b"1048576", b"99999999999"):
        far = with_value(book(change=change), b'<row r="2"', b'<row r="' + row + b'"')
        with suppress(HarmfulError):
            assert len(read_sheet(far, "S")) <= 2


def test_a_text_that_no_cell_holds_is_not_cut() -> None:
    with pytest.raises(TooLongError) as error:
        write_workbook([Sheet(name="S", headings=("a",), rows=[["x" * (LONGEST + 1)]])])
    assert error.value.place == "S!A2"


def test_a_table_without_rows_has_no_headings() -> None:
    assert [fault.pointer for fault in read_records([], COLUMNS).faults] == [""]
