"""The ministry's own result as it comes: the answer of the national API, or a workbook.

Rows have `kode`, `tahun`, `nama_instansi` and the values. A workbook's first sheet has the keys in
its first row and one result in each other, or keys in column A and values in column B.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl.utils import get_column_letter

from rules import json_text
from rules.exact import parse
from rules.refusal import Refusal, pointer_to
from rules.spreadsheet import HarmfulError
from rules.text import Text, fault_of_name
from scoring.publication.domain.national import Written
from scoring.publication.usecases.read_sheet import NO_VALUE, NumberText, read_first_sheet

INDEX: Final = "indeks"

_FOLDER: Final = Path(__file__).parent / "national_keys"
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(?:[.,]([0-9]{1,20}))?")
_VALUES: Final = "nilai"
_ABOUT: Final = ("kode", "tahun", "nama_instansi", "kategori", "daerah")
_PAIR: Final = 2
_LONGEST: Final = 60

_NO_VALUE: Final = Text(
    "rumus tanpa nilai: tempelkan nilainya", "a formula without a value: paste the values"
)
_NO_TEXT: Final = Text("harus berupa teks", "must be text")
_LONGEST_NAME: Final = 300
_TOO_LONG: Final = Text(
    f"paling banyak {_LONGEST_NAME} karakter", f"{_LONGEST_NAME} characters at most"
)
_UNREAD: Final = Text(
    f"tidak dibaca; yang dibaca: {', '.join((*_ABOUT, _VALUES))}",
    f"is not read; what is read: {', '.join((*_ABOUT, _VALUES))}",
)
_ONCE: Final = Text("setiap kunci hanya sekali", "each key once")
_NO_VALUES: Final = Text(
    f"harus berupa objek dengan {_VALUES}: objek berisi kunci dan nilai",
    f"must be an object with {_VALUES}: an object of keys and values",
)
_NEITHER: Final = Text(
    f"kunci di baris 1, di antaranya {INDEX}, dan nilai di baris 2; atau kunci di kolom A dan"
    " nilai di kolom B; di sini tidak keduanya",
    f"keys in row 1, among them {INDEX}, and values in row 2; or keys in column A and values in"
    " column B; here is neither",
)


class UnreadableError(Exception):
    """There is no result in it at all."""

    def __init__(self, defects: Sequence[Refusal]) -> None:
        super().__init__("; ".join(each.text.en for each in defects))
        self.defects = defects


class Cells(NamedTuple):
    """Where a key of a workbook and its value stand, such as `Sheet1!C1` and `Sheet1!C2`."""

    key: str
    value: str


class Row(NamedTuple):
    """One result: what it says of whom, its values by key, and of a workbook the cells of both.

    `defects`: what is wrong with it whatever edition it is of. `at`: where it stands in a list of
    the body, such as `/0`.
    """

    about: Mapping[str, Any]
    values: Mapping[str, object]
    cells: Mapping[str, Cells] = {}
    defects: Sequence[Refusal] = ()
    at: str = ""

    def cell_of(self, key: str) -> str | None:
        """Return where the value of a key stands in a workbook."""
        return self.cells[key].value if key in self.cells else None

    def defect_of_key(self, key: str, text: Text) -> Refusal:
        """Return what is wrong with a key."""
        cell = self.cells[key].key if key in self.cells else None
        return defect_at(self.at + _pointer_of(key), text, cell)

    def defect_of_value(self, key: str, text: Text) -> Refusal:
        """Return what is wrong with a value."""
        return defect_at(self.at + _pointer_of(key), text, self.cell_of(key))

    def defect_of_member(self, name: str, text: Text) -> Refusal:
        """Return what is wrong with what the row says of whom."""
        return defect_at(f"{self.at}/{name}", text, self.cell_of(name))


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


def _pointer_of(key: str) -> str:
    return pointer_to(_VALUES, cut(key))


def defect_at(pointer: str, text: Text, cell: str | None) -> Refusal:
    """Return what is wrong at a place, named by its cell where it has one."""
    if cell is None:
        return Refusal(pointer, text)
    return Refusal(pointer, Text(f"{cell}: {text.id}", f"{cell}: {text.en}"))


def cut(text: str) -> str:
    """Return as much of a text as a message shows."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def read_json(data: bytes) -> list[Row]:
    """Return the rows of the national API's answer; their values stand under `nilai`.

    Raises:
        UnreadableError: It is none.
    """
    try:
        # Numbers stay as they are written.
        found = json_text.read_json(data, whole=str, decimal=str)
    except json_text.JsonError as error:
        raise UnreadableError(error.problems) from error
    rows = found if isinstance(found, list) else [found]
    without = [
        Refusal(pointer_to(*([place] if rows is found else []), _VALUES), _NO_VALUES)
        for place, row in enumerate(rows)
        if not isinstance(row, dict) or not isinstance(row.get(_VALUES), dict)
    ]
    if without:
        raise UnreadableError(without)
    return [
        _told(row, at=pointer_to(place) if rows is found else "") for place, row in enumerate(rows)
    ]


