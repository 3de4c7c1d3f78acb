"""The e-planning adapter: paged JSON behind a bearer token; every number is a string."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Self

from integration.reading.adapters.adapter import (
    EXCHANGE_NOTES,
    Envelope,
    Resource,
    count_of,
    object_of,
    parse_exchange,
    remark,
)
from integration.reading.adapters.failures import bad_envelope
from integration.reading.adapters.row import Row
from integration.records.domain import kinds
from integration.records.domain.record import Record
from integration.sources.domain.keys import keys_of
from integration.sources.domain.source import Source

_SIGNS_OF_PAGES: Final = frozenset({"last_page", "current_page", "per_page", "next_page_url"})
_BUDGETING: Final = ("e-program",)
_DOCUMENT_TYPES: Final = {
    "renja": "renja",
    "renstra": "renstra",
    "rkpd": "rkpd",
    "rpjmd": "rpjmd",
    "peta_rencana_spbe": "spbe_roadmap",
}
_ROADMAP_CONTENTS: Final = {
    "tata kelola": "governance",
    "manajemen": "management",
    "layanan": "services",
    "infrastruktur": "infrastructure",
    "aplikasi": "applications",
    "keamanan": "security",
    "audit": "audit",
}


class EPlanning:
    """Reads an e-planning system."""

    version: Final = "e-planning@6"
    base_path: Final = "/api/v1"

    def of(self, _source: Source) -> Self:
        """Return the adapter: all that differs are keys and formats."""
        return self

    def headers(self, secret: str) -> Mapping[str, str]:
        """Return the headers that carry the credential."""
        return {"Authorization": f"Bearer {secret}"}

    def resources(self, source: Source) -> Sequence[Resource]:
        """Return the listings to read, each for every year."""
        return [_resource(source, item, year) for year in source.years for item in _LISTINGS]

    def page_params(self, page: int | None, size: int) -> Mapping[str, str]:
        """Return the parameters that ask for one page, or, with None, for everything."""
        if page is None:
            return {"page": "all"}
        return {"page": str(page), "numberrecordperpage": str(size)}

    def unwrap(self, path: str, document: object) -> Envelope:
        """Return the rows of `{status, data}`, paged or whole."""
        envelope = object_of(document)
        rows = envelope.get("data")
        if count_of(envelope.get("status")) != 1 or not isinstance(rows, list):
            raise bad_envelope(path)
        return Envelope(
            rows,
            count_of(envelope.get("last_page")),
            count_of(envelope.get("total")),
            paged=not _SIGNS_OF_PAGES.isdisjoint(envelope),
        )


def _resource(source: Source, listing: "_Listing", year: int) -> Resource:
    name, path, kind, parse, hints = listing
    return Resource(
        name=name,
        part=str(year),
        path=path,
        params={"ta": str(year)},
        kind=kind,
        keys=keys_of(source, name),
        parse=lambda row: parse(row, year),
        hints={"year": lambda row: row.year_or(year), **hints},
        asked={"year": year},
        parts={"year": str(year)},
        notes=_NOTES.get(name, frozenset()),
    )


def _ceiling(row: Row, year: int) -> Record:
    programme = _programme(row)
    content = {
        **row.owner("unit"),
        "year": row.year("year", year),
        "sub_unit_id": row.optional_text("sub_unit"),
        "programme_code": programme,
        "programme_title": remark(row, "programme_title"),
        "activity_code": row.activity("activity"),
        "title": remark(row, "title"),
        "amount": row.optional("amount", row.ceiling),
        "approved": row.optional("approved", row.flag),
        "ict": _is_ict(row),
    }
    return Record.of(kinds.CEILING, row.identifier("id"), content)


def _programme(row: Row) -> str:
    return row.programme("affair", "field", "programme")


def _is_ict(row: Row) -> bool:
    return row.is_ict(_programme(row))


def _document(row: Row, year: int) -> Record:
    approved_at = row.optional_day_or_instant("approved_at")
    approved = row.optional("approved", row.flag)
    content = {
        **row.owner("unit"),
        "year": row.year("year", year),
        "type": row.choice("type", _DOCUMENT_TYPES),
        "title": row.optional_text("title"),
        # A document marked as approved without a day of approval does not count as approved.
        "approved": approved and approved_at is not None,
        "approved_at": approved_at,
        "contents": _contents(row.optional_text("contents")),
    }
    return Record.of(kinds.DOCUMENT, row.identifier("id"), content)


def _contents(text: str | None) -> list[str]:
    """Return what a roadmap covers; unknown words are ignored."""
    words = (word.strip().casefold() for word in (text or "").split(";"))
    return sorted({_ROADMAP_CONTENTS[word] for word in words if word in _ROADMAP_CONTENTS})


def _consultation(row: Row, year: int) -> Record:
    content = {
        **row.owner("unit"),
        "year": row.year("year", year),
        "number": _number(row),
        "held_on": row.optional_date("held_on"),
        "agreed": row.optional("agreed", row.flag),
    }
    return Record.of(kinds.CONSULTATION, row.identifier("id"), content)


def _exchange(row: Row, year: int) -> Record:
    row.year("year", year)
    return parse_exchange(row, year, _BUDGETING)


def _document_type(row: Row) -> str:
    """Return the type, or the word of a type that no fact knows."""
    word = row.text("type").casefold()
    return _DOCUMENT_TYPES.get(word, word)


def _number(row: Row) -> str | None:
    return row.optional_text("number")


# On these no fact rests.
_NOTES: Final[Mapping[str, frozenset[str]]] = {
    "ceilings": frozenset({"programme_title", "title"}),
    "exchanges": EXCHANGE_NOTES,
}
_Hints = Mapping[str, Callable[[Row], object]]
_CEILING_HINTS: Final[_Hints] = {
    "ict": _is_ict,
    "sub_unit_id": lambda row: row.optional_text("sub_unit"),
    "programme_code": _programme,
    "activity_code": lambda row: row.activity("activity"),
}
_Listing = tuple[str, str, str, Callable[[Row, int], Record], _Hints]
_LISTINGS: Final[Sequence[_Listing]] = (
    ("ceilings", "/rkpd/plafon1", kinds.CEILING, _ceiling, _CEILING_HINTS),
    ("documents", "/rkpd/dokumen", kinds.DOCUMENT, _document, {"type": _document_type}),
    ("consultations", "/rkpd/konsultasi", kinds.CONSULTATION, _consultation, {"number": _number}),
    ("exchanges", "/rkpd/pertukaran", kinds.EXCHANGE, _exchange, {}),
)
