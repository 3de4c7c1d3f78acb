"""The breakdown of a published result as a workbook, for people who work with tables.

Every cell is text: exact numbers stay exact, and nothing is taken for a formula.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from rules.spreadsheet import UNREADABLE, require_harmless
from rules.text import Text
from scoring.publication.domain.archive import read_archive, write_archive
from scoring.results.domain.flaw import flaw_found, require_same
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import Content, IndicatorPart, Record
from scoring.results.domain.signed import GapPart, SignaturePart, SubmissionPart, signers

FILE: Final = "breakdown.xlsx"

Rows = Sequence[Sequence[str]]

# What XML cannot carry.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LINE_BREAK: Final = re.compile(r"\r\n?")
_MODIFIED: Final = re.compile(rb"<dcterms:modified[^>]*>[^<]*</dcterms:modified>")
_MOST_CHARACTERS: Final = 32_000
# Of a workbook that is read; the largest edition, of 2,000 nodes, needs less.
MOST_ROWS: Final = 3_000
MOST_COLUMNS: Final = 300
_WIDEST: Final = 60
_CORE: Final = "docProps/core.xml"
_A_WORKBOOK: Final = Text("buku kerja XLSX", "an XLSX workbook")


def write_workbook(record: Record) -> bytes:
    """Return the workbook. The same record gives the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "Tolok"
    book.properties.created = record.published_at.replace(tzinfo=None)
    for title, rows in sheets_of(record).items():
        _fill(book, title, rows)
    buffer = io.BytesIO()
    book.save(buffer)
    files = read_archive(buffer.getvalue())
    # The library writes when it saved; a record is always written alike.
    files[_CORE] = _MODIFIED.sub(b"", files[_CORE])
    return write_archive(files, deflated=True)


def check_workbook(data: bytes, record: Record) -> None:
    """Compare a workbook with the record.

    Raises:
        FlawFound: It cannot be read, or a cell says something else.
    """
    expected = sheets_of(record)
    found = read_sheets(data, file=FILE)
    require_same(FILE, "sheets", expected=[*expected], found=[*found])
    for title, rows in expected.items():
        require_same(FILE, f"{title}.rows", expected=len(rows), found=len(found[title]))
        for number, (row, other) in enumerate(zip(rows, found[title], strict=True), 1):
            for column, text in enumerate(row, 1):
                cell = f"{title}!{get_column_letter(column)}{number}"
                said = other[column - 1] if column <= len(other) else ""
                require_same(FILE, cell, expected=text, found=said)


