"""CSV files as people drop them, row by row: however large, and whatever program wrote them.

UTF-8 and UTF-16 with or without a byte order mark, else Windows-1252; `;`, tab, `|` or `,` between
the cells, or what a line `sep=;` says. A line or a cell without end is refused.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from openpyxl.utils import get_column_letter

from rules.spreadsheet import HarmfulError
from rules.text import Text
from tables.cell import Cell, Row
from tables.csv_text import QUOTED, SEP

_DELIMITERS: Final = (";", "\t", "|", ",")
_LONGEST_LINE: Final = 262_144
_MOST_COLUMNS: Final = 500
_PIECE: Final = 1_048_576
_ENDLESS: Final = Text("satu baris tidak berakhir", "a line does not end")
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def stream_csv(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV file; every cell is a text as it stands there.

    Raises:
        HarmfulError: It cannot be read: it has a broken quotation, or a line without an end.
    """
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        first = _line(file)
        said = SEP.fullmatch(first.strip("\r\n"))
        start = 1 if said is None else 2
        delimiter = said[1] if said is not None else _delimiter_of(first)
        lines = _lines(file, first if said is None else None)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for number, texts in enumerate(reader, start):
                if len(texts) > _MOST_COLUMNS:
                    raise HarmfulError(
                        Text(
                            f"baris {number}: lebih dari {_MOST_COLUMNS} kolom",
                            f"row {number}: more than {_MOST_COLUMNS} columns",
                        )
                    )
                yield Row(number, [_cell(number, *each) for each in enumerate(texts, 1)])
        except csv.Error as error:
            line = reader.line_num + start - 1
            raise HarmfulError(
                Text(
                    f"baris {line}: tanda kutip salah tempat, atau sel terlalu panjang",
                    f"line {line}: a quotation mark in a wrong place, or a cell too long",
                )
            ) from error
        except UnicodeDecodeError as error:
            raise HarmfulError(
                Text("bukan teks yang dapat dibaca", "it is no text that can be read")
            ) from error


def _encoding_of(path: Path) -> str:
    """Return the encoding: what its mark says, UTF-8 if all of it is, else Windows-1252."""
    with path.open("rb") as file:
        head = file.read(3)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        file.seek(0)
        return "utf-8" if _is_utf8(file) else "cp1252"


def _is_utf8(file: IO[bytes]) -> bool:
    kept = b""
    while piece := file.read(_PIECE):
        piece = kept + piece
        try:
            piece.decode()
            kept = b""
        except UnicodeDecodeError as error:
            # A letter may be cut by the end of the piece.
            if error.reason != "unexpected end of data" or len(piece) - error.start > 3:  # noqa: PLR2004 - UTF-8 has up to four bytes
                return False
            kept = piece[error.start :]
    return not kept


def _line(file: IO[str]) -> str:
    line = file.readline(_LONGEST_LINE)
    if len(line) >= _LONGEST_LINE:
        raise HarmfulError(_ENDLESS)
    return line


def _lines(file: IO[str], first: str | None) -> Iterator[str]:
    if first is not None:
        yield first
    while line := _line(file):
        yield line.replace("\x00", "")


def _delimiter_of(line: str) -> str:
    """Return what separates the cells of the first line: what it has most, outside of quotes."""
    bare = QUOTED.sub("", line)
    return max(_DELIMITERS, key=lambda sign: (bare.count(sign), -_DELIMITERS.index(sign)))


def _cell(row: int, column: int, text: str) -> Cell:
    place = f"{get_column_letter(column)}{row}"
    return Cell(place=place, kind="text", text=text) if text else Cell(place=place)
