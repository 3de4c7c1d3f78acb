"""Write the agencies of a subtree as a table. Importing it again changes nothing."""

from collections.abc import Sequence

from submission.agencies.domain import Agency
from submission.registers.domain.row import COLUMNS
from submission.registers.usecases.read import SHEET
from tables.csv_text import write_csv
from tables.writing import Sheet, write_workbook


def write_register(agencies: Sequence[Agency], *, is_workbook: bool) -> bytes:
    """Return a file of agencies; every cell is text. What never began is left out."""
    rows = [_row(agency) for agency in agencies if not agency.never_began]
    if is_workbook:
        return write_workbook([Sheet(name=SHEET, headings=COLUMNS, rows=rows, widths={2: 60})])
    return write_csv(COLUMNS, rows)


def _row(agency: Agency) -> list[str | None]:
    return [
        agency.code,
        agency.name,
        agency.short_name,
        agency.kind,
        agency.parent_code,
        agency.valid_from.isoformat(),
        None if agency.valid_until is None else agency.valid_until.isoformat(),
        "true" if agency.is_assessed else "false",
    ]
