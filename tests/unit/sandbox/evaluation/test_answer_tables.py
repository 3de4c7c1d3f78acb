"""Tables of answers: what people see of them counts, and what could mean two things is named."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from rules.answers import AnswersError
from sandbox.evaluation.answer_files import read_answer_file


def sheet_of(*rows: tuple[object, ...], change: Callable[[Any], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([*row])
    if change is not None:
        change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_it_is_shown() -> None:
    data = sheet_of(
        ("No", "Kode", "Nama", "Tingkat"),
        (1, "1", "Satu", 4),
        (None, None, None, None),
        (2, "1.10", "Dua", 0.1 + 0.2),
        (3, "35-1", "Tiga", "n/a"),
        (4, "36", "Empat", "2,50"),
        (5, "37", "Lima", True),
        (6, "38", "Enam", None),
    )

    assert read_answer_file("a.xlsx", data) == (
        ("1", "4"),
        ("1.10", "0.3"),
        ("35-1", "n/a"),
        ("36", "2.50"),
        ("37", "true"),
        ("38", ""),
    )
    assert read_answer_file("a.xlsx", sheet_of((4,), (2.5,), ("n/a",))) == ["4", "2.5", "n/a"]


def as_percent(sheet: Any) -> None:
    sheet["B2"].number_format = "0%"


def as_five(sheet: Any) -> None:
    sheet["B2"].number_format = '"5"'


@pytest.mark.parametrize(
    ("row", "change", "reason"),
    [
        (
            (10001, 3),
            None,
            "Sheet!A2 holds the number 10001, but a code is text; it could mean 10001, 010001",
        ),
        (
            (1.1, 3),
            None,
            "Sheet!A2 holds the number 1.1, but a code is text; it could mean 1.1, 1.10",
        ),
        ((1.0, 3), None, "Sheet!A2 holds the number 1, but a code is text; it could mean 1, 1.0"),
        ((datetime(2026, 10, 1), 3), None, "Sheet!A2 was read as a date"),  # noqa: DTZ001 - a cell has no zone
        (("1", datetime(2026, 3, 5)), None, "Sheet!B2 was read as a date"),  # noqa: DTZ001 - as above
        (("1", "=1+1"), None, "Sheet!B2 a formula without a value"),
        (("=A1", 3), None, "Sheet!A2 a formula without a value"),
        (("1", "#REF!"), None, "Sheet!B2 holds an error of a formula"),
        (("1", 0.85), as_percent, "Sheet!B2 has a percent format"),
        (("1", 3), as_five, "Sheet!B2 has a number format that shows something else"),
        (("1", 3), lambda sheet: sheet.merge_cells("B2:B3"), "Sheet!B2 is part of merged cells"),
        (("1", 3, "x"), None, "row 2 has 3 cells, and there are 2 headings"),
    ],
)
def test_a_cell_that_lost_what_was_meant_is_named(
    row: tuple[object, ...], change: Callable[[Any], None] | None, reason: str
) -> None:
    data = sheet_of(("kode", "tingkat"), row, ("2", 4), change=change)

    with pytest.raises(AnswersError) as caught:
        read_answer_file("a.xlsx", data, ["010001", "1", "1.0", "1.1", "1.10"])

    assert reason in str(caught.value)


def test_a_hidden_first_sheet_is_not_read() -> None:
    def change(sheet: Any) -> None:
        other = sheet.parent.create_sheet("Tingkat")
        other.append(["kode", "tingkat"])
        other.append(["13", 5])
        sheet.sheet_state = "hidden"
        sheet.parent.active = 1

    data = sheet_of(("kode", "tingkat"), ("13", 3), change=change)
    assert read_answer_file("a.xlsx", data) == (("13", "5"),)


def test_a_row_with_a_sign_is_a_row_and_a_remark_is_none_in_both_kinds() -> None:
    rows = [("# hasil",), ("#",), ("kode", "tingkat"), ("#13", "3"), ("14", "4"), ("#15", "")]
    text = "\n".join(";".join(row) for row in rows)
    kept = (("#13", "3"), ("14", "4"), ("#15", ""))

    assert read_answer_file("a.csv", text.encode()) == kept
    assert read_answer_file("a.xlsx", sheet_of(*rows)) == kept
    assert read_answer_file("a.csv", b"#13;3\n14;4\n") == (("#13", "3"), ("14", "4"))
    assert read_answer_file("a.csv", b"3\n#5\n4\n") == ["3", "#5", "4"]


def test_all_defects_of_a_table_are_named_at_once() -> None:
    rows = [("kode", "tingkat"), (10001, 3), ("2", datetime(2026, 3, 5)), ("3", 1, "x"), ("", "4")]  # noqa: DTZ001 - a cell has no zone
    many = [(10001, 3) for _ in range(150)]

    with pytest.raises(AnswersError) as caught:
        read_answer_file("a.xlsx", sheet_of(*rows, ("5", "1.234,5"), ("6", "2,5"), ("7", "2.5")))
    reasons = [
        problem.text.en.removeprefix("unreadable XLSX: ") for problem in caught.value.problems
    ]
    assert [reason[:24] for reason in reasons] == [
        "Sheet!A2 holds the numbe",
        "Sheet!B3 was read as a d",
        "row 4 has 3 cells, and t",
        "row 5 has no code",
        "row 6: 1.234,5 has signs",
        "row 8: 2.5 does not fit ",
    ]
    with pytest.raises(AnswersError) as caught:
        read_answer_file("a.xlsx", sheet_of(("kode", "tingkat"), *many))
    assert len(caught.value.problems) == 150
