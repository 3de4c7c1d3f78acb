"""From an XLSX file to a document, with the place of every value."""

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from instrument.documents.spreadsheet_archive import require_harmless, unreadable
from instrument.documents.spreadsheet_cells import Cell, content_of
from instrument.documents.spreadsheet_layout import GUIDE, SHEETS, Column, Sheet
from instrument.domain.defect import Defect, DefectiveError
from instrument.domain.text import Text

MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 40

MAX_DEFECTS: Final = 1_000

_LETTERS: Final = [get_column_letter(number) for number in range(1, MAX_COLUMNS + 1)]
# Parts whose keys a document must have, even where there is none of them.
_ALWAYS: Final = ("scales", "predicates", "maturity_levels", "nodes")


class Place(NamedTuple):
    """Where something stands, as a spreadsheet shows it: row 7, column "D"."""

    sheet: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column or ''}{self.row or ''}".removesuffix("!")


class LocatedDefect(NamedTuple):
    """A defect with its place, and a pointer where it concerns a value of the document."""

    place: Place | None
    pointer: str
    message: Text


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A document that was read, the places of its values, and what is wrong with single cells."""

    document: dict[str, Any]
    places: Mapping[str, Place]
    defects: tuple[LocatedDefect, ...]

    def place_of(self, pointer: str) -> Place | None:
        """Return where a JSON pointer leads to: a cell, else the row or the sheet around it."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return None

    def rows(self) -> dict[str, int]:
        """Return how many rows were read of each sheet."""
        read = {(place.sheet, place.row) for place in self.places.values() if place.row}
        return dict(sorted(Counter(sheet for sheet, _ in read).items()))

    def locate(self, defects: Sequence[Defect]) -> list[LocatedDefect]:
        """Return the defects of cells, then those of the document, each with its place.

        Where a cell could not be taken, what the document says of it is no news.
        """
        told = {defect.pointer for defect in self.defects}
        return [
            *self.defects,
            *(
                LocatedDefect(self.place_of(defect.pointer), defect.pointer, defect.message)
                for defect in defects
                if not defect.pointer or defect.pointer not in told
            ),
        ]


def open_spreadsheet(name: str, data: bytes) -> Spreadsheet:
    """Return what an XLSX file says; `name` is the file's, for errors.

    Raises:
        DefectiveError: It cannot be read at all, or is not safe to read.
    """
    reader = _Reader()
    for title, rows in _tables(name, data).items():
        reader.take(title, rows)
    return Spreadsheet(reader.document, reader.places, tuple(reader.defects))


def read_spreadsheet(data: bytes, name: str = "edition.xlsx") -> dict[str, Any]:
    """Return the document in an XLSX file.

    Raises:
        DefectiveError: It cannot be read, or some cells cannot; every one is named.
    """
    found = open_spreadsheet(name, data)
    if found.defects:
        raise DefectiveError(name, [with_place(defect) for defect in found.defects])
    return found.document


def with_place(defect: LocatedDefect) -> Defect:
    """Return a plain defect whose message tells the place as well."""
    message = defect.message
    if defect.place is None:
        return Defect(defect.pointer, message)
    return Defect(
        defect.pointer,
        Text(f"{defect.place}: {message.id}", f"{defect.place}: {message.en}"),
    )


Rows = Sequence[Sequence[Cell]]


def _tables(name: str, data: bytes) -> dict[str, Rows]:
    """Return the cells of every sheet, those of the layout first and in its order."""
    require_harmless(name, data)
    order = [sheet.name for sheet in SHEETS]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which are not read here
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
            found = {sheet.title: _rows(sheet, order) for sheet in book.worksheets}
            book.close()
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise unreadable(name) from error
    if sum(map(len, found.values())) > MAX_ROWS:
        told = Text(f"lebih dari {MAX_ROWS} baris", f"it has more than {MAX_ROWS} rows")
        raise DefectiveError(name, [Defect("", told)])
    titles = sorted(found, key=lambda title: order.index(title) if title in order else len(order))
    return {title: found[title] for title in titles if title != GUIDE}


def _rows(sheet: Any, wanted: Sequence[str]) -> Rows:
    if sheet.title not in wanted:
        return ()
    sheet.reset_dimensions()  # what the file says of its size need not be true
    return [*sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)]


