"""What would become of a spreadsheet, row by row: the checks are those of the real thing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from instrument.documents.reading import read_edition
from instrument.documents.spreadsheet_reading import (
    LocatedDefect,
    Place,
    Spreadsheet,
    open_spreadsheet,
    with_place,
)
from instrument.domain.defect import DefectiveError
from instrument.domain.edition import Edition

Check = Callable[[str, Mapping[str, Any]], Edition]


@dataclass(frozen=True, slots=True)
class PreviewedRow:
    """One row with all that is wrong in it; without defects it is good."""

    sheet: str
    row: int
    defects: tuple[LocatedDefect, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A spreadsheet with everything that is wrong with it; `edition` where nothing is."""

    document: Mapping[str, Any]
    edition: Edition | None
    rows: tuple[PreviewedRow, ...]
    defects: tuple[LocatedDefect, ...]


def preview_spreadsheet(name: str, data: bytes, *, check: Check = read_edition) -> Preview:
    """Return every row of an XLSX file with its defects, and those that belong to no row.

    Raises:
        DefectiveError: The file cannot be read at all.
    """
    found = open_spreadsheet(name, data)
    edition = None
    try:
        edition = check(name, found.document)
        defects = found.locate(())
    except DefectiveError as error:
        defects = found.locate(error.defects)
    return Preview(
        found.document,
        None if defects else edition,
        tuple(_rows(found, defects)),
        tuple(defects),
    )


def read_edition_spreadsheet(name: str, data: bytes, *, check: Check = read_edition) -> Edition:
    """Return the edition in an XLSX file.

    Raises:
        DefectiveError: It breaks a rule; every defect is named by sheet, row and column.
    """
    found = preview_spreadsheet(name, data, check=check)
    if found.edition is None:
        raise DefectiveError(name, [with_place(defect) for defect in found.defects])
    return found.edition


def _rows(found: Spreadsheet, defects: list[LocatedDefect]) -> Iterator[PreviewedRow]:
    by_row: dict[tuple[str, int], list[LocatedDefect]] = {}
    for place in found.places.values():
        _of_row(by_row, place)
    for defect in defects:
        if (row := _of_row(by_row, defect.place)) is not None:
            row.append(defect)
    for (sheet, number), named in by_row.items():
        yield PreviewedRow(sheet, number, tuple(named))


def _of_row(
    by_row: dict[tuple[str, int], list[LocatedDefect]], place: Place | None
) -> list[LocatedDefect] | None:
    if place is None or place.row is None:
        return None
    return by_row.setdefault((place.sheet, place.row), [])
