"""Levels in a workbook (XLSX): its first sheet that is not hidden, as people see it.

Spreadsheet programs make numbers and days of what people type: 010001 becomes 10001, and 1.10
becomes 1.1 or the first of October. So a code must be text, and a level must be what is shown.
"""

from collections.abc import Collection
from typing import Final

from rules.answers import Written, unreadable
from rules.spreadsheet import HarmfulError, code_lost
from rules.text import Text
from sandbox.evaluation.answer_tables import Stored, TableRow, levels_of
from tables.cell import Cell
from tables.workbook import read_sheet

_KIND: Final = "XLSX"
_IS_DAY: Final = Text(
    "terbaca sebagai tanggal: ubah format sel menjadi Teks lalu tulis ulang",
    "was read as a date: give the cell the format Text and write it again",
)
_IS_PERCENT: Final = Text(
    "berformat persen: tulis sebagai bilangan biasa",
    "has a percent format: write it as a plain number",
)


def read_workbook(data: bytes, codes: Collection[str] = ()) -> Written:
    """Return the levels on the first sheet that is seen; `codes`: those that a number could mean.

    Raises:
        AnswersError: It cannot be read; every wrong cell is named.
    """
    try:
        sheet = read_sheet(data, "")  # no sheet has no name: the first one
    except HarmfulError as error:
        raise unreadable(_KIND, error.reason) from error
    cells = {row.number: row.cells for row in sheet if not all(cell.is_empty for cell in row.cells)}
    rows = [TableRow(number, [_text(cell) for cell in row]) for number, row in cells.items()]

    def check(row: TableRow, column: int, is_code: bool) -> Text | None:  # noqa: FBT001 - of Check
        found = cells[row.number]
        if column >= len(found):
            return None
        cell = found[column]
        fault = _fault(cell, codes, is_code=is_code)
        return fault and Text(f"{cell.place} {fault.id}", f"{cell.place} {fault.en}")

    return levels_of(_KIND, rows, check)


def _text(cell: Cell) -> str:
    text = (cell.text or "").strip()
    return text if cell.value is None else Stored(text)


def _fault(cell: Cell, codes: Collection[str], *, is_code: bool) -> Text | None:
    if is_code and cell.value is not None:
        return code_lost(cell.value, cell.number_format, codes)
    if cell.fault is not None:
        return cell.fault
    if cell.kind == "day":
        return _IS_DAY
    return _IS_PERCENT if cell.kind == "percent" else None
