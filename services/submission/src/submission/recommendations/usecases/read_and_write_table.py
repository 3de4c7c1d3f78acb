"""Recommendations as files: letters with theirs in, lists out; CSV or XLSX.

The columns of the import come first in a list, in the same words.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from kit.errors import Invalid
from rules.refusal import Refusal
from rules.spreadsheet import HarmfulError
from rules.text import Text
from submission.recommendations.domain.columns import COLUMNS, REQUIRED, SHEET
from submission.recommendations.domain.recommendation import (
    MISSING,
    PRIORITIES,
    STATE_NAMES,
    KeptRecommendation,
)
from submission.reports.domain import AUTHOR_NAMES, KeptReport
from tables.columns import Column, ColumnKind, Records, read_records
from tables.csv_text import read_csv, write_csv
from tables.workbook import read_sheet
from tables.writing import Sheet, write_workbook

_KINDS: Final[dict[str, ColumnKind]] = {
    "nomor": "code",
    "instansi": "code",
    "petugas": "code",
    "bukti": "code",
    "tanggal": "day",
    "batas_waktu": "day",
}
_COLUMNS: Final = [
    Column(heading=each, kind=_KINDS.get(each, "text"), is_required=each in REQUIRED)
    for each in COLUMNS
]
_MORE: Final = ("asal", "pelaksana", "status", "terlambat", "ditindaklanjuti", "id")
_WIDE: Final = 60


def read_table(data: bytes, *, is_workbook: bool) -> Records:
    """Return the rows of a table, with everything that is wrong by row and cell.

    Raises:
        Invalid: The file cannot be read.
    """
    try:
        rows = read_sheet(data, SHEET) if is_workbook else read_csv(data)
    except HarmfulError as error:
        raise Invalid(
            Text("Berkas ini tidak dapat dibaca.", "The file cannot be read."),
            errors=[Refusal("", error.reason)],
        ) from error
    return read_records(rows, _COLUMNS)


def write_table(
    found: Sequence[KeptRecommendation],
    known: Mapping[UUID, KeptReport],
    *,
    now: datetime,
    is_workbook: bool,
) -> bytes:
    """Return a file of recommendations; `known`: their reports. Every cell is text."""
    headings = (*COLUMNS, *_MORE)
    rows = [_row(each, known, now) for each in found]
    if not is_workbook:
        return write_csv(headings, rows)
    widths = {COLUMNS.index("rekomendasi") + 1: _WIDE}
    return write_workbook([Sheet(name=SHEET, headings=headings, rows=rows, widths=widths)])


def _row(
    kept: KeptRecommendation, known: Mapping[UUID, KeptReport], now: datetime
) -> list[str | None]:
    wanted, origin = kept.recommendation, kept.recommendation.origin
    report = None if origin.report_id is None else known[origin.report_id].report
    letter = (
        [None] * 6
        if report is None
        else [
            report.number,
            report.dated.isoformat(),
            AUTHOR_NAMES[report.author_kind].id,
            report.author,
            report.title,
            None if report.evidence_id is None else str(report.evidence_id),
        ]
    )
    followed = kept.followed_up_on
    return [
        *letter,
        wanted.agency_code,
        origin.passage or origin.node_code or origin.rule_code,
        wanted.text,
        None if wanted.deadline is None else wanted.deadline.isoformat(),
        wanted.owner,
        PRIORITIES[wanted.priority].id,
        "ya" if wanted.is_instruction else "tidak",
        None if wanted.missing is None else MISSING[wanted.missing].id,
        origin.kind,
        kept.carried_by,
        STATE_NAMES[kept.state].id,
        "ya" if kept.is_overdue(now) else "tidak",
        None if followed is None else followed.isoformat(),
        str(kept.recommendation_id),
    ]
