"""Read a register: CSV or XLSX, with everything that is wrong by row and cell."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kit.errors import Invalid
from rules.refusal import Refusal
from rules.spreadsheet import HarmfulError
from rules.text import Text
from submission.registers.domain.row import COLUMNS, HEADINGS
from tables.cell import Row
from tables.columns import Column, ColumnKind, Records, read_records
from tables.csv_text import read_csv
from tables.workbook import read_sheet

SHEET: Final = "instansi"

_KINDS: Final[dict[str, ColumnKind]] = {
    "code": "code",
    "parent_code": "code",
    "valid_from": "day",
    "valid_until": "day",
}
_REQUIRED: Final = ("code", "name")
_COLUMNS: Final = [
    Column(heading=each, kind=_KINDS.get(each, "text"), is_required=each in _REQUIRED)
    for each in COLUMNS
]


def read_register(data: bytes, *, is_workbook: bool) -> Records:
    """Return the rows of a register. Codes are text: a number in a cell of codes is a defect.

    Raises:
        Invalid: The file cannot be read.
    """
    try:
        rows = read_sheet(data, SHEET) if is_workbook else read_csv(data)
    except HarmfulError as error:
        raise Invalid(
            Text("Berkas ini tidak dapat dibaca.", "The file cannot be read."),
            errors=[Refusal("", error.reason)],
        ) from error
    return read_records(_with_known_headings(rows), _COLUMNS)


def _with_known_headings(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the headings of regions replaced by those of the columns."""
    known = [*rows]
    for place, row in enumerate(known):
        if not all(cell.is_empty for cell in row.cells):
            cells = [
                cell
                if cell.text is None
                else replace(cell, text=HEADINGS.get(cell.text.strip().casefold(), cell.text))
                for cell in row.cells
            ]
            known[place] = Row(row.number, cells)
            break
    return known