def _told(row: Mapping[str, Any], *, at: str) -> Row:
    """Return a row of the national API; a member that nobody reads is a defect."""
    others = [name for name in row if name not in (*_ABOUT, _VALUES)]
    unread = [Refusal(at + pointer_to(cut(name)), _UNREAD) for name in others]
    return Row(row, row[_VALUES], defects=unread, at=at)


def read_workbook(data: bytes) -> list[Row]:
    """Return the rows of a workbook's first sheet.

    Raises:
        UnreadableError: It is no workbook, or has neither shape.
    """
    try:
        title, cells = read_first_sheet(data)
    except HarmfulError as error:
        raise UnreadableError([Refusal("/", error.reason)]) from error
    rows = [(number, row) for number, row in enumerate(cells, 1) if any(row)]
    if rows and _is_head(rows[0][1]):
        return [_row(_across(title, rows[0], row)) for row in rows[1:]]
    if rows and all(len([cell for cell in row if cell]) <= _PAIR for _, row in rows):
        return [_row(_down(title, rows))]
    first = rows[0][0] if rows else 1
    uncomputed = [
        defect_at("/", _NO_VALUE, f"{title}!{get_column_letter(column)}{number}")
        for number, row in rows[:1]
        for column, text in enumerate(row, 1)
        if text == NO_VALUE
    ]
    raise UnreadableError([defect_at("/", _NEITHER, f"{title}!A{first}"), *uncomputed])


def _is_head(row: Sequence[str]) -> bool:
    """Say whether a first row has the keys; beside `indeks` in column A its value may stand."""
    lower = [cell.lower() for cell in row]
    is_pair = len(row) == _PAIR and lower[0] == INDEX and _NUMBER.fullmatch(row[1])
    return INDEX in lower and not is_pair


def number_of(text: object) -> Written | Text:
    """Return a number as it is written, with a decimal point or comma; or what is wrong with it."""
    if text == NO_VALUE:
        return _NO_VALUE
    if isinstance(text, NumberText) and text.otherwise is not None:
        return text.otherwise
    match = _NUMBER.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        found = cut(repr(text) if isinstance(text, str) else json.dumps(text, ensure_ascii=False))
        return Text(
            f"harus berupa angka seperti 4.2125, bukan {found}",
            f"a number such as 4.2125 is expected, not {found}",
        )
    return Written(parse(match[0].replace(",", ".")), len(match[1] or ""))


def about(row: Row) -> tuple[dict[str, str], Sequence[Refusal]]:
    """Return what a row says of whom it speaks, and which of it is no name."""
    told: dict[str, str] = {}
    defects = []
    for name in _ABOUT:
        value = row.about.get(name)
        if value in (None, "", NO_VALUE):
            continue
        text = value.strip() if isinstance(value, str) else ""
        fault = fault_of_name(text) if isinstance(value, str) else _NO_TEXT
        if len(text) > _LONGEST_NAME:
            fault = _TOO_LONG
        if fault is None:
            told[name] = text
        else:
            defects.append(row.defect_of_member(name, fault))
    return told, defects


def _across(
    title: str, head: tuple[int, Sequence[str]], row: tuple[int, Sequence[str]]
) -> Iterator[_Entry]:
    """Yield what stands below the keys of the first row."""
    values = [*row[1], *[""] * (len(head[1]) - len(row[1]))]
    for column, (key, text) in enumerate(zip(head[1], values, strict=False), 1):
        letter = get_column_letter(column)
        cells = Cells(f"{title}!{letter}{head[0]}", f"{title}!{letter}{row[0]}")
        yield _Entry(key, text, cells)


def _down(title: str, rows: Sequence[tuple[int, Sequence[str]]]) -> Iterator[_Entry]:
    """Yield what stands in column B beside the keys in column A."""
    for number, row in rows:
        key, text = [*row, "", ""][:_PAIR]
        yield _Entry(key, text, Cells(f"{title}!A{number}", f"{title}!B{number}"))


def _row(entries: Iterable[_Entry]) -> Row:
    told: dict[str, str] = {}
    values: dict[str, str] = {}
    cells: dict[str, Cells] = {}
    defects: list[Refusal] = []
    for entry in entries:
        lower = entry.key.lower()
        key = lower if lower in (*_ABOUT, INDEX) else entry.key
        if key == NO_VALUE:
            defects.append(defect_at("/", _NO_VALUE, entry.cells.key))
        elif isinstance(entry.key, NumberText):
            defects.append(defect_at(_pointer_of(key), entry.key.lost, entry.cells.key))
        elif key and not entry.text:
            cells.setdefault(key, entry.cells)
        elif key and (key in told or key in values):
            defects.append(defect_at(_pointer_of(key), _ONCE, entry.cells.key))
        elif key:
            cells[key] = entry.cells
            (told if key in _ABOUT else values)[key] = entry.text
            if key in _ABOUT and entry.text == NO_VALUE:
                defects.append(defect_at(f"/{key}", _NO_VALUE, entry.cells.value))
    return Row(told, values, cells, defects)
