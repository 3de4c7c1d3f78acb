"""Levels in rows and columns: where the codes and the levels stand, and what a number means.

Codes stay texts. The decimal sign is decided for the whole table: 3,05 and 3.05 are the same
number in two tables, and in one of them one is a mistake.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rules.answers import Pairs, Written, unreadable
from rules.text import Text

_KIND: Final = "CSV"
_DELIMITERS: Final = (";", "\t", ",")
_SEP: Final = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
# By preference: of `no; kode; indikator; tingkat` the column `kode` has the codes.
_CODES: Final = (
    frozenset({"code", "kode", "indicator_code", "kode_indikator", "kode indikator"}),
    frozenset({"indicator", "indikator"}),
    frozenset({"no", "nomor"}),
)
# Without a preference: of `tingkat` and `nilai` nobody can say which one counts.
_LEVELS: Final = (frozenset({"level", "levels", "tingkat", "nilai", "value", "answer", "jawaban"}),)
# A column beside the level may be it too, unless it says the level before, or a name.
_LIKE_LEVELS: Final = _LEVELS[0] | {
    *("skor", "score", "grade", "poin", "points", "predikat", "predicate"),
    *("capaian", "achievement", "hasil", "result"),
}
_OTHERS: Final = frozenset({"sebelumnya", "previous", "nama", "name"})
_WORD: Final = re.compile(r"[^\W_]+")
_PAIR: Final = 2
_THOUSANDS: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+){2,}")
_DECIMAL: Final = re.compile(r"-?[0-9]+([.,])([0-9]+)")
_GROUP: Final = 3
_PADDED: Final = re.compile(r"-?0[0-9]+")

_EMPTY: Final = Text("kosong", "it is empty")
_NO_HEADING: Final = Text(
    "lebih dari dua kolom tanpa judul yang dikenal; tulis judul kode dan tingkat di baris pertama",
    "more than two columns without headings that are known; write the headings code and level in"
    " the first row",
)


class Stored(str):
    """A number that a spreadsheet holds as one: it has no decimal sign that could be mistaken."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with the place by which people find it: its line, or its row on a sheet."""

    number: int
    cells: Sequence[str]


# Says what is wrong with a cell of a row, by its column, for a code or for a level.
Check = Callable[[TableRow, int, bool], Text | None]


def _no_fault(_row: TableRow, _column: int, _is_code: bool, /) -> None:  # noqa: FBT001 - of Check
    return None


def read_csv(text: str) -> Written:
    """Return the levels in a CSV file.

    Raises:
        AnswersError: It cannot be read; every wrong row is named.
    """
    delimiter, text = _separated(text)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append(TableRow(reader.line_num, stripped))
    except csv.Error as error:
        raise unreadable(
            _KIND,
            Text(
                f"baris {reader.line_num}: tanda kutip tidak ditutup atau salah tempat",
                f"line {reader.line_num}: a quotation mark is not closed or in a wrong place",
            ),
        ) from error
    return levels_of(_KIND, rows)


def levels_of(kind: str, rows: Sequence[TableRow], check: Check = _no_fault) -> Written:
    """Return the levels of a table: by code, or in the order of the indicators.

    `check` looks at every cell that is used.

    Raises:
        AnswersError: Its columns are not known, or its numbers contradict each other.
    """
    rows = _without_remarks(rows)
    if not rows:
        raise unreadable(kind, _EMPTY)
    first = [cell.casefold() for cell in rows[0].cells]
    widest = max(_width(row) for row in rows)
    if len(rows) == 1 and widest > _PAIR:
        return _numbers(kind, [(rows[0], place) for place in range(widest)], check)
    if widest == 1:
        own = rows[1:] if any(first[0] in names for names in _LEVELS) else rows
        return _numbers(kind, [(row, 0) for row in own], check)
    columns = _columns(kind, first)
    if columns is not None:
        return _pairs(kind, rows[1:], columns, check, most=_width(rows[0]))
    if widest > _PAIR:
        raise unreadable(kind, _NO_HEADING)
    return _pairs(kind, rows, (0, 1), check)


def _separated(text: str) -> tuple[str, str]:
    """Return what separates the cells, and the text without the line that says so."""
    head, _, rest = text.partition("\n")
    said = _SEP.fullmatch(head.strip("\r"))
    if said is not None:
        return said[1], f"\n{rest}"  # the lines keep their numbers
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    bare = _QUOTED.sub("", "\n".join(lines))
    return next((sign for sign in _DELIMITERS if sign in bare), ";"), text


