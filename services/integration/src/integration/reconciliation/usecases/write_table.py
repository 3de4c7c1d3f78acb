"""Write findings as a workbook: a row for each, and one for each side of it."""

from collections.abc import Collection, Sequence

from integration.reconciliation.domain.causes import CAUSES, TITLES
from integration.reconciliation.domain.finding import Finding, Side
from tables.writing import Sheet, write_workbook

_HEADINGS = (
    "id",
    "instansi",
    "instansi_lain",
    "tahun",
    "jenis",
    "judul",
    "perkara",
    "sebab",
    "penjelasan_sebab",
    "dicocokkan_menurut",
    "jumlah",
    "selisih",
    "status",
    "keraguan",
    "penjelasan",
    "dijelaskan_oleh",
    "pertama_terlihat",
    "berubah",
)
_SIDE_HEADINGS = (
    "id",
    "sisi",
    "instansi",
    "keterangan",
    "jumlah",
    "sumber",
    "jenis_rekaman",
    "rekaman",
    "revisi",
    "hash",
)
_WIDTHS = {1: 38, 6: 30, 7: 24, 9: 60, 14: 40, 15: 40}


def write_table(found: Sequence[Finding], visible: Collection[str]) -> bytes:
    """Return a workbook of findings; a side outside of what is visible is left out."""
    rows = [_row(finding, visible) for finding in found]
    sides = [
        row
        for finding in found
        for side in finding.said.sides
        if side.agency_code in visible
        for row in _side(finding, side)
    ]
    return write_workbook(
        [
            Sheet(name="temuan", headings=_HEADINGS, rows=rows, widths=_WIDTHS),
            Sheet(name="sisi", headings=_SIDE_HEADINGS, rows=sides, widths={1: 38, 10: 66}),
        ]
    )


def _row(finding: Finding, visible: Collection[str]) -> list[str | None]:
    said, explained = finding.said, finding.explanation
    key, other = said.key, said.other_agency_code
    return [
        str(finding.finding_id),
        key.agency_code if key.agency_code in visible else None,
        other if other in visible else None,
        str(key.year),
        key.kind,
        TITLES[key.kind].id,
        key.subject,
        said.cause,
        CAUSES[said.cause].id,
        said.matched_by,
        said.amount,
        said.difference,
        finding.status,
        None if finding.doubt is None else finding.doubt.text.id,
        None if explained is None else explained.text,
        None if explained is None else explained.by,
        finding.first_seen_at.isoformat(),
        finding.changed_at.isoformat(),
    ]


def _side(finding: Finding, side: Side) -> list[list[str | None]]:
    said = [str(finding.finding_id), side.field, side.agency_code, side.says, side.amount]
    quoted = [
        [*said, one.source_code, one.kind, one.record_id, str(one.revision), one.content_hash]
        for one in side.records
    ]
    return quoted or [[*said, None, None, None, None, None]]
