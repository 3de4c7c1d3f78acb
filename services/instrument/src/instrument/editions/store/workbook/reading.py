"""From an XLSX file to a document, with the place of every value."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook

from instrument.documents.domain.defect import DefectiveError
from instrument.documents.domain.places import WorkbookDocument
from instrument.documents.store.uploads import Upload, upload_of_workbook
from instrument.editions.store.workbook.layout import GUIDE, SHEETS, Sheet
from instrument.editions.store.workbook.sheet_reader import MAX_COLUMNS, Reader, Rows
from rules.refusal import Refusal
from rules.spreadsheet import UNREADABLE, HarmfulError, require_harmless, sheet_hidden
from rules.text import Text

MAX_ROWS: Final = 20_000


def open_workbook(name: str, data: bytes) -> WorkbookDocument:
    """Return what an XLSX file says; `name` is the file's, for errors.

    Raises:
        DefectiveError: It cannot be read at all, or is not safe to read.
    """
    reader, tables = Reader(), _tables(name, data)
    reader.require(tables)
    for title, rows in tables.items():
        reader.take(title, rows)
    reader.finish()
    return WorkbookDocument(
        reader.document, reader.places, tuple(reader.defects), frozenset(reader.unread)
    )


def read_workbook_upload(name: str, data: bytes) -> Upload:
    """Return the edition that was sent as a workbook; `name` is for errors.

    Raises:
        DefectiveError: It cannot be read at all, or is not safe to read.
    """
    return upload_of_workbook(name, open_workbook(name, data))


def _tables(name: str, data: bytes) -> dict[str, Rows]:
    """Return the cells of every sheet; known sheets come first, in the order of the layout."""
    try:
        require_harmless(data)
    except HarmfulError as error:
        raise _refused(name, *error.reason) from error
    order = [sheet.name for sheet in SHEETS]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not used
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
            tables = {sheet.title: _rows(sheet, order) for sheet in book.worksheets}
            book.close()
    except HarmfulError as error:
        raise _refused(name, *error.reason) from error
    except Exception as error:  # openpyxl has no error of its own for a broken file
        raise _refused(name, *UNREADABLE) from error
    if sum(map(len, tables.values())) > MAX_ROWS:
        raise _refused(name, f"lebih dari {MAX_ROWS} baris", f"it has more than {MAX_ROWS} rows")
    titles = sorted(tables, key=lambda title: order.index(title) if title in order else len(order))
    return {title: tables[title] for title in titles if title != GUIDE}


def _refused(name: str, indonesian: str, english: str) -> DefectiveError:
    return DefectiveError(name, [Refusal("", Text(indonesian, english))])


def _rows(sheet: Any, wanted: Sequence[str]) -> Rows:
    if sheet.title not in wanted:
        return ()
    if sheet.sheet_state != "visible":
        raise sheet_hidden(sheet.title)
    sheet.reset_dimensions()  # the size that the file states may be wrong
    rows = []
    for row in sheet.iter_rows(max_row=MAX_ROWS + 1):
        # At once: a file of rows that are thousands of columns wide would cost much.
        beyond = next((cell for cell in row[MAX_COLUMNS:] if cell.value is not None), None)
        if beyond is not None:
            place = f"{sheet.title}!{beyond.column_letter}{beyond.row}"
            raise HarmfulError(
                Text(
                    f"{place}: lembar hanya boleh berisi {MAX_COLUMNS} kolom",
                    f"{place}: a sheet must have {MAX_COLUMNS} columns at most",
                )
            )
        rows.append(row[:MAX_COLUMNS])
    return rows


def parts_of(document: Mapping[str, Any], sheet: Sheet) -> Iterator[Mapping[str, Any]]:
    """Yield the parts of a document that belong in a sheet, each with the code of its owner."""
    if sheet.key is None:
        yield document
    elif sheet.owner is None:
        yield from document.get(sheet.key) or ()
    else:
        for owner in document.get(sheet.owner) or ():
            for part in owner.get(sheet.key) or ():
                yield {sheet.link or "": owner.get("code"), **part}