def _without_remarks(rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Return the rows from the first that is no remark: `#` and a text, alone in its row."""
    start = 0
    while start < len(rows) and rows[start].cells[0].startswith("#") and _width(rows[start]) == 1:
        start += 1
    return rows[start:]


def _width(row: TableRow) -> int:
    return max((place for place, cell in enumerate(row.cells, 1) if cell), default=0)


def _columns(kind: str, heading: Sequence[str]) -> tuple[int, int] | None:
    """Return the columns of codes and levels; None if the row is not a heading."""
    codes, levels = _named(heading, _CODES), _named(heading, _LEVELS)
    if not codes or not levels:
        return None
    like = [place for place, cell in enumerate(heading) if _may_be_level(cell)]
    levels = sorted({*levels, *like} - {*codes})
    doubled = [heading[place] for found in (codes, levels) if len(found) > 1 for place in found]
    if doubled:
        names = ", ".join(doubled)
        raise unreadable(
            kind,
            Text(f"lebih dari satu kolom: {names}", f"there is more than one column: {names}"),
        )
    return codes[0], levels[0]


def _may_be_level(heading: str) -> bool:
    found = _WORD.findall(heading)
    words = {*found, "".join(found)}  # `s k o r` is one word too
    return bool(words & _LIKE_LEVELS) and not words & _OTHERS


def _named(heading: Sequence[str], names: Iterable[frozenset[str]]) -> list[int]:
    for known in names:
        found = [place for place, cell in enumerate(heading) if cell in known]
        if found:
            return found
    return []


def _too_wide(row: TableRow, most: int | None) -> Text | None:
    """Return the fault of a row with more cells than headings: a sign may have divided a number."""
    if most is None or _width(row) <= most:
        return None
    return Text(
        f"baris {row.number} memuat {_width(row)} kolom, judulnya {most}",
        f"row {row.number} has {_width(row)} cells, and there are {most} headings",
    )


def _pairs(
    kind: str,
    rows: Sequence[TableRow],
    columns: tuple[int, int],
    check: Check,
    *,
    most: int | None = None,
) -> Pairs:
    """Return code and level of each row; a missing level is empty. `most`: how many headings."""
    code, level = columns
    places = [(row, level) for row in rows]
    faults = [
        (
            _too_wide(row, most),
            check(row, code, True) or (None if _cell(row, code) else _without_code(row)),
            fault,
        )
        for row, fault in zip(rows, _faults(places, check), strict=True)
    ]
    _refuse(kind, (fault for of_row in faults for fault in of_row))
    return Pairs(zip([_cell(row, code) for row in rows], _plain(places), strict=True))


def _without_code(row: TableRow) -> Text:
    return Text(f"baris {row.number} tanpa kode", f"row {row.number} has no code")


def _cell(row: TableRow, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _numbers(kind: str, places: Sequence[tuple[TableRow, int]], check: Check) -> list[str]:
    """Return the levels with decimal points, if one decimal sign fits all of them."""
    _refuse(kind, _faults(places, check))
    return _plain(places)


def _faults(places: Sequence[tuple[TableRow, int]], check: Check) -> list[Text | None]:
    """Return what is wrong with each level; the decimal sign is that of those that can be read."""
    faults = [check(*place, False) for place in places]
    cells = [_cell(*place) for place in places]
    sign = _decimal_sign(cell for cell, fault in zip(cells, faults, strict=True) if fault is None)
    return [
        fault or _contradiction(row.number, cell, sign)
        for (row, _), cell, fault in zip(places, cells, faults, strict=True)
    ]


def _plain(places: Sequence[tuple[TableRow, int]]) -> list[str]:
    cells = [_cell(*place) for place in places]
    return [cell.replace(",", ".") if _DECIMAL.fullmatch(cell) else str(cell) for cell in cells]


def _refuse(kind: str, faults: Iterable[Text | None]) -> None:
    """Refuse a table; all faults are named, and whoever shows them cuts."""
    if found := [fault for fault in faults if fault is not None]:
        raise unreadable(kind, *found)


def _decimal_sign(cells: Iterable[str]) -> str | None:
    """Return the decimal sign; what could separate thousands decides only where nothing else does.

    None: no number has one.
    """
    written = (cell for cell in cells if not isinstance(cell, Stored))
    found = [match for cell in written if (match := _DECIMAL.fullmatch(cell))]
    certain = [match[1] for match in found if len(match[2]) != _GROUP]
    return next(iter([*certain, *(match[1] for match in found)]), None)


def _contradiction(number: int, cell: str, sign: str | None) -> Text | None:
    if isinstance(cell, Stored):
        return None
    if _PADDED.fullmatch(cell):
        return Text(
            f"baris {number}: {cell} diawali nol; bila koma adalah tanda desimal, pisahkan kolom"
            " dengan titik koma",
            f"row {number}: {cell} begins with a zero; if the comma is a decimal sign, separate the"
            " columns by semicolons",
        )
    if _THOUSANDS.fullmatch(cell):
        return Text(
            f"baris {number}: {cell} memakai pemisah ribuan, yang tidak dibaca",
            f"row {number}: {cell} has signs for thousands, which are not read",
        )
    match = _DECIMAL.fullmatch(cell)
    if match is None or match[1] == sign:
        return None
    return Text(
        f"baris {number}: {cell} tidak cocok dengan tanda desimal berkas ini ({sign})",
        f"row {number}: {cell} does not fit the decimal sign of this file ({sign})",
    )
