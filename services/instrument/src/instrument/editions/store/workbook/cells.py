"""Reading and writing single cells.

All cells are text, because a spreadsheet program would round exact numbers or turn them into dates.
"""

import re
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from instrument.editions.store.workbook.layout import Column
from rules.number_format import shown_otherwise
from rules.spreadsheet import code_lost, shown_number
from rules.text import Text

LONGEST: Final = 32_767  # of one cell

# Characters that XML cannot contain, and texts that look like their escaped form.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_WHOLE: Final = re.compile("[0-9]{1,9}")
_TRUTHS: Final = {"true": True, "false": False, "ya": True, "tidak": False}


class Cell(Protocol):
    """What is used of a cell that was read."""

    @property
    def value(self) -> Any: ...  # noqa: D102 - a protocol's member

    @property
    def data_type(self) -> str: ...  # noqa: D102 - a protocol's member

    @property
    def number_format(self) -> str: ...  # noqa: D102 - a protocol's member


class Content(NamedTuple):
    """The value of a cell, None for an empty one, and what is wrong with it."""

    value: Any
    defect: Text | None = None


def cell_text(value: Any) -> str:
    """Return the text of a cell for a value of a document."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\n".join(cell_text(part) for part in value)
    return _UNSAFE.sub(lambda match: f"_x{ord(match[0]):04X}_", str(value))


def content_of(cell: Cell, column: Column) -> Content:
    """Return the value of a cell in this column."""
    value = cell.value
    if value is None or value == "":
        return Content(None)
    if cell.data_type == "f":
        return Content(
            "", Text("rumus ditolak: tulis nilainya", "formulas are refused: write the value")
        )
    if isinstance(value, str) and cell.data_type != "e":
        return Content(_of_text(_ESCAPED.sub(_unescaped, value), column))
    if column.is_code and isinstance(value, int | float) and not isinstance(value, bool):
        return Content(shown_number(value), code_lost(value, cell.number_format))
    return _of_other(value, column, cell.number_format)


def _of_other(value: Any, column: Column, number_format: str) -> Content:
    """Return the value of a cell that a program changed from text, if nothing was lost."""
    if isinstance(value, bool):
        return _of_truth(column, is_true=value)
    if isinstance(value, int):
        otherwise = shown_otherwise(value, number_format)
        return Content(value if column.kind == "whole" else str(value), otherwise)
    if isinstance(value, datetime):
        return _of_instant(value, column)
    return Content(
        str(value),
        Text(
            "harus berupa teks: ubah format sel menjadi Teks lalu tulis ulang",
            "must be text: give the cell the format Text and write it again",
        ),
    )


def _of_truth(column: Column, *, is_true: bool) -> Content:
    if column.kind == "truth":
        return Content(is_true)
    return Content(
        str(is_true),
        Text("kolom ini bukan untuk nilai benar atau salah", "is not for a truth value"),
    )


def _of_instant(value: datetime, column: Column) -> Content:
    if column.kind == "date" and value == datetime(value.year, value.month, value.day):  # noqa: DTZ001 - a cell has no zone
        return Content(value.date().isoformat())
    return Content(
        value.isoformat(),
        Text(
            "terbaca sebagai tanggal: ubah format sel menjadi Teks lalu tulis ulang",
            "was read as a date: give the cell the format Text and write it again",
        ),
    )


def _of_text(value: str, column: Column) -> Any:
    """Return a text as a value of its column, or unchanged if it is none: the model refuses it."""
    if column.kind == "text":
        return value
    bare = value.strip()
    if not bare:
        return None
    if column.kind == "codes":
        return [line for line in value.split("\n") if line]
    if column.kind == "truth":
        return _TRUTHS.get(bare.lower(), bare)
    if column.kind == "whole" and _WHOLE.fullmatch(bare):
        return int(bare)
    return bare


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
