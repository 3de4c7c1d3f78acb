"""A sheet of a large workbook (XLSX), row by row, as people see it.

Of a formula its value counts, if the program that computed it has kept it. A hidden sheet is not
read; hidden rows and columns are. The first cell of merged ones has their value; of the others
nobody can say what stands in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.xml.functions import iterparse

from rules.spreadsheet import UNREADABLE, HarmfulError, sheet_hidden
from rules.text import Text
from tables.cell import Cell, Row
from tables.package import require_harmless_package
from tables.workbook import IS_MERGED, cell_of, readable

_MOST_COLUMNS: Final = 500
_MOST_MERGED: Final = 20_000
_LONGEST_TITLE: Final = 31


def stream_sheet(path: Path, name: str | None) -> Iterator[Row]:
    """Yield the rows of the sheet of this name, without one of the first that is seen.

    Raises:
        HarmfulError: It cannot be read, is hidden, or is not safe to read.
    """
    require_harmless_package(path)
    # The library would look at the ending of a name, and a spool has none.
    with readable(), path.open("rb") as one, path.open("rb") as other:
        written = _sheet(one, name, has_values=False)
        shown = _sheet(other, name, has_values=True)
        merged = _merged(written)
        title = str(written.title)[:_LONGEST_TITLE]
        for sheet in (written, shown):
            sheet.reset_dimensions()  # the size that the file states may be wrong
        both = zip_longest(written.iter_rows(), shown.iter_rows(), fillvalue=())
        for number, (row, values) in enumerate(both, 1):
            places = merged.get(number, frozenset())
            yield Row(number, [*_cells(title, number, row, values, places)])


def _sheet(file: IO[bytes], name: str | None, *, has_values: bool) -> Any:
    book = load_workbook(file, read_only=True, data_only=has_values, keep_links=False)
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if name is None:
        return seen[0]
    for sheet in book.worksheets:
        if sheet.title == name:
            if sheet not in seen:
                raise sheet_hidden(name)
            return sheet
    names = ", ".join(sheet.title for sheet in seen[:20])
    raise HarmfulError(
        Text(f"tidak ada lembar {name}; ada: {names}", f"no sheet {name}; there are: {names}")
    )


def _merged(sheet: Any) -> Mapping[int, AbstractSet[int]]:
    """Return the columns that are hidden behind merged cells, by row."""
    places: dict[int, set[int]] = {}
    count = 0
    with sheet._get_source() as source:  # noqa: SLF001 - these are told of nowhere else
        for _, element in iterparse(source):
            if element.tag.endswith("}mergeCell"):
                left, top, right, bottom = _bounds(element.get("ref", ""))
                for row in range(top, bottom + 1):
                    count += right - left + 1
                    if count > _MOST_MERGED:
                        raise HarmfulError(
                            Text("terlalu banyak sel gabungan", "too many merged cells")
                        )
                    hidden = set(range(left, right + 1)) - ({left} if row == top else set())
                    places.setdefault(row, set()).update(hidden)
            element.clear()
    return places


def _bounds(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        raise HarmfulError(UNREADABLE)
    return left, top, right, bottom


def _cells(
    title: str, number: int, written: Sequence[Any], shown: Sequence[Any], merged: AbstractSet[int]
) -> Iterator[Cell]:
    last = max(len(written), max(merged, default=0))
    for column in range(1, min(last, _MOST_COLUMNS) + 1):
        found = cell_of(title, number, column, _at(written, column), _at(shown, column))
        yield Cell(place=found.place, fault=IS_MERGED) if column in merged else found


def _at(row: Sequence[Any], column: int) -> Any:
    return row[column - 1] if column <= len(row) else None
