"""Read the rows of a dropped table as raw rows of a listing; what nobody can read stays unread."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Final

from integration.files.domain import numbers
from integration.files.domain.numbers import Sign
from integration.files.domain.reading import (
    MOST_ABOVE,
    Headings,
    NoTable,
    Skipped,
    Sort,
    headings_of,
    no_headings,
)
from integration.reading.domain import formats, months
from rules.number_format import shown_otherwise
from rules.spreadsheet import shown_number
from rules.text import Text
from tables.cell import Cell, Row
from tables.csv_stream import stream_csv
from tables.json_stream import NoRows, stream_json
from tables.sheet_stream import stream_sheet

UNREAD: Final = "tidak terbaca"
"""The member that stands for what nobody can read in a cell: no reader takes it for a value."""
_ZIP: Final = b"PK\x03\x04"
_RUPIAH: Final = re.compile(r'\[\$(?:Rp|IDR)\.?[^\]]*\]|"\s*(?:Rp|IDR)\.?\s*"', re.IGNORECASE)
_ZEROS: Final = re.compile("0+")
_SUM: Final = re.compile(r"(?i)\s*(?:sub|grand)?[\s-]*(?:total|jumlah)\b")
_HUNDRED: Final = 100
_ISO_DAY: Final = re.compile(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table with its number there; `raw` None: it was skipped, and why."""

    number: int
    raw: dict[str, object] | None
    skipped: Skipped | None = None


@dataclass(slots=True)
class Table:
    """A dropped table of a listing with keys by our names. `declared`: its sign of decimals.

    `day_first`: how its raw rows have to write days. `words` of the source's own, by key, are left
    as they stand; the reader knows what they mean.
    """

    path: Path
    sheet: str | None
    keys: Mapping[str, str]
    kind: str
    unit: str | None
    declared: Sign
    day_first: bool = False
    words: Mapping[str, Collection[str]] = field(default_factory=dict)
    has_ids: bool = field(default=True, init=False)

    def rows(self) -> Iterator[TableRow]:
        """Yield all rows, those above the headings too. The table is gone through twice.

        Raises:
            NoTable: It has no headings of the listing, or one of them twice.
            HarmfulError: It cannot be read at all.
        """
        head = _head_of(self.path)
        if head.lstrip()[:1] in (b"[", b"{"):
            yield from self._of_json()
            return
        rows = _opened(self.path, self.sheet, head)
        headings, above = _headings(rows, self.keys, self.kind)
        self.has_ids = headings.has_ids
        sign = numbers.decided(_signs(rows, headings), self.declared)
        again = _opened(self.path, self.sheet, head)
        for row in islice(again, above):
            yield TableRow(row.number, None, "above")
        for row in islice(again, 1, None):
            yield self._row(row, headings, sign)

    def _row(self, row: Row, headings: Headings, sign: Sign) -> TableRow:
        texts = [cell.text or "" for cell in row.cells]
        skipped = self._skipped(row, texts, headings)
        if skipped is not None:
            return TableRow(row.number, None, skipped)
        raw: dict[str, object] = {}
        for place, key in headings.places.items():
            cell = row.cells[place] if place < len(row.cells) else Cell(place="")
            _set(raw, key, self._value(key, cell, headings.sorts[key], sign))
        return TableRow(row.number, raw)

    def _value(self, key: str, cell: Cell, sort: Sort, sign: Sign) -> object:
        text = (cell.text or "").strip()
        if cell.fault is None and text.casefold() in self.words.get(key, ()):
            return text
        found = value_of(cell, sort, sign)
        if sort == "day" and self.day_first and (cell.kind == "day" or found != text):
            return _ISO_DAY.sub(r"\3/\2/\1", found) if isinstance(found, str) else found
        return found

    def _skipped(self, row: Row, texts: Sequence[str], headings: Headings) -> Skipped | None:
        filled = [cell for cell in row.cells if not cell.is_empty]
        if not filled:
            return "empty"
        if headings.are_again(texts):
            return "headings_again"
        if _counts_columns(filled):
            return "numbers_of_columns"
        return "total" if self._is_total(texts, headings) else None

    def _is_total(self, texts: Sequence[str], headings: Headings) -> bool:
        """Say whether a row sums others up: in the place of its unit, or without id or unit."""
        by_key = {key: texts[place] for place, key in headings.places.items() if place < len(texts)}
        unit = by_key.get(self.keys.get(self.unit or "", ""), "")
        if unit and formats.is_sum(unit):
            return True
        own = by_key.get(self.keys["id"], "") if headings.has_ids else unit
        return not own.strip() and any(map(_SUM.match, texts))

    def _of_json(self) -> Iterator[TableRow]:
        try:
            for number, raw in enumerate(stream_json(self.path, "rows"), 1):
                yield TableRow(number, raw if isinstance(raw, dict) else {UNREAD: raw})
        except NoRows as error:
            raise NoTable(
                Text('JSON harus [{…}] atau {"rows": […]}', 'JSON must be [{…}] or {"rows": […]}')
            ) from error


