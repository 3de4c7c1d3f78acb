"""Writing workbooks (XLSX). Every cell is text, so that nothing is rounded, dated or run."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tables.cell import LONGEST

_AS_TEXT: Final = "@"
_BOLD: Final = Font(bold=True)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_GREY: Final = PatternFill("solid", fgColor="00E7E6E6")
_NARROW: Final = 14
# Characters that XML cannot contain or changes, and texts that look like their escaped form.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class TooLongError(ValueError):
    """A text does not fit into a cell; `place` is where it would stand."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place}: a cell holds {LONGEST} characters")
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet. `grey`: headings of columns that are there to be read; `widths`, in characters."""

    name: str
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[str | None]]
    grey: frozenset[str] = frozenset()
    widths: Mapping[int, int] = field(default_factory=dict)


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook; reading it gives the same texts.

    Raises:
        TooLongError: A text does not fit into a cell.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    start = 1
    if sheet.headings:
        start = 2
        page.freeze_panes = "A2"
        for column, heading in enumerate(sheet.headings, 1):
            _write(page, 1, column, heading).font = _BOLD
    grey = [heading in sheet.grey for heading in sheet.headings]
    for number, row in enumerate(sheet.rows, start):
        for column, text in enumerate(row, 1):
            is_grey = column <= len(grey) and grey[column - 1]
            if text is None and not is_grey:
                continue
            cell = _write(page, number, column, text)
            if is_grey:
                cell.fill = _GREY
    for column in range(1, page.max_column + 1):
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width = sheet.widths.get(column, _NARROW)
        dimension.number_format = _AS_TEXT  # for cells that people will add


def _write(page: Worksheet, row: int, column: int, text: str | None) -> Cell:
    cell = cast("Cell", page.cell(row, column))  # there are no merged cells
    cell.number_format = _AS_TEXT
    cell.alignment = _WRAPPED
    if text is None:
        return cell
    safe = _UNSAFE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(safe) > LONGEST:
        raise TooLongError(f"{page.title}!{cell.coordinate}")
    cell.value = safe
    cell.data_type = "s"  # even if the text begins like a formula
    return cell
