"""The first sheet of a workbook that is not hidden as texts, as people see them."""

import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from rules.number_format import shown_otherwise
from rules.spreadsheet import (
    UNREADABLE,
    HarmfulError,
    code_lost,
    require_harmless,
    shown_number,
)
from rules.text import Text
from scoring.publication.usecases.write_workbook import MOST_COLUMNS, MOST_ROWS

# Stands for the value of a formula that has none; no cell can hold it.
NO_VALUE: Final = "\0"
_LAST_ROW: Final = 1_048_576  # of any sheet; a file may say more


class NumberText(str):
    """The text of a number. `lost`: what is wrong with it where a code is expected.

    `otherwise`: what is wrong with it anywhere, if its cell shows something else.
    """

    __slots__ = ("lost", "otherwise")

    lost: Text
    otherwise: Text | None


def read_first_sheet(data: bytes) -> tuple[str, list[list[str]]]:
    """Return the title and the cells of the first sheet that is seen, as trimmed texts.

    A formula without the value that a spreadsheet program keeps beside it is `NO_VALUE`.

    Raises:
        HarmfulError: It is no workbook, or an unreasonably large one.
    """
    require_harmless(data)
    try:
        values, formulas = (
            _first_seen(load_workbook(io.BytesIO(data), read_only=True, data_only=data_only))
            for data_only in (True, False)
        )
        rows = zip_longest(_rows(values), _rows(formulas), fillvalue=())
        return values.title, [[*_texts(row, written)] for row, written in rows]
    except HarmfulError:
        raise
    except Exception as error:  # the library raises whatever its parts raise
        raise HarmfulError(UNREADABLE) from error


def _first_seen(book: Any) -> Any:
    return next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # what the file says of its size need not be true
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW), 1):
        filled = [place for place, cell in enumerate(row, 1) if cell.value is not None]
        if filled and (number > MOST_ROWS or filled[-1] > MOST_COLUMNS):
            place = f"{sheet.title}!{get_column_letter(filled[-1])}{number}"
            raise HarmfulError(
                Text(
                    f"{place}: paling banyak {MOST_ROWS} baris dan {MOST_COLUMNS} kolom",
                    f"{place}: {MOST_ROWS} rows and {MOST_COLUMNS} columns at most",
                )
            )
        if number <= MOST_ROWS:
            yield row


def _texts(row: Sequence[Any], written: Sequence[Any]) -> Iterator[str]:
    """Yield a row's texts; what is written and has no value is a formula never computed."""
    cells = [*zip_longest(row, written)]
    while cells and all(cell is None or cell.value is None for cell in cells[-1]):
        cells.pop()
    for cell, formula in cells:
        if cell is not None and cell.value is not None:
            yield _text(cell)
        else:
            yield "" if formula is None or formula.value is None else NO_VALUE


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    text = NumberText(shown_number(value))
    text.lost = code_lost(value, str(cell.number_format))
    text.otherwise = shown_otherwise(value, str(cell.number_format))
    return text
