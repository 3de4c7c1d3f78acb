"""The ministry's own result as it comes: the answer of the national API, or a workbook.

Rows have `kode`, `tahun`, `nama_instansi` and the values. A workbook's first sheet has the keys in
its first row and one result in each other, or keys in the first column and values in the second.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

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

Row = dict[str, Any]


@lru_cache(maxsize=100)
def keys_of(edition_code: str) -> Mapping[str, str]:
    """Return which node each key of the national API means; empty where none is known."""
    for path in _FOLDER.glob("*.toml"):
        found = tomllib.loads(path.read_text("utf-8"))
        if found["edition_code"] == edition_code:
            return dict(found["nodes"])
    return {}


def read_json(data: bytes) -> list[Row]:
    """Return the rows of the national API's answer, with their values under `nilai`.

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
    return rows


def read_workbook(data: bytes) -> list[Row]:
    """Return the rows of a workbook's first sheet, with their values under `nilai`.

    Raises:
        FlawFound: It is no workbook, or has neither shape.
    """
    sheets = read_sheets(data, file="body")
    cells = next(iter(sheets.values()), [])
    cells = [row for row in ([cell.strip() for cell in row] for row in cells) if any(row)]
    head = [cell.lower() for cell in cells[0]] if cells else []
    if _INDEX in head:
        return [_row(dict(zip(cells[0], row, strict=False))) for row in cells[1:]]
    if cells and all(len([cell for cell in row if cell]) <= _PAIR for row in cells):
        return [_row({row[0]: row[1] for row in cells if len(row) >= _PAIR})]
    raise flaw_found(
        "body", "sheet 1", expected=f"a row of keys with {_INDEX}, or two columns", found="neither"
    )


def number_of(text: object, *, pointer: str) -> Written:
    """Return a number as it is written, with a decimal point or comma.

    Raises:
        FlawFound: It is no number.
    """
    match = _NUMBER.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise flaw_found("body", pointer, expected="a number such as 4.2125", found=repr(text))
    return Written(parse(match[0].replace(",", ".")), len(match[1] or ""))


def about(row: Row) -> dict[str, str]:
    """Return what a row says of whom it speaks."""
    return {name: str(row[name]) for name in _ABOUT if row.get(name) not in (None, "")}


def _row(cells: Mapping[str, str]) -> Row:
    names = {name: name.lower() for name in cells}
    row: Row = {names[name]: text for name, text in cells.items() if names[name] in _ABOUT}
    row[_VALUES] = {
        (names[name] if names[name] == _INDEX else name): text
        for name, text in cells.items()
        if names[name] not in _ABOUT and name and text
    }
    return row
