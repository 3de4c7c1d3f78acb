"""What the conformance suite needs of each adapter: a source, rows, and how its system answers.

An adapter is two files and one line: its module, the case here, and its line in `ADAPTERS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx
from tests.contract.looks import achieved_row
from tests.contract.recordings import UNITS, a_source

from integration.reading.adapters.adapter import Resource
from integration.reading.adapters.collection import adapter_of
from integration.sources.domain.rest import ListingPlace, Rest
from integration.sources.domain.source import AdapterName, Options, Source

Row = dict[str, Any]
Make = Callable[[int], Row]


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer: the rows of a page, and what a system states of the others."""

    rows: Sequence[Any]
    page: int | None = None
    pages: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An adapter as the suite tries it. `row` makes the n-th good row of `listing`.

    `text`, `number`, `day`: where a row has a text that no fact rests on, a number, a day; each in
    its listing with its own rows. `page_of` reads the page and its size that a request asks for.
    `credentials`: how many headers carry the credential.
    """

    source: Source
    wrap: Callable[[Sent], object]
    text: tuple[str, Make, str]
    number: tuple[str, Make, str] | None
    day: tuple[str, Make, str]
    page_of: Callable[[Mapping[str, str]], tuple[int, int] | None] = lambda _: None
    credentials: int = 1

    def resource(self, listing: str) -> Resource:
        """Return the first part of a listing."""
        resources = adapter_of(self.source).resources(self.source)
        return next(item for item in resources if item.name == listing)

    def answering(
        self, rows: Mapping[str, Sequence[Any]], *, states: bool = True
    ) -> Callable[[httpx.Request], httpx.Response]:
        """Answer with these rows by listing, whole or in pages; `states`: with their numbers."""
        asked = {name: self.resource(name) for name in rows}
        base = adapter_of(self.source).base_path

        def answer(request: httpx.Request) -> httpx.Response:
            params = dict(request.url.params)
            found: Sequence[Any] = []
            for name, resource in asked.items():
                if request.url.path == f"{base}{resource.path}" and (
                    resource.params.items() <= params.items()
                ):
                    found = rows[name]
            page = self.page_of(params)
            if page is None:
                return httpx.Response(200, json=self.wrap(Sent(found)))
            number, size = page
            shown = found[(number - 1) * size : number * size]
            pages, total = max(1, -(-len(found) // size)), len(found)
            sent = Sent(shown, number, pages, total) if states else Sent(shown, number)
            return httpx.Response(200, json=self.wrap(sent))

        return answer


def _without_nothing(document: Mapping[str, Any]) -> Row:
    return {name: value for name, value in document.items() if value is not None}


def _planning(sent: Sent) -> object:
    paging = {"current_page": sent.page, "last_page": sent.pages, "total": sent.total}
    return {"status": 1, "data": [*sent.rows], **_without_nothing(paging)}


def _program(sent: Sent) -> object:
    paging = _without_nothing({"page": sent.page, "total_page": sent.pages, "total": sent.total})
    document: Row = {"status": True, "status_code": 200, "data": [*sent.rows]}
    return document | ({"pagination": paging} if paging else {})


def _sakip(sent: Sent) -> object:
    return {"status": "success", "meta": {}, "data": [*sent.rows]}


def _documents(sent: Sent) -> object:
    return [*sent.rows]


def _generic(sent: Sent) -> object:
    counts = _without_nothing({"jumlah": sent.total, "halaman": sent.pages})
    return {"hasil": {"baris": [*sent.rows], **counts}, "kode": "OK"}


def _ceiling(number: int) -> Row:
    return {
        "transid": str(number),
        "OrgCd": UNITS["e-planning"],
        "SOrgCd": f"{UNITS['e-planning']}.{number}",
        "Kd_UrusanPrg": "2",
        "Kd_BidangPrg": "16",
        "Kd_Prog": "03",
        "PrgNm": "Program",
        "Kd_Keg": "02",
        "KgtNm": "Kegiatan",
        "Jumlah1": "100.50",
        "Status": 1,
        "TA": 2026,
    }


def _consultation(number: int) -> Row:
    own = {"transid": str(number), "NoBA": f"BA/{number}", "TglBA": "2026-01-31", "Status": 1}
    return {"OrgCd": UNITS["e-planning"], "TA": 2026, **own}


def _sub_activity(number: int) -> Row:
    return {
        "id_sub_bl": number,
        "kode_sub_giat": f"2.16.03.2.02.{number:04d}",
        "nama_sub_giat": "Subkegiatan",
        "kode_skpd": UNITS["e-program"],
        "pagu": "1.250,50",
        "id_jadwal": 1,
        "waktu_awal": "2026-01-02 08:00:00",
        "kunci_bl": 1,
        "tahun": 2026,
    }


def _document(number: int) -> Row:
    return {
        "id": number,
        "opd": {"id": 20},
        "file_url": f"https://sakip.test/{number}.pdf",
        "kategori": "induk",
        "keterangan": "Dokumen",
        "periode": "2026",
        "tanggal_publish": "2026-02-03 09:00:00",
    }


def _listed_document(number: int) -> Row:
    return {name: value for name, value in _document(number).items() if name not in ("id", "opd")}


def _achievement(number: int) -> Row:
    return achieved_row(number, 1, "10") | {"id": number}


def _foreign(number: int) -> Row:
    """Return a row as nobody's make writes it: other keys, English numbers, the day in front."""
    return {
        "no": number,
        "sub": {"kd": f"2.16.03.2.02.{number:04d}", "nm": "Subkegiatan"},
        "dinas": "KOMINFO",
        "nilai": "1,250.50",
        "tahap": "M",
        "mulai": "02/01/2026 08:00:00",
        "status": "disahkan",
    }