@dataclass(slots=True)
class _Reader:
    """Collects the document while the sheets are read in order."""

    document: dict[str, Any] = field(default_factory=lambda: {key: [] for key in _ALWAYS})
    places: dict[str, Place] = field(default_factory=dict)
    defects: list[LocatedDefect] = field(default_factory=list)
    # By sheet and code, the pointer to the first part with that code, and the part itself.
    _owners: dict[tuple[str | None, str], tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def take(self, title: str, rows: Rows) -> None:
        sheet = next((sheet for sheet in SHEETS if sheet.name == title), None)
        if sheet is None:
            known = ", ".join(sheet.name for sheet in SHEETS)
            self._refuse(
                Place(title), f"lembar tidak dikenal; yang ada: {known}", f"unknown sheet; {known}"
            )
            return
        if not rows:
            return
        if sheet.key is not None and sheet.owner is None:
            self.places[f"/{sheet.key}"] = Place(title)
        columns = self._columns(sheet, rows[0])
        for number, row in enumerate(rows[1:], start=2):
            if len(self.defects) >= MAX_DEFECTS:
                self._refuse(
                    Place(title, number),
                    "terlalu banyak kesalahan; baris sejak ini belum dibaca",
                    "too many mistakes; from this row on nothing was read",
                )
                return
            if any(cell.value not in (None, "") for cell in row):
                self._row(sheet, columns, number, row)

    def _columns(self, sheet: Sheet, heading: Sequence[Cell]) -> dict[int, Column]:
        known = {column.heading: column for column in sheet.columns}
        columns: dict[int, Column] = {}
        for index, cell in enumerate(heading):
            if cell.value in (None, ""):
                continue
            place = Place(sheet.name, 1, _LETTERS[index])
            column = known.get(str(cell.value).strip())
            if column is None:
                names = ", ".join(known)
                self._refuse(
                    place, f"kolom tidak dikenal; yang ada: {names}", f"unknown column; {names}"
                )
            elif column in columns.values():
                self._refuse(place, "kolom ini sudah ada", "this column is there already")
            else:
                columns[index] = column
        return columns

    def _row(
        self, sheet: Sheet, columns: Mapping[int, Column], number: int, row: Sequence[Cell]
    ) -> None:
        part: dict[str, Any] = {}
        faults: list[tuple[Column, Place, Text]] = []
        places: dict[str, Place] = {}
        for index, cell in enumerate(row):
            column = columns.get(index)
            if column is None and cell.value in (None, ""):
                continue
            place = Place(sheet.name, number, _LETTERS[index])
            if column is None:
                self._refuse(place, "kolom tanpa judul", "a column without a heading")
                continue
            content = content_of(cell, column)
            for depth in range(len(column.path), 0, -1):
                places.setdefault("/" + "/".join(column.path[:depth]), place)
            if content.defect is not None:
                faults.append((column, place, content.defect))
            if content.value is not None:
                _put(part, column.path, content.value)
        pointer = self._add(sheet, part, Place(sheet.name, number))
        if pointer is not None:
            self.places.update({pointer + path: place for path, place in places.items()})
        self.defects += [
            LocatedDefect(
                place, "" if pointer is None else f"{pointer}/{'/'.join(column.path)}", fault
            )
            for column, place, fault in faults
        ]

    def _add(self, sheet: Sheet, part: dict[str, Any], place: Place) -> str | None:
        """Put a part where it belongs and return its pointer; None: it belongs nowhere."""
        if sheet.key is None:
            if "" in self.places:
                self._refuse(place, "hanya satu baris di sini", "there is one row here only")
                return None
            self.places[""] = place
            self.document.update(part)
            return ""
        owner_pointer, owner = "", self.document
        if sheet.link is not None:
            code = part.pop(sheet.link, "")
            found = self._owners.get((sheet.owner, code))
            if found is None:
                self._refuse(
                    place,
                    f"{sheet.link} {code} tidak ada di lembar {sheet.owner}",
                    f"{sheet.link} {code} is not in the sheet {sheet.owner}",
                )
                return None
            owner_pointer, owner = found
        parts = owner.setdefault(sheet.key, [])
        pointer = f"{owner_pointer}/{sheet.key}/{len(parts)}"
        parts.append(part)
        self.places[pointer] = place
        self._owners.setdefault((sheet.name, part.get("code", "")), (pointer, part))
        return pointer

    def _refuse(self, place: Place, indonesian: str, english: str) -> None:
        self.defects.append(LocatedDefect(place, "", Text(indonesian, english)))


def _put(part: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *above, last = path
    for key in above:
        part = part.setdefault(key, {})
    part[last] = value


def parts_of(document: Mapping[str, Any], sheet: Sheet) -> Iterator[Mapping[str, Any]]:
    """Yield what a sheet holds of a document, each part with the code of what it belongs to."""
    if sheet.key is None:
        yield document
    elif sheet.owner is None:
        yield from document.get(sheet.key) or ()
    else:
        for owner in document.get(sheet.owner) or ():
            for part in owner.get(sheet.key) or ():
                yield {sheet.link or "": owner.get("code"), **part}
