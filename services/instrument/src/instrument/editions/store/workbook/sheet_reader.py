"""Build a document from the rows of its sheets, with the place of every value."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.utils import get_column_letter

from instrument.documents.domain.places import LocatedDefect, Place
from instrument.editions.store.workbook.cells import Cell, content_of
from instrument.editions.store.workbook.layout import SHEETS, Column, Sheet
from rules.refusal import Refusal, pointer_to
from rules.text import Text

MAX_COLUMNS: Final = 40
MAX_DEFECTS: Final = 1_000

_LETTERS: Final = [get_column_letter(number) for number in range(1, MAX_COLUMNS + 1)]
# Lists that a document must have, even if they are empty.
_ALWAYS: Final = ("scales", "predicates", "maturity_levels", "nodes")

Rows = Sequence[Sequence[Cell]]


def _unread() -> dict[str, Any]:
    """Return the placeholder of a value that could not be read; every model refuses it."""
    return {}


@dataclass(slots=True)
class Reader:
    """Collects the document while the sheets are read in order."""

    document: dict[str, Any] = field(default_factory=lambda: {key: [] for key in _ALWAYS})
    places: dict[str, Place] = field(default_factory=dict)
    defects: list[LocatedDefect] = field(default_factory=list)
    # By sheet and code: the pointer to the first part with that code, and the part.
    _owners: dict[tuple[str | None, str], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    # By sheet, its parts with their pointers.
    _parts: dict[str | None, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    _codes: dict[str | None, Counter[str]] = field(default_factory=dict)
    # Pointers to values that are missing because a sheet or a row could not be read.
    unread: set[str] = field(default_factory=set)
    # Missing sheets, and sheets with rows whose owner was not found.
    _missing: set[str | None] = field(default_factory=set)
    _lost: set[str] = field(default_factory=set)

    def require(self, tables: Mapping[str, Rows]) -> None:
        """Report the sheets that are missing or have no headings."""
        for sheet in SHEETS:
            heading = next(iter(tables.get(sheet.name, ())), ())
            if any(cell.value not in (None, "") for cell in heading):
                continue
            pointer = f"/{sheet.key}" if sheet.key and sheet.owner is None else ""
            self._missing.add(sheet.name)
            self._refuse(
                Place(sheet.name),
                "lembar ini tidak ada; lembar kosong pun perlu, beserta baris judulnya",
                "this sheet is missing: even without content it is needed, with its headings",
                pointer=pointer,
            )
            if sheet.key is None:
                self.unread |= {f"/{'/'.join(column.path)}" for column in sheet.columns}
                self.unread |= {f"/{column.path[0]}" for column in sheet.columns}
            elif sheet.owner is None:
                self.document[sheet.key] = _unread()

    def finish(self) -> None:
        """Mark the parts whose rows may be missing, and report the codes that caused it."""
        for sheet in SHEETS:
            if sheet.owner is None or sheet.key is None:
                continue
            if sheet.name not in self._missing | self._lost:
                continue
            for pointer, part in self._parts.get(sheet.owner, ()):
                part[sheet.key] = _unread()
                self.unread.add(f"{pointer}/{sheet.key}")
            if sheet.name in self._lost:
                self._name_codes(sheet.owner)

    def _name_codes(self, owner: str) -> None:
        named = {located.defect.pointer for located in self.defects}
        for pointer, part in self._parts.get(owner, ()):
            code, where = part.get("code"), f"{pointer}/code"
            place = self.places.get(where, self.places[pointer])
            if where in named or not self._is_unclear(owner, code):
                continue
            fault = Text("wajib diisi", "is required")
            if code is not None:
                count = self._codes[owner][code]
                fault = Text(f"kode {code} dipakai {count} kali", f"{code} is used {count} times")
            self.defects.append(LocatedDefect(place, Refusal(where, fault)))

    def _is_unclear(self, owner: str, code: object) -> bool:
        """Say whether rows with this code may belong to another part."""
        return not isinstance(code, str) or self._codes[owner][code] > 1

    def take(self, title: str, rows: Rows) -> None:
        """Add what the rows of a sheet say."""
        sheet = next((sheet for sheet in SHEETS if sheet.name == title), None)
        if sheet is None:
            known = ", ".join(sheet.name for sheet in SHEETS)
            self._refuse(
                Place(title),
                f"lembar tidak dikenal; lembar yang ada: {known}",
                f"unknown sheet; there are: {known}",
            )
            return
        if not rows or sheet.name in self._missing:
            return
        if sheet.key is not None and sheet.owner is None:
            self.places[f"/{sheet.key}"] = Place(title)
        columns = self._columns(sheet, rows[0])
        for number, row in enumerate(rows[1:], start=2):
            if len(self.defects) >= MAX_DEFECTS:
                self._refuse(
                    Place(title, number),
                    "terlalu banyak kesalahan; mulai baris ini tidak dibaca",
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
                    place,
                    f"kolom tidak dikenal; kolom yang ada: {names}",
                    f"unknown column; there are: {names}",
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
                _put(part, column.path, _unread())
            elif content.value is not None:
                _put(part, column.path, content.value)
        pointer = self._add(sheet, part, Place(sheet.name, number))
        if pointer is not None:
            self.places.update({pointer + path: place for path, place in places.items()})
        self.defects += [
            LocatedDefect(
                place, Refusal("" if pointer is None else pointer + pointer_to(*column.path), fault)
            )
            for column, place, fault in faults
        ]

    def _add(self, sheet: Sheet, part: dict[str, Any], place: Place) -> str | None:
        """Add a part to its owner and return its pointer; None if it has no owner."""
        if sheet.key is None:
            if "" in self.places:
                self._refuse(
                    place, "lembar ini hanya berisi satu baris", "there is one row here only"
                )
                return None
            self.places[""] = place
            self.document.update(part)
            return ""
        owner_pointer, owner = "", self.document
        if sheet.link is not None:
            code = part.pop(sheet.link, "")
            owner_part = self._owners.get((sheet.owner, code)) if isinstance(code, str) else None
            if owner_part is None:
                self._lose(sheet, code, place)
                return None
            owner_pointer, owner = owner_part
        parts = owner.setdefault(sheet.key, [])
        pointer = f"{owner_pointer}/{sheet.key}/{len(parts)}"
        parts.append(part)
        self.places[pointer] = place
        code = part.get("code")
        if isinstance(code, str):
            self._owners.setdefault((sheet.name, code), (pointer, part))
            self._codes.setdefault(sheet.name, Counter())[code] += 1
        self._parts.setdefault(sheet.name, []).append((pointer, part))
        return pointer

    def _lose(self, sheet: Sheet, code: object, place: Place) -> None:
        """Leave out a row. Its code is the mistake only if all codes of owners could be read."""
        self._lost.add(sheet.name)
        owner = str(sheet.owner)
        known = self._codes.get(owner, Counter())
        # With as many codes as parts, each part has its own.
        unclear = owner in self._missing or len(known) < len(self._parts.get(owner, ()))
        if isinstance(code, str) and not unclear:
            self._refuse(
                place,
                f"{sheet.link} {code} tidak ada di lembar {owner}",
                f"{sheet.link} {code} is not in the sheet {owner}",
            )

    def _refuse(self, place: Place, indonesian: str, english: str, *, pointer: str = "") -> None:
        self.defects.append(LocatedDefect(place, Refusal(pointer, Text(indonesian, english))))


def _put(part: dict[str, Any], path: Sequence[str], value: Any) -> None:
    *above, last = path
    for key in above:
        part = part.setdefault(key, {})
    part[last] = value
