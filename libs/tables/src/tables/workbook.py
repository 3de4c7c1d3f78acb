"""A sheet of a workbook (XLSX), as people see it.

Of a formula its value counts, if the program that computed it has kept it. A hidden sheet is not
read; hidden rows and columns are, because a filter hides them. A cell that is part of merged ones
has a fault: nobody can say which row or column it belongs to.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import zip_longest
from re import Match
from re import compile as compiled
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.xml.functions import iterparse

from rules.number_format import shown_otherwise
from rules.spreadsheet import (
    UNREADABLE,
    HarmfulError,
    require_harmless,
    sheet_hidden,
    shown_number,
)
from rules.text import Text
from tables.cell import MOST_COLUMNS, MOST_ROWS, Cell, Row
from tables.csv_text import too_many

_NO_VALUE: Final = Text(
    "rumus tanpa nilai: tempelkan nilainya", "a formula without a value: paste the value"
)
_IS_ERROR: Final = Text("berisi kesalahan rumus", "holds an error of a formula")
IS_MERGED: Final = Text(
    "bagian dari sel gabungan: pisahkan selnya", "is part of merged cells: separate them"
)
_LAST_ROW: Final = 1_048_576  # of any sheet; a file may say more
_LONGEST_TITLE: Final = 31
_ESCAPED: Final = compiled("_x([0-9A-Fa-f]{4})_")


def read_sheet(data: bytes, name: str) -> list[Row]:
    """Return the rows of the sheet of this name, or of the first one that is seen if none has it.

    Raises:
        HarmfulError: It cannot be read, is hidden, is not safe to read, or is too large.
    """
    require_harmless(data)
    sheet = _opened(data, name, has_values=False)
    title = str(sheet.title)[:_LONGEST_TITLE]
    written = _rows(sheet)
    merged = _merged(sheet)
    shown = written
    if any(cell.data_type == "f" for row in written for cell in row):
        shown = _rows(_opened(data, name, has_values=True))
    return [
        Row(number, [*_cells(title, number, row, values, merged.get(number, frozenset()))])
        for number, (row, values) in enumerate(zip_longest(written, shown, fillvalue=()), 1)
    ]


def _opened(data: bytes, name: str, *, has_values: bool) -> Any:
    # Read only: the library would fill what is said to be merged with cells, however much it is.
    with readable():
        book = load_workbook(BytesIO(data), read_only=True, data_only=has_values, keep_links=False)
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if name in sheets and sheets[name] not in seen:
            raise sheet_hidden(name)
        return sheets.get(name, seen[0])


@contextmanager
def readable() -> Iterator[None]:
    """Say of whatever breaks while a workbook is read that it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not used
            yield
    except HarmfulError:
        raise
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise HarmfulError(UNREADABLE) from error


def _rows(sheet: Any) -> list[Sequence[Any]]:
    """Return the rows up to the last one in which something stands."""
    rows: list[Sequence[Any]] = []
    with readable():
        sheet.reset_dimensions()  # the size that the file states may be wrong
        for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW), 1):
            filled = [place for place, cell in enumerate(row, 1) if cell.value is not None]
            if filled and (number > MOST_ROWS or filled[-1] > MOST_COLUMNS):
                raise too_many()
            if number <= MOST_ROWS:
                rows.append(row[: filled[-1]] if filled else ())
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _merged(sheet: Any) -> Mapping[int, AbstractSet[int]]:
    """Return the columns that are part of merged cells, by row."""
    places: dict[int, set[int]] = {}
    with readable(), sheet._get_source() as source:  # noqa: SLF001 - these are told of nowhere else
        for _, element in iterparse(source):
            if not element.tag.endswith("}mergeCell"):
                continue
            left, top, right, bottom = range_boundaries(element.get("ref", ""))
            if (left, top) == (right, bottom):
                continue
            columns = range(left or 1, min(right or MOST_COLUMNS, MOST_COLUMNS) + 1)
            for row in range(top or 1, min(bottom or MOST_ROWS, MOST_ROWS) + 1):
                places.setdefault(row, set()).update(columns)
    return places


def _cells(
    title: str, number: int, written: Sequence[Any], shown: Sequence[Any], merged: AbstractSet[int]
) -> Iterator[Cell]:
    """Yield the cells of a row, up to the last one in which something stands or that is merged."""
    for column in range(1, max(len(written), max(merged, default=0)) + 1):
        place = f"{title}!{get_column_letter(column)}{number}"
        if column in merged:
            yield Cell(place=place, fault=IS_MERGED)
        else:
            formula = written[column - 1] if column <= len(written) else None
            value = shown[column - 1] if column <= len(shown) else None
            yield _cell(place, formula, value)


def cell_of(title: str, row: int, column: int, written: Any, shown: Any) -> Cell:
    """Return a cell by what was written into it, and by the value that is shown."""
    return _cell(f"{title}!{get_column_letter(column)}{row}", written, shown)


def _cell(place: str, written: Any, shown: Any) -> Cell:
    if shown is None or shown.value is None:
        is_formula = written is not None and written.data_type == "f"
        return Cell(place=place, fault=_NO_VALUE if is_formula else None)
    if shown.data_type == "e":
        return Cell(place=place, fault=_IS_ERROR)
    return _of_value(place, shown.value, str(shown.number_format))


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
            fault=shown_otherwise(value, number_format),
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
