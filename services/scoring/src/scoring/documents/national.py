"""The ministry's own result as it comes: the answer of the national API, or a workbook.

Rows have `kode`, `tahun`, `nama_instansi` and the values. A workbook's first sheet has the keys in
its first row and one result in each other, or keys in column A and values in column B.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl.utils import get_column_letter

from rules.exact import parse
from scoring.documents.workbook import read_sheets
from scoring.domain.flaw import flaw_found
from scoring.domain.national import Written

_FOLDER: Final = Path(__file__).parents[1] / "national"
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(?:[.,]([0-9]{1,20}))?")
_VALUES: Final = "nilai"
_ABOUT: Final = ("kode", "tahun", "nama_instansi", "kategori", "daerah")
_INDEX: Final = "indeks"
_PAIR: Final = 2


class Cells(NamedTuple):
    """Where a key of a workbook and its value stand, such as `Sheet1!C1` and `Sheet1!C2`."""

    key: str
    value: str


class Row(NamedTuple):
    """One result: what it says of whom, its values by key, and of a workbook the cells of both."""

    about: Mapping[str, Any]
    values: Mapping[str, object]
    cells: Mapping[str, Cells] = {}

    def cell_of(self, key: str) -> str | None:
        """Return where the value of a key stands in a workbook."""
        return self.cells[key].value if key in self.cells else None


class _Entry(NamedTuple):
    key: str
    text: str
    cells: Cells


@lru_cache(maxsize=100)
def keys_of(edition_code: str) -> Mapping[str, str]:
    """Return which node each key of the national API means; empty where none is known."""
    for path in _FOLDER.glob("*.toml"):
        found = tomllib.loads(path.read_text("utf-8"))
        if found["edition_code"] == edition_code:
            return dict(found["nodes"])
    return {}


def read_json(data: bytes) -> list[Row]:
    """Return the rows of the national API's answer; their values stand under `nilai`.

    Raises:
        FlawFound: It is none.
    """
    try:
        # Numbers stay as they are written.
        found = json.loads(data.decode(), parse_float=str, parse_int=str)
        # Half of a character pair can be escaped in JSON, and then be written nowhere.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise flaw_found("body", "JSON", expected="JSON in UTF-8", found=str(error)) from error
    rows = found if isinstance(found, list) else [found]
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or not isinstance(row.get(_VALUES), dict):
            raise flaw_found(
                "body", f"/{place}/{_VALUES}", expected="an object with values", found="none"
            )
    return [Row(row, row[_VALUES]) for row in rows]


def read_workbook(data: bytes) -> list[Row]:
    """Return the rows of a workbook's first sheet.

    Raises:
        FlawFound: It is no workbook, has neither shape, or has a key twice.
    """
    title, cells = next(iter(read_sheets(data, file="body").items()), ("", []))
    stripped = enumerate(([cell.strip() for cell in row] for row in cells), 1)
    rows = [(number, row) for number, row in stripped if any(row)]
    if rows and _INDEX in map(str.lower, rows[0][1]):
        return [_row(_across(title, rows[0], row)) for row in rows[1:]]
    if rows and all(len([cell for cell in row if cell]) <= _PAIR for _, row in rows):
        return [_row(_down(title, rows))]
    raise flaw_found(
        f"{title}!A{rows[0][0] if rows else 1}",
        "sheet 1",
        expected=f"keys in row 1, among them {_INDEX}, and values in row 2; or keys in column A"
        " and values in column B",
        found="neither",
    )


def number_of(text: object, *, pointer: str, cell: str | None = None) -> Written:
    """Return a number as it is written, with a decimal point or comma.

    Raises:
        FlawFound: It is no number.
    """
    match = _NUMBER.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        file = cell or "body"
        raise flaw_found(file, pointer, expected="a number such as 4.2125", found=repr(text))
    return Written(parse(match[0].replace(",", ".")), len(match[1] or ""))


def about(row: Row) -> dict[str, str]:
    """Return what a row says of whom it speaks."""
    return {name: str(row.about[name]) for name in _ABOUT if row.about.get(name) not in (None, "")}


def _across(
    title: str, head: tuple[int, Sequence[str]], row: tuple[int, Sequence[str]]
) -> Iterator[_Entry]:
    """Yield what stands below the keys of the first row."""
    for column, (key, text) in enumerate(zip(head[1], row[1], strict=False), 1):
        letter = get_column_letter(column)
        cells = Cells(f"{title}!{letter}{head[0]}", f"{title}!{letter}{row[0]}")
        yield _Entry(key, text, cells)


def _down(title: str, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[_Entry]:
    """Yield what stands in column B beside the keys in column A."""
    for number, row in rows:
        if len(row) >= _PAIR:
            yield _Entry(row[0], row[1], Cells(f"{title}!A{number}", f"{title}!B{number}"))


def _row(entries: Iterator[_Entry]) -> Row:
    told: dict[str, str] = {}
    values: dict[str, str] = {}
    cells: dict[str, Cells] = {}
    for entry in entries:
        lower = entry.key.lower()
        key = lower if lower in (*_ABOUT, _INDEX) else entry.key
        if not key or not entry.text:
            continue
        if key in cells:
            raise flaw_found(entry.cells.key, "key", expected="each key once", found=f"{key} again")
        cells[key] = entry.cells
        (told if key in _ABOUT else values)[key] = entry.text
    return Row(told, values, cells)