def value_of(cell: Cell, sort: Sort, sign: Sign) -> object:
    """Return what a cell says in a column of this sort; what nobody can read is marked so."""
    fault = _fault_of(cell)
    if fault is not None:
        return {UNREAD: fault.id}
    if cell.is_empty:
        return None
    text = (cell.text or "").strip()
    if sort in ("number", "percent"):
        return _number(cell, text, sort, sign)
    if sort == "month":
        month = months.month_of(text[5:7] if cell.kind == "day" else text)
        return {UNREAD: text} if month is None else month
    if sort == "day":
        return {UNREAD: text} if cell.value is not None else months.day_of(text) or text
    zeros = _ZEROS.fullmatch(cell.number_format)
    return text.zfill(len(zeros[0])) if cell.value is not None and zeros else text


def _number(cell: Cell, text: str, sort: Sort, sign: Sign) -> object:
    if formats.is_nothing(text):
        return text
    if cell.kind == "percent" and sort == "percent":
        return Decimal(shown_number(cell.value or 0)) * _HUNDRED
    if cell.kind == "number":
        return Decimal(shown_number(cell.value or 0))
    if cell.kind != "text":
        return {UNREAD: text}
    found = numbers.number_of(text.removesuffix("%") if sort == "percent" else text, sign)
    return {UNREAD: text} if found is None else found


def _fault_of(cell: Cell) -> Text | None:
    """Return why nobody can say what stands in a cell; a format with Rp shows what it holds."""
    if cell.fault is None or cell.value is None:
        return cell.fault
    return shown_otherwise(cell.value, _RUPIAH.sub("", cell.number_format))


def _headings(rows: Iterator[Row], keys: Mapping[str, str], kind: str) -> tuple[Headings, int]:
    """Return the headings, and how many rows stand above them."""
    for above, row in enumerate(islice(rows, MOST_ABOVE)):
        found = headings_of([cell.text or "" for cell in row.cells], keys, kind)
        if found is not None:
            return found, above
    raise no_headings(keys.values())


def _signs(rows: Iterator[Row], headings: Headings) -> Iterator[Sign]:
    numeric = [
        place
        for place, key in headings.places.items()
        if headings.sorts[key] in ("number", "percent")
    ]
    for row in rows:
        for place in numeric:
            cell = row.cells[place] if place < len(row.cells) else None
            if cell is not None and cell.kind == "text" and cell.fault is None:
                shown = numbers.sign_shown_by((cell.text or "").strip().removesuffix("%"))
                if shown is not None:
                    yield shown


def _counts_columns(filled: Sequence[Cell]) -> bool:
    """Say whether a row only numbers the columns, as below the headings of a form."""
    said = [(cell.text or "").strip().strip("()") for cell in filled]
    return len(said) > 2 and said == [str(number) for number in range(1, len(said) + 1)]  # noqa: PLR2004 - fewer may be data


def _set(raw: dict[str, object], key: str, value: object) -> None:
    """Put a value where its key leads; a dot enters an object."""
    *above, last = key.split(".")
    for part in above:
        inner = raw.setdefault(part, {})
        raw = inner if isinstance(inner, dict) else raw
    raw[last] = value


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(200).removeprefix(b"\xef\xbb\xbf")


def _opened(path: Path, sheet: str | None, head: bytes) -> Iterator[Row]:
    rows = stream_sheet(path, sheet) if head.startswith(_ZIP) else stream_csv(path)
    return chain(rows)