def read_sheets(data: bytes, *, file: str) -> dict[str, list[list[str]]]:
    """Return the cells of all sheets as text.

    Raises:
        FlawFound: It is no workbook, or an unreasonably large one.
    """
    try:
        require_harmless(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {sheet.title: _rows(sheet) for sheet in book.worksheets}
    except Exception as error:  # the library raises whatever its parts raise
        raise flaw_found(file, "workbook", expected=_A_WORKBOOK, found=UNREADABLE) from error


def _rows(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()  # what the file says of its size need not be true
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    return [_without_tail(["" if cell is None else str(cell) for cell in row]) for row in rows]


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def sheets_of(record: Record) -> Mapping[str, Rows]:
    """Return the sheets' cells."""
    content = record.content
    nodes = [
        (n.code, n.kind, *_both(n.name), n.parent_code or "", n.weight, n.exact, n.announced)
        for n in content.nodes
    ]
    head = ("kode", "jenis", "nama", "name", "induk", "bobot")
    sheets: dict[str, list[Sequence[str | None]]] = {
        "ringkasan": [*_summary(record)],
        "simpul": [(*head, "nilai eksak", "nilai"), *nodes],
        "indikator": [
            (*head, "tingkat", "asal", "tahap", "penjelasan"),
            *map(_indicator, content.indicators),
        ],
    }
    if content.submission.is_asked:
        sheets["persetujuan"] = [*_signed(content.submission)]
    if content.submission.told_links:
        sheets["data dukung"] = [*_links(content.submission)]
    if gaps := content.submission.told_gaps:
        sheets["tanpa tingkat"] = [*_gaps(gaps)]
    return {
        title: [[_cell(text) for text in row] for row in rows] for title, rows in sheets.items()
    }


def _summary(record: Record) -> Iterator[tuple[str, str | None]]:
    content, index = record.content, record.content.index
    yield "penilaian / assessment", str(record.assessment_id)
    yield "revisi / revision", str(record.revision)
    yield "alasan / reason", record.reason
    yield "instansi / agency", f"{content.agency_code} {content.agency_name or ''}".strip()
    yield "kegiatan / campaign", content.campaign_code
    yield "periode / period", content.period
    yield "jalur / track", content.track
    yield "edisi / edition", content.edition.code
    yield "kepastian / certainty", content.edition.certainty
    yield "indeks eksak / exact index", index.exact
    yield "indeks / index", index.announced
    yield "predikat / predicate", _name(index.predicate)
    yield "tingkat kematangan / maturity level", _name(index.maturity_level)
    yield from _not_judged(content)
    yield "cakupan / coverage", index.coverage
    yield "pertentangan terbuka / open contradictions", str(len(content.contradictions))
    yield "diterbitkan / published", record.published_at.isoformat()
    yield "oleh / by", record.published_by
    held = content.submission
    if held.is_asked:
        yield "permintaan / request", str(held.publication_id)
        yield "tahap / stage", str(held.stage)
        yield "keadaan yang disetujui / approved state", str(held.state_hash)
        yield "data dukung / evidence", str(len(held.evidence))
        if held.told_links:
            yield "kaitan data dukung / links of evidence", str(len(held.told_links))
            yield "data dukung ditarik / withdrawn evidence", str(len(held.told_withdrawn))


def _not_judged(content: Content) -> Iterator[tuple[str, str | None]]:
    """Yield why there is no predicate, or what has no level; nothing where all has one."""
    if (found := content.without_level) is not None:
        yield "catatan", found.note.id
        yield "note", found.note.en
        yield "bobot yang mempunyai tingkat / weight with a level", found.level_share
        yield "tanpa tingkat / without a level", ", ".join(found.missing)
        yield "tidak berlaku / not applicable", ", ".join(found.inapplicable)
    if (part := content.not_judged) is not None:
        yield "belum dinilai karena", part.note.id
        yield "not judged because", part.note.en
        yield "bobot yang mempunyai tingkat / weight with a level", part.level_share
        yield "ambang cakupan / floor of coverage", part.floor
        yield "tanpa tingkat / without a level", ", ".join(part.missing)
        if part.inapplicable is not None:
            yield "tidak berlaku / not applicable", ", ".join(part.inapplicable)


def _gaps(gaps: Sequence[GapPart]) -> Iterator[tuple[str | None, ...]]:
    """Yield why submission left something without an answer."""
    yield ("kode", "alasan tidak dijawab / why it was not answered")
    for gap in gaps:
        yield (gap.indicator_code, gap.reason)


def _links(part: SubmissionPart) -> Iterator[tuple[str | None, ...]]:
    """Yield the evidence that indicators rest on, with what the assessors said of each use."""
    yield (
        *("kode", "data dukung / evidence", "versi / version", "asal / origin", "SHA-256"),
        *("SHA-256 sumber / of its source", "tahap / stage", "penilaian / review"),
        *("tahap penilaian / stage of the review", "ditarik / withdrawn"),
    )
    for link in part.told_links:
        review = link.review
        yield (
            link.indicator_code,
            str(link.evidence_id),
            str(link.version),
            link.origin,
            link.sha256,
            link.source_sha256,
            link.stage,
            None if review is None else review.state,
            None if review is None else review.stage,
            "ya / yes" if link.evidence_id in part.told_withdrawn else None,
        )


def _signed(part: SubmissionPart) -> Iterator[tuple[str | None, ...]]:
    """Yield who approved, whose minutes count, and who consented."""
    yield ("jenis", "kind", "nomor", "SHA-256", "penanda tangan / signed by")
    for approval in part.approvals:
        yield ("persetujuan", "approval", None, approval.sha256, signers((approval,)))
    for each in part.minutes:
        number = str(each.minutes_id)
        kind = f"berita acara {each.kind}", f"minutes {each.kind}"
        yield (*kind, number, each.sha256, signers(each.signatures))
    if isinstance(part.consent, SignaturePart):
        consent = part.consent
        yield ("persetujuan untuk terbit", "consent", None, consent.sha256, signers((consent,)))


def _indicator(part: IndicatorPart) -> tuple[str | None, ...]:
    decision = part.decision
    return (
        part.code,
        part.kind,
        *_both(part.name),
        part.parent_code,
        part.weight,
        part.level,
        part.source,
        decision.stage if decision else None,
        decision.explanation if decision else None,
    )


def _both(text: TextPart) -> tuple[str, str]:
    return text.id, text.en


def _name(text: TextPart | None) -> str | None:
    return None if text is None else f"{text.id} / {text.en}"


def _cell(text: str | None) -> str:
    """Return what a cell can hold of a text."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", text or ""))[:_MOST_CHARACTERS]


def _fill(book: Workbook, title: str, rows: Rows) -> None:
    sheet = book.create_sheet(title)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = text
            cell.data_type = "s"  # also what begins like a formula
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, max(map(len, rows)) + 1):
        longest = max(len(row[column - 1]) for row in rows if len(row) >= column)
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
