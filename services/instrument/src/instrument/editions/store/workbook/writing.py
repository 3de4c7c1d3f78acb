"""Writing editions as XLSX, and the empty workbook that people fill in."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.store.reading import read_shape
from instrument.editions.store.document import EditionDocument
from instrument.editions.store.workbook.cells import LONGEST, cell_text
from instrument.editions.store.workbook.guide import EXPLAINED, HEADINGS, INTRODUCTION, YES
from instrument.editions.store.workbook.layout import GUIDE, SHEETS, Column, Sheet
from instrument.editions.store.workbook.reading import MAX_ROWS, parts_of
from rules.refusal import Refusal
from rules.text import Text

_AS_TEXT: Final = "@"
_BOLD: Final = Font(bold=True)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_NARROW: Final = 16
_WIDE: Final = 48
_PREPARED_ROWS: Final = 2_000


def write_workbook(document: Mapping[str, Any]) -> bytes:
    """Return an edition document as an XLSX file; reading it gives the same document.

    Raises:
        DefectiveError: It has not the shape of an edition, or a cell cannot hold a part of it.
    """
    name = str(document.get("edition_code", "edition"))
    read_shape(EditionDocument, name, document)
    _require_told_apart(name, document)
    return _book(name, document)


def template() -> bytes:
    """Return an empty XLSX file to fill in, with a guide, headings and choices."""
    return _book("template", {}, blank=True)


def _book(name: str, document: Mapping[str, Any], *, blank: bool = False) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_guide(book.create_sheet(GUIDE))
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        _write_headings(page, sheet)
        rows = [] if blank else [*parts_of(document, sheet)]
        for number, part in enumerate(rows, start=2):
            for place, column in enumerate(sheet.columns, start=1):
                value = _found(part, column)
                if value is not None:
                    _write(_cell(page, number, place), cell_text(value), name)
        _offer_choices(page, sheet, rows=max(len(rows), _PREPARED_ROWS))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write_guide(page: Worksheet) -> None:
    for line in INTRODUCTION:
        page.append([line.id])
        page.append([line.en])
    page.append([])
    page.append(HEADINGS)
    for cell in page[page.max_row]:
        cell.font = _BOLD
    for sheet in SHEETS:
        for column in sheet.columns:
            explained = EXPLAINED.get(sheet.name, {}).get(column.path[0], Text("", ""))
            required = YES if column.is_required else ""
            choices = ", ".join(column.choices)
            page.append([sheet.name, column.heading, required, choices, explained.id, explained.en])
    for place, width in enumerate((_NARROW, 20, _NARROW, _WIDE, _WIDE, _WIDE), start=1):
        page.column_dimensions[get_column_letter(place)].width = width


def _write_headings(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for place, column in enumerate(sheet.columns, start=1):
        cell = _cell(page, 1, place)
        _write(cell, column.heading, sheet.name)
        cell.font = _BOLD
        dimension = page.column_dimensions[get_column_letter(place)]
        dimension.width = _WIDE if len(column.path) > 1 else _NARROW
        dimension.number_format = _AS_TEXT  # for cells that people will add


def _cell(page: Worksheet, row: int, place: int) -> Cell:
    return cast("Cell", page.cell(row, place))  # there are no merged cells


def _write(cell: Cell, text: str, name: str) -> None:
    if len(text) > LONGEST:
        raise DefectiveError(
            name,
            [
                Refusal(
                    "",
                    Text(
                        f"{cell.coordinate}: sel memuat paling banyak {LONGEST} karakter",
                        f"{cell.coordinate}: a cell holds {LONGEST} characters at most",
                    ),
                )
            ],
        )
    cell.value = text
    cell.data_type = "s"  # even if the text begins like a formula
    cell.number_format = _AS_TEXT
    cell.alignment = _WRAPPED


def _offer_choices(page: Worksheet, sheet: Sheet, *, rows: int) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        if not column.choices:
            continue
        offer = DataValidation(
            type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
        )
        offer.showErrorMessage = True
        letter = get_column_letter(place)
        offer.add(f"{letter}2:{letter}{min(rows, MAX_ROWS) + 1}")
        page.add_data_validation(offer)


def _found(part: Mapping[str, Any], column: Column) -> Any:
    value: Any = part
    for key in column.path:
        value = None if value is None else value.get(key)
    return None if value in ((), []) else value


def _require_told_apart(name: str, document: Mapping[str, Any]) -> None:
    """Refuse parts of a code that is used twice: reading would give them all to its first use."""
    for sheet in SHEETS:
        if sheet.owner is None or sheet.key is None:
            continue
        seen: set[str] = set()
        for place, owner in enumerate(document[sheet.owner]):
            if owner["code"] in seen and owner.get(sheet.key):
                raise DefectiveError(
                    name,
                    [
                        Refusal(
                            f"/{sheet.owner}/{place}/code",
                            Text(
                                f"kode {owner['code']} dipakai dua kali",
                                f"{owner['code']} is used twice",
                            ),
                        )
                    ],
                )
            seen.add(owner["code"])
