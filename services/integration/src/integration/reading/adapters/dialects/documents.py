"""The lists of documents of e-SAKIP, which two of its dialects have."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from integration.reading.adapters.adapter import Resource, remark, word
from integration.reading.adapters.row import Row
from integration.reading.domain.broken_row import BrokenRow
from integration.records.domain import kinds
from integration.records.domain.record import Record
from integration.sources.domain.keys import keys_of
from integration.sources.domain.source import Source, years_in

_DOCUMENT_TYPES: Final = {
    "perjanjian-kinerja": "performance_agreement",
    "rencana-aksi": "action_plan",
    "lkjip": "performance_report",
}
_DOCUMENT_KINDS: Final = {"induk": "main", "perubahan": "amendment"}


def documents_of(source: Source, year: int) -> Iterator[Resource]:
    """Yield the lists of documents of a year, one for each type."""
    for slug, kind in _DOCUMENT_TYPES.items():
        yield Resource(
            name="documents",
            part=f"{slug}/{year}",
            path=f"/dokumen/{slug}",
            params={"tahun": str(year)},
            parts={"type": slug, "year": str(year)},
            kind=kinds.DOCUMENT,
            keys=keys_of(source, "documents"),
            parse=partial(_document, kind=kind, year=year),
            hints={"year": lambda row: _document_year(row, year), "url": _url},
            asked={"year": year, "type": kind},
            notes=frozenset({"kind", "note"}),
        )


def _url(row: Row) -> str | None:
    return row.optional_text("url")


def _document(row: Row, *, kind: str, year: int) -> Record:
    if _document_year(row, year) != year:
        name = "year" if years_in(row.optional_text("period")) is None else "period"
        raise BrokenRow(row.keys[name], "wrong_year", row.value(name))
    content = {
        **row.owner("unit"),
        "year": year,
        "type": kind,
        "kind": word(row, "kind", _DOCUMENT_KINDS),
        "url": _url(row),
        "note": remark(row, "note"),
        "period": row.optional_text("period"),
        "published_at": row.optional_day_or_instant("published_at"),
    }
    return Record.of(kinds.DOCUMENT, row.identifier("id"), content)


def _document_year(row: Row, asked: int) -> int:
    """Return the year that was asked for, or the first of a period that does not hold it.

    A document whose period says no years may say its year.
    """
    first, last = years_in(row.optional_text("period")) or (row.year_or(asked),) * 2
    return asked if first <= asked <= last else first
