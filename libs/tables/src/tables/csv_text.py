"""CSV as spreadsheet programs write and read it.

In: UTF-8 with or without a byte order mark; `;`, tab or `,` between the cells, whichever the first
line has first in this order, or what a line `sep=;` says. Out: UTF-8 with the mark and `;`, as a
program with Indonesian settings expects it.

A text that a program would run (`=1+1`) is written with an apostrophe before it, and read without.
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from openpyxl.utils import get_column_letter

from rules.spreadsheet import MAX_BYTES, HarmfulError
from rules.text import Text
from tables.cell import MOST_COLUMNS, MOST_ROWS, Cell, Row

_DELIMITERS: Final = (";", "\t", ",")
SEP: Final = re.compile(r'"?sep=([^\s"]|\t)"?', re.IGNORECASE)
QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_RUN: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


def read_csv(data: bytes) -> list[Row]:
    """Return the rows of a CSV file. Every cell is text; `""` is an empty one.

    Raises:
        HarmfulError: It cannot be read, or is too large.
    """
    if len(data) > MAX_BYTES:
        raise HarmfulError(
            Text(f"berkas melebihi {MAX_BYTES} byte", f"the file has more than {MAX_BYTES} bytes")
        )
    delimiter, text = _separated(_decoded(data))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for number, texts in enumerate(reader, 1):
            if number > MOST_ROWS or len(texts) > MOST_COLUMNS:
                raise too_many()
            rows.append(Row(number, [_cell(number, *each) for each in enumerate(texts, 1)]))
    except csv.Error as error:
        line = reader.line_num
        raise HarmfulError(
            Text(
                f"baris {line}: tanda kutip tidak ditutup atau salah tempat",
                f"line {line}: a quotation mark is not closed or in a wrong place",
            )
        ) from error
    return rows


def write_csv(headings: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
    """Return a CSV file; reading it gives the same texts, and no program runs one of them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([[_guarded(text or "") for text in row] for row in (headings, *rows)])
    return out.getvalue().encode("utf-8-sig")


def too_many() -> HarmfulError:
    """Return the error for a table that is too large."""
    return HarmfulError(
        Text(
            f"lebih dari {MOST_ROWS} baris atau {MOST_COLUMNS} kolom; hapus yang kosong",
            f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns; delete those that are empty",
        )
    )


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HarmfulError(
            Text(
                "bukan teks UTF-8; simpan sebagai CSV UTF-8",
                "it is no UTF-8 text; save it as CSV UTF-8",
            )
        ) from error


def _separated(text: str) -> tuple[str, str]:
    """Return what separates the cells, and the text without the line that says so."""
    head, _, rest = text.partition("\n")
    said = SEP.fullmatch(head.strip("\r"))
    if said is not None:
        return said[1], f"\n{rest}"  # the rows keep their numbers
    bare = QUOTED.sub("", text).partition("\n")[0]
    return next((sign for sign in _DELIMITERS if sign in bare), ";"), text


def _cell(row: int, column: int, text: str) -> Cell:
    place = f"{get_column_letter(column)}{row}"
    if not text:
        return Cell(place=place)
    return Cell(place=place, kind="text", text=text[1:] if _GUARDED.match(text) else text)


def _guarded(text: str) -> str:
    return f"'{text}" if _RUN.match(text) else text
