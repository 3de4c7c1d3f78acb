"""Levels in a workbook (XLSX): its first sheet, as people see it.

Spreadsheet programs make numbers and days of what people type: 010001 becomes 10001, and 1.10
becomes 1.1 or the first of October. So a code must be text, and a level must be what is shown.
"""

import io
import warnings
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from rules.answers import Written, unreadable
from rules.spreadsheet import (
    UNREADABLE,
    HarmfulError,
    code_lost,
    require_harmless,
    shown_number,
)
from rules.text import Text
from sandbox.evaluation.answer_tables import Stored, TableRow, levels_of

_KIND: Final = "XLSX"
_NO_VALUE: Final = Text(
    "rumus tanpa nilai: tempelkan nilainya", "a formula without a value: paste the value"
)
_IS_ERROR: Final = Text("berisi kesalahan rumus", "holds an error of a formula")
_IS_DAY: Final = Text(
    "terbaca sebagai tanggal: ubah format sel menjadi Teks lalu tulis ulang",
    "was read as a date: give the cell the format Text and write it again",
)
_IS_PERCENT: Final = Text(
    "berformat persen: tulis sebagai bilangan biasa",
    "has a percent format: write it as a plain number",
)
_IS_MERGED: Final = Text(
    "bagian dari sel gabungan: pisahkan selnya", "is part of merged cells: separate them"
)


def read_workbook(data: bytes, codes: Collection[str] = ()) -> Written:
    """Return the levels on the first sheet; `codes` are those that a number could mean.

    Raises:
        AnswersError: It cannot be read; every wrong cell is named.
    """
    sheet, formulas = _sheets(data)
    merged = {
        (row, column)
        for found in sheet.merged_cells.ranges
        for row in range(found.min_row, found.max_row + 1)
        for column in range(found.min_col, found.max_col + 1)
    }
    cells = {
        number: row
        for number, row in enumerate(_rows(sheet, formulas), 1)
        if any(cell.value is not None or formula is not None for cell, formula in row)
    }
    rows = [TableRow(number, [_text(cell) for cell, _ in row]) for number, row in cells.items()]

    def check(row: TableRow, column: int, is_code: bool) -> Text | None:  # noqa: FBT001 - of Check
        found = cells[row.number]
        if column >= len(found):
            return None
        cell, formula = found[column]
        is_merged = (row.number, column + 1) in merged
        fault = _IS_MERGED if is_merged else _fault(cell, formula, codes, is_code=is_code)
        if fault is None:
            return None
        place = f"{sheet.title}!{get_column_letter(column + 1)}{row.number}"
        return Text(f"{place} {fault.id}", f"{place} {fault.en}")

    return levels_of(_KIND, rows, check)


def _sheets(data: bytes) -> tuple[Any, Any]:
    """Return the first sheet with the values that a program kept, and with its formulas."""
    try:
        require_harmless(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not used
            values, formulas = (
                load_workbook(io.BytesIO(data), data_only=data_only, keep_links=False)
                for data_only in (True, False)
            )
        return values.worksheets[0], formulas.worksheets[0]
    except HarmfulError as error:
        raise unreadable(_KIND, error.reason) from error
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise unreadable(_KIND, UNREADABLE) from error


def _rows(sheet: Any, formulas: Any) -> Iterator[Sequence[tuple[Any, Any]]]:
    """Yield the cells of each row, each with its formula."""
    written = formulas.iter_rows(values_only=True)
    for row, other in zip_longest(sheet.iter_rows(), written, fillvalue=()):
        yield [
            (cell, formula if isinstance(formula, str) and formula.startswith("=") else None)
            for cell, formula in zip(row, other, strict=True)
        ]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return Stored(shown_number(value))
    return str(value).strip()


def _fault(cell: Any, formula: str | None, codes: Collection[str], *, is_code: bool) -> Text | None:
    value = cell.value
    if value is None:
        return None if formula is None else _NO_VALUE
    if cell.data_type == "e":
        return _IS_ERROR
    if cell.is_date:
        return _IS_DAY
    is_number = isinstance(value, int | float)
    if is_code and is_number:
        return code_lost(value, cell.number_format, codes)
    return _IS_PERCENT if is_number and "%" in str(cell.number_format) else None
