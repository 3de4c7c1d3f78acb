"""What people do to the table of levels before it comes back has one meaning each."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from rules.edition import Scale, ScaleLevel
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.answer import Answer
from submission.editions.domain.edition import Edition, Title
from submission.worksheets.api.read_upload import columns_of
from submission.worksheets.domain.layout import (
    GREY,
    SHEET,
    Origin,
    headings_of,
    row_of,
)
from submission.worksheets.domain.rows import changed_rows, filled_rows
from tables.columns import read_records
from tables.workbook import read_sheet
from tables.writing import Sheet, write_workbook

HEADINGS = headings_of(is_later=False)
NAME = Text("Nama", "Name")
EDITION = Edition(
    code="e",
    content_hash="a" * 64,
    period_kind="year",
    scales={
        "s": Scale("s", "levels", 0, 2, levels=tuple(ScaleLevel(each, NAME) for each in (0, 1, 2)))
    },
    scale_codes=dict.fromkeys(("1.1", "1.10", "2", "010001"), "s"),
    titles=[Title(code, NAME, NAME) for code in ("1.1", "1.10", "2", "010001")],
)
ORIGIN = Origin(UUID(int=1), "mandiri", EDITION.content_hash)
PARTS = {"fakta": '"kutip"\r\nbaris', "analisis": "=1+1", "justifikasi": " spasi "}
ANSWERS = (
    Answer(indicator_code="1.1", stage="mandiri", level="0", explanation="a", revision=2),
    Answer(
        indicator_code="1.10",
        stage="mandiri",
        level="2",
        explanation="x",
        reasons=PARTS,
        revision=3,
    ),
    Answer(indicator_code="2", stage="mandiri", explanation="ditarik", revision=4),
)
Change = Callable[[Any, Callable[[str, str], Any]], object]


def table() -> bytes:
    by_code = {answer.indicator_code: answer for answer in ANSWERS}
    rows = [
        row_of(
            title,
            indicator,
            by_code.get(title.code, Answer(indicator_code=title.code, stage="mandiri")),
            before=None,
            origin=ORIGIN,
            language="id",
        )
        for title in EDITION.titles
        if (indicator := EDITION.indicator(title.code))
    ]
    sheet = Sheet(name=SHEET, headings=HEADINGS, rows=rows, grey=frozenset(GREY))
    return write_workbook([sheet])


def read(change: Change) -> tuple[list[str], list[Refusal]]:
    """Return the codes of the changed rows, and what is wrong; `change` gets cells by heading."""
    book = load_workbook(io.BytesIO(table()))
    sheet = book[SHEET]

    def at(code: str, heading: str) -> Any:
        (row,) = (cell.row for cell in sheet["A"] if cell.value == code)
        return sheet.cell(row, HEADINGS.index(heading) + 1)

    change(sheet, at)
    out = io.BytesIO()
    book.save(out)
    found = read_records(read_sheet(out.getvalue(), SHEET), columns_of(EDITION))
    rows, faults = filled_rows(found.all, ORIGIN, EDITION.scale_codes, before={})
    changed, more = changed_rows(rows, {answer.revision: answer for answer in ANSWERS})
    return [row.code for row in changed if row.is_sound], [*found.faults, *faults, *more]


def put(code: str, heading: str, value: Any) -> Change:
    def change(_sheet: Any, at: Callable[[str, str], Any]) -> None:
        at(code, heading).value = value

    return change


def test_what_nobody_changed_says_nothing_new() -> None:
    assert read(lambda _sheet, _at: None) == ([], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet, _at: sheet.move_range("A2:R2", rows=10),
        lambda sheet, _at: sheet.delete_rows(3),
        lambda sheet, _at: sheet.delete_cols(2, 3),
        lambda sheet, _at: setattr(sheet.row_dimensions[3], "hidden", True),
        put("1.10", "tingkat", 2),
        put("1.1", "tingkat", 0),
        put("1.10", "fakta", '"kutip"\nbaris'),
        put("2", "tingkat", "  "),
        put("2", "revisi", 4),
    ],
    ids=["order", "row-left-out", "grey-left-out", "hidden", "number", "zero", "line", "blank",
         "revision"],
)  # fmt: skip
def test_what_means_the_same_says_nothing_new(change: Change) -> None:
    assert read(change) == ([], [])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (put("1.10", "tingkat", datetime(2026, 10, 1, tzinfo=UTC).replace(tzinfo=None)), "H3"),
        (put("2", "tingkat", "=SUM(1)"), "H4"),
        (put("1.1", "tingkat", None), "H2"),
        (put("1.1", "penjelasan", None), "I2"),
        (put("1.1", "kode", 1.1), "A2"),
        (put("010001", "kode", 10001), "A5"),
        (put("2", "kode", "1.1"), "A4"),
        (put("2", "kode", "X"), "A4"),
        (put("2", "kode", None), "A4"),
        (put("2", "revisi", "3"), "Q4"),
        (put("2", "revisi", None), "Q4"),
        (put("2", "asal", "lain"), "R4"),
        (put("2", "fakta", "a"), "H4"),
        (lambda sheet, _at: sheet.merge_cells("I2:I3"), "I2"),
        (lambda sheet, _at: sheet.cell(1, 19, "catatan"), "S1"),
        (lambda sheet, _at: sheet.cell(2, 19, "catatan"), "S2"),
    ],
    ids=["day", "formula", "emptied", "unexplained", "code-of-two", "padded-code", "twice",
         "unknown", "no-code", "other-revision", "no-revision", "origin", "no-level", "merged",
         "column", "no-heading"],
)  # fmt: skip
def test_a_wrong_cell_is_named(change: Change, place: str) -> None:
    _, faults = read(change)
    assert faults[0].text.en.split(":")[0] == f"{SHEET}!{place}"
    assert faults[0].pointer.startswith(f"/rows/{place[1:]}")


def test_a_missing_column_is_named() -> None:
    _, (fault,) = read(lambda sheet, _at: sheet.delete_cols(HEADINGS.index("fakta") + 1))
    assert "fakta" in fault.text.en


@pytest.mark.parametrize(
    ("code", "level"), [("1.1", "n/a"), ("1.1", "1"), ("1.10", "0"), ("1.10", "=1+1")]
)
def test_what_was_changed_is_decided(code: str, level: str) -> None:
    def change(_sheet: Any, at: Callable[[str, str], Any]) -> None:
        at(code, "tingkat").value = level
        at(code, "tingkat").data_type = "s"

    assert read(change) == ([code], [])
