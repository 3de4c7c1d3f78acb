"""Single cells: what stands in one, and how a value is written into one.

Everything is text, exact numbers above all: a spreadsheet program would round them or take them
for dates.
"""

import re
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from instrument.editions.store.workbook.layout import Column
from rules.text import Text

LONGEST: Final = 32_767  # of one cell

# Characters that XML cannot carry, and what would be taken for one that was written this way.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_WHOLE: Final = re.compile("[0-9]{1,9}")
_TRUTHS: Final = {"true": True, "false": False, "ya": True, "tidak": False}


class Cell(Protocol):
    """What is needed to know of a cell that was read."""

    @property
    def value(self) -> Any: ...  # noqa: D102 - a protocol's member

    @property
    def data_type(self) -> str: ...  # noqa: D102 - a protocol's member


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
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", str(value))


def content_of(cell: Cell, column: Column) -> Content:
    """Return the value that a cell of this column stands for."""
    found = cell.value
    if found is None or found == "":
        return Content(None)
    if cell.data_type == "f":
        return Content(
            "", Text("rumus ditolak: tulis nilainya", "formulas are refused: write the value")
        )
    if isinstance(found, str) and cell.data_type != "e":
        return Content(_of_text(_ESCAPED.sub(_unescaped, found), column))
    return _of_other(found, column)


def _of_other(found: Any, column: Column) -> Content:
    """Return what a program made of a value that should be text, where nothing was lost."""
    if isinstance(found, bool):
        return _of_truth(column, is_true=found)
    if isinstance(found, int):
        return Content(found if column.kind == "whole" else str(found))
    if isinstance(found, datetime):
        return _of_instant(found, column)
    return Content(
        str(found),
        Text(
            "harus berupa teks: ubah format sel menjadi Teks lalu tulis ulang",
            "must be text: give the cell the format Text and write it again",
        ),
    )


def _of_truth(column: Column, *, is_true: bool) -> Content:
    if column.kind == "truth":
        return Content(is_true)
    return Content(str(is_true), Text("bukan untuk benar atau salah", "is not for a truth value"))


def _of_instant(found: datetime, column: Column) -> Content:
    if column.kind == "date" and found == datetime(found.year, found.month, found.day):  # noqa: DTZ001 - a cell has no zone
        return Content(found.date().isoformat())
    return Content(
        found.isoformat(),
        Text(
            "terbaca sebagai tanggal: ubah format sel menjadi Teks lalu tulis ulang",
            "was read as a date: give the cell the format Text and write it again",
        ),
    )


def _of_text(found: str, column: Column) -> Any:
    """Return a text as the value of its column; one that is none stays for the model to refuse."""
    if column.kind == "text":
        return found
    bare = found.strip()
    if not bare:
        return None
    if column.kind == "codes":
        return [line for line in found.split("\n") if line]
    if column.kind == "truth":
        return _TRUTHS.get(bare.lower(), bare)
    if column.kind == "whole" and _WHOLE.fullmatch(bare):
        return int(bare)
    return bare


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