def _generic_source() -> Source:
    fields = {
        "id": "no",
        "code": "sub.kd",
        "title": "sub.nm",
        "unit": "dinas",
        "amount": "nilai",
        "schedule": "tahap",
        "starts_at": "mulai",
        "locked": "status",
    }
    return replace(
        a_source("e-program"),
        system="generic-rest",
        units={"KOMINFO": "9901.2.16.01"},
        options=Options(
            number_format="english",
            date_format="day-first",
            holds="e-program",
            fields={"sub-activities": fields},
            words={"sub-activities": {"locked": {"Disahkan": True, "Draf": False}}},
            rest=Rest(
                credential_header="X-Kunci",
                credential_prefix="",
                rows_at="/hasil/baris",
                total_at="/hasil/jumlah",
                pages_at="/hasil/halaman",
                success_at="/kode",
                success="OK",
                counting="offset",
                page_param="mulai_dari",
                size_param="banyak",
            ),
            listings=(
                ListingPlace(listing="sub-activities", path="/v2/{year}/sub", params={"j": "all"}),
            ),
        ),
    )


def _table_source() -> Source:
    """Return the same system, of which only tables come."""
    foreign = _generic_source()
    listings = (ListingPlace(listing="sub-activities"),)
    options = replace(foreign.options, rest=None, listings=listings)
    return replace(foreign, system="generic-table", options=options)


def _numbered(page: str, size: str) -> Callable[[Mapping[str, str]], tuple[int, int] | None]:
    return lambda asked: (int(asked[page]), int(asked[size])) if size in asked else None


def _skipping(asked: Mapping[str, str]) -> tuple[int, int] | None:
    if "banyak" not in asked:
        return None
    return int(asked["mulai_dari"]) // int(asked["banyak"]) + 1, int(asked["banyak"])


_SUB_ACTIVITIES = "sub-activities"
CASES: Mapping[AdapterName, Case] = {
    "e-planning": Case(
        source=a_source("e-planning"),
        wrap=_planning,
        text=("ceilings", _ceiling, "KgtNm"),
        number=("ceilings", _ceiling, "Jumlah1"),
        day=("consultations", _consultation, "TglBA"),
        page_of=_numbered("page", "numberrecordperpage"),
    ),
    "e-program": Case(
        source=a_source("e-program"),
        wrap=_program,
        text=(_SUB_ACTIVITIES, _sub_activity, "nama_sub_giat"),
        number=(_SUB_ACTIVITIES, _sub_activity, "pagu"),
        day=(_SUB_ACTIVITIES, _sub_activity, "waktu_awal"),
        page_of=_numbered("page", "per_page"),
    ),
    "e-sakip-iku": Case(
        source=a_source("e-sakip"),
        wrap=_sakip,
        text=("documents", _document, "keterangan"),
        number=("achievements", _achievement, "target"),
        day=("documents", _document, "tanggal_publish"),
    ),
    "e-sakip-documents": Case(
        source=a_source("e-sakip", adapter="e-sakip-documents"),
        wrap=_documents,
        text=("documents", _listed_document, "keterangan"),
        number=None,
        day=("documents", _listed_document, "tanggal_publish"),
    ),
    "generic-rest": Case(
        source=_generic_source(),
        wrap=_generic,
        text=(_SUB_ACTIVITIES, _foreign, "sub.nm"),
        number=(_SUB_ACTIVITIES, _foreign, "nilai"),
        day=(_SUB_ACTIVITIES, _foreign, "mulai"),
        page_of=_skipping,
    ),
    "generic-table": Case(
        source=_table_source(),
        wrap=lambda sent: {"rows": [*sent.rows]},
        text=(_SUB_ACTIVITIES, _foreign, "sub.nm"),
        number=(_SUB_ACTIVITIES, _foreign, "nilai"),
        day=(_SUB_ACTIVITIES, _foreign, "mulai"),
        credentials=0,
    ),
}
