"""A sheet of a workbook (XLSX), as people see it.

Of a formula its value counts, if the program that computed it has kept it. Hidden rows and columns
are read like others. A cell that is part of merged ones has a fault: nobody can say which row or
column it belongs to.
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from re import Match
from re import compile as compiled
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from rules.spreadsheet import UNREADABLE, HarmfulError, require_harmless, shown_number
from rules.text import Text
from tables.cell import MOST_COLUMNS, MOST_ROWS, Cell, Row
from tables.csv_text import too_many

_NO_VALUE: Final = Text(
    "rumus tanpa nilai: tempelkan nilainya", "a formula without a value: paste the value"
)
_IS_ERROR: Final = Text("berisi kesalahan rumus", "holds an error of a formula")
_IS_MERGED: Final = Text(
    "bagian dari sel gabungan: pisahkan selnya", "is part of merged cells: separate them"
)
_ESCAPED: Final = compiled("_x([0-9A-Fa-f]{4})_")


def read_sheet(data: bytes, name: str) -> list[Row]:
    """Return the rows of the sheet of this name, or of the first sheet if none has it.

    Raises:
        HarmfulError: It cannot be read, is not safe to read, or is too large.
    """
    require_harmless(data)
    sheet = _opened(data, name, has_values=False)
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise too_many()
    merged = {
        place
        for found in sheet.merged_cells.ranges
        if found.min_row <= MOST_ROWS and found.size["rows"] * found.size["columns"] > 1
        for place in _places_of(found)
    }
    written = [*sheet.iter_rows()]
    if any(cell.data_type == "f" for row in written for cell in row):
        shown = [*_opened(data, name, has_values=True).iter_rows(max_col=sheet.max_column)]
    else:
        shown = written
    title = str(sheet.title)
    return [
        Row(number, [_cell(title, *pair, merged) for pair in zip(row, values, strict=False)])
        for number, (row, values) in enumerate(zip(written, shown, strict=False), 1)
    ]


def _opened(data: bytes, name: str, *, has_values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not used
            book = load_workbook(BytesIO(data), data_only=has_values, keep_links=False)
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        return sheets.get(name, book.worksheets[0])
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise HarmfulError(UNREADABLE) from error


def _places_of(merged: Any) -> Iterator[tuple[int, int]]:
    for row in range(merged.min_row, min(merged.max_row, MOST_ROWS) + 1):
        for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
            yield row, column


def _cell(title: str, written: Any, shown: Any, merged: set[tuple[int, int]]) -> Cell:
    row, column = written.row, written.column
    place = f"{title}!{get_column_letter(column)}{row}"
    if (row, column) in merged:
        return Cell(place=place, fault=_IS_MERGED)
    value = shown.value
    if value is None:
        return Cell(place=place, fault=_NO_VALUE if written.data_type == "f" else None)
    if shown.data_type == "e":
        return Cell(place=place, fault=_IS_ERROR)
    return _of_value(place, value, str(shown.number_format))


def _of_value(place: str, value: Any, number_format: str) -> Cell:
    if isinstance(value, bool):
        return Cell(place=place, kind="truth", text=str(value).lower())
    if isinstance(value, int | float):
        return Cell(
            place=place,
            kind="percent" if "%" in number_format else "number",
            text=shown_number(value),
            value=value,
            number_format=number_format,
        )
    if isinstance(value, date | datetime | time | timedelta):
        return Cell(place=place, kind="day", text=_day(value))
    return Cell(place=place, kind="text", text=_ESCAPED.sub(_unescaped, str(value)))


def _day(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value) if isinstance(value, timedelta) else value.isoformat()


def _unescaped(match: Match[str]) -> str:
    return chr(int(match[1], 16))
