"""Rows by the headings of their columns, with everything that is wrong, by row and cell.

The first row with content has the headings. Columns stand in any order. A column that nobody knows,
a heading that is there twice and a cell without a heading are refused: nothing that was sent is
silently left out.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from rules.refusal import Refusal, pointer_to
from rules.spreadsheet import code_lost
from rules.text import Text
from tables.cell import Cell, Row

# text    as it is, with blanks and line breaks
# code    never a number: 010001 is not 10001, and 1.10 is not 1.1
# number  an exact number or a name; a comma between digits is a decimal comma
# day     YYYY-MM-DD, as text or as the day that a program made of it
ColumnKind = Literal["text", "code", "number", "day"]

_DECIMAL_COMMA: Final = re.compile(r"-?[0-9]+,[0-9]+")
_IS_DAY: Final = Text(
    "terbaca sebagai tanggal: ubah format sel menjadi Teks lalu tulis ulang",
    "was read as a date: give the cell the format Text and write it again",
)
_IS_PERCENT: Final = Text(
    "berformat persen: tulis sebagai bilangan biasa",
    "has a percent format: write it as a plain number",
)
_NO_DAY: Final = Text(
    "harus berupa tanggal, ditulis TTTT-BB-HH sebagai teks", "must be a date, written YYYY-MM-DD"
)
_NO_HEADING: Final = Text("kolom tanpa judul", "a column without a heading")
_NO_HEADINGS: Final = Text("tidak ada baris judul", "there is no row of headings")
_TWICE: Final = Text("kolom ini sudah ada", "this column is there already")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that a table can have. `codes`: those that a number among codes may mean."""

    heading: str
    kind: ColumnKind = "text"
    is_required: bool = True
    codes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A row: the text of each of its cells, None for an empty one. `unread`: of wrong cells."""

    number: int
    texts: Mapping[str, str | None]
    places: Mapping[str, str]
    unread: Collection[str] = ()

    def refusal(self, heading: str, text: Text) -> Refusal:
        """Return what is wrong with a cell, or with the row if it has no such cell."""
        return _refusal(self.number, heading, text, self.places.get(heading))


@dataclass(slots=True)
class Records:
    """The records of a table, and all that is wrong with it.

    `items`: rows without a fault. `damaged`: the others, so that what can be read of them can be
    checked too, and all that is wrong be said at once.
    """

    items: list[Record] = field(default_factory=list)
    damaged: list[Record] = field(default_factory=list)
    faults: list[Refusal] = field(default_factory=list)

    @property
    def all(self) -> list[Record]:
        """Return all rows in their order, damaged ones too."""
        return sorted([*self.items, *self.damaged], key=lambda record: record.number)


def read_records(rows: Sequence[Row], columns: Sequence[Column]) -> Records:
    """Return the records of a table. Rows in which nothing can be seen are none."""
    found = Records()
    filled = [row for row in rows if not all(cell.is_empty for cell in row.cells)]
    if not filled:
        found.faults.append(Refusal("", _NO_HEADINGS))
        return found
    places = _places(filled[0], columns, found.faults)
    if found.faults:
        return found
    for row in filled[1:]:
        faults = dict(_faults(row, places))
        found.faults += faults.values()
        (found.damaged if faults else found.items).append(_record(row, places, faults))
    return found


def _record(row: Row, places: Mapping[int, Column], faults: Collection[int]) -> Record:
    cells = {place: _at(row, place) for place in places}
    unread = {column.heading for place, column in places.items() if place in faults}
    return Record(
        row.number,
        {
            column.heading: None if place in faults else _text(cells[place], column)
            for place, column in places.items()
        },
        {places[place].heading: cell.place for place, cell in cells.items() if cell is not None},
        unread,
    )


def _places(
    headings: Row, columns: Sequence[Column], faults: list[Refusal]
) -> Mapping[int, Column]:
    """Return which column stands where, and say which headings are wrong or missing."""
    known = {column.heading: column for column in columns}
    places: dict[int, Column] = {}
    for place, cell in enumerate(headings.cells):
        if cell.is_empty:
            continue
        column = known.get((cell.text or "").strip().casefold())
        fault = cell.fault
        if fault is None and column is None:
            names = ", ".join(known)
            fault = Text(
                f"kolom tidak dikenal; kolom yang ada: {names}",
                f"unknown column; there are: {names}",
            )
        if fault is None and column in places.values():
            fault = _TWICE
        if fault is not None:
            faults.append(_refusal(headings.number, "", fault, cell.place))
        elif column is not None:
            places[place] = column
    missing = [each.heading for each in columns if each.is_required and each not in places.values()]
    if missing:
        names = ", ".join(missing)
        text = Text(f"kolom tidak ada: {names}", f"these columns are missing: {names}")
        faults.append(_refusal(headings.number, "", text, None))
    return places


def _faults(row: Row, places: Mapping[int, Column]) -> Iterator[tuple[int, Refusal]]:
    """Yield the places of wrong cells, and what is wrong with each."""
    for place, cell in enumerate(row.cells):
        column = places.get(place)
        if column is None:
            if not cell.is_empty:
                yield place, _refusal(row.number, "", _NO_HEADING, cell.place)
            continue
        fault = _fault(cell, column)
        if fault is not None:
            yield place, _refusal(row.number, column.heading, fault, cell.place)


def _fault(cell: Cell, column: Column) -> Text | None:
    """Return what is wrong with a cell in this column."""
    if column.kind == "code" and cell.value is not None:
        return code_lost(cell.value, cell.number_format, column.codes)
    if cell.fault is not None:
        return cell.fault
    if cell.kind == "day" and column.kind != "day":
        return _IS_DAY
    if cell.kind in ("number", "percent", "truth") and column.kind == "day":
        return _NO_DAY
    if cell.kind == "percent":
        return _IS_PERCENT
    return None


def _text(cell: Cell | None, column: Column) -> str | None:
    if cell is None or cell.text is None or column.kind == "text":
        return None if cell is None else cell.text
    text = cell.text.strip()
    if column.kind == "number" and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    return text or None


def _at(row: Row, place: int) -> Cell | None:
    return row.cells[place] if place < len(row.cells) else None


def _refusal(row: int, heading: str, text: Text, place: str | None) -> Refusal:
    where = Text(f"baris {row}", f"row {row}") if place is None else Text(place, place)
    parts = ("rows", row, heading) if heading else ("rows", row)
    return Refusal(pointer_to(*parts), Text(f"{where.id}: {text.id}", f"{where.en}: {text.en}"))
