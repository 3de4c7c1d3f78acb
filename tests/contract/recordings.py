"""Recorded payloads of every system, and the reading of them by its adapter."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from integration.facts.domain.observers import observe
from integration.reading.adapters.client import make_client
from integration.reading.adapters.collection import collect
from integration.reading.adapters.effort import Effort
from integration.reading.adapters.paging import ListingLimits
from integration.reading.domain.listing_content import ListingContent
from integration.records.domain.days import NO_DAY_AHEAD, Today
from integration.records.domain.record import Record
from integration.sources.domain.source import NUMBER_FORMATS, Options, Source, System

PAYLOADS = Path(__file__).parent / "payloads"
SECRET = "a-token-for-tests"
AGENCY = "9901.2.16.01"
UNITS = {"e-planning": "2.16.01", "e-program": "2.16.2.20.2.21.01.0000", "e-sakip": "20"}
FILES: Mapping[System, Mapping[str, str]] = {
    "e-planning": {
        "/api/v1/rkpd/plafon1": "plafon1-all",
        "/api/v1/rkpd/dokumen": "dokumen",
        "/api/v1/rkpd/konsultasi": "konsultasi",
        "/api/v1/rkpd/pertukaran": "pertukaran",
    },
    "e-program": {
        "/api/jadwal": "jadwal",
        "/api/sub-kegiatan": "sub-kegiatan",
        "/api/dpa": "dpa",
        "/api/realisasi": "realisasi",
        "/api/pertukaran": "pertukaran",
    },
    "e-sakip": {
        "/api/perangkat-daerah": "perangkat-daerah",
        "/api/perangkat-daerah/all/iku": "iku",
        "/api/dokumen/perjanjian-kinerja": "perjanjian-kinerja",
        "/api/dokumen/rencana-aksi": "empty",
        "/api/dokumen/lkjip": "empty",
        "/api/capaian?triwulan=1": "capaian-1",
        "/api/capaian?triwulan=2": "capaian-2",
        "/api/capaian?triwulan=3": "empty",
        "/api/capaian?triwulan=4": "empty",
        "/api/pertukaran": "pertukaran",
    },
}
Handler = Callable[[httpx.Request], httpx.Response]


def a_source(system: System, **changes: Any) -> Source:
    given: dict[str, Any] = {
        "code": f"{system}-9901",
        "system": system,
        "name": system,
        "region_code": "9901",
        "base_url": "https://source.test",
        "secret_name": "secret",
        "interval_seconds": 60,
        "timeout_seconds": 300,  # on a busy machine too
        "years": (2026,),
        "units": {UNITS[system]: AGENCY},
        "options": Options(number_format=NUMBER_FORMATS[system]),
        "revision": 1,
    }
    return Source(**{**given, **changes})


async def read(
    source: Source,
    handler: Handler | httpx.AsyncBaseTransport,
    *,
    etags: Mapping[str, tuple[str, ...]] | None = None,
    limits: ListingLimits | None = None,
    today: Today = NO_DAY_AHEAD,
) -> list[ListingContent]:
    transport = (
        handler if isinstance(handler, httpx.AsyncBaseTransport) else httpx.MockTransport(handler)
    )
    client = make_client(
        transport=transport, allowed_targets=["source.test"], max_body_bytes=16_000_000
    )
    effort = Effort(attempts=2, limits=limits or ListingLimits())
    return await collect(
        source, client, secret=SECRET, etags=etags or {}, effort=effort, today=today
    )


def payload(system: str, name: str) -> bytes:
    return (PAYLOADS / system / f"{name}.json").read_bytes()


def recorded(system: System, **instead: bytes) -> Handler:
    """Answer with the recorded payloads; `instead` replaces some, by their names."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/api/capaian":
            path += f"?triwulan={request.url.params['triwulan']}"
        name = FILES[system][path]
        return httpx.Response(200, content=instead.get(name, payload(system, name)))

    return answer


def well_written(system: System) -> Mapping[str, bytes]:
    """Return what replaces recordings whose broken rows, put there on purpose, hide the others."""
    most = {
        "e-program": {"sub-kegiatan": 4, "realisasi": 2},
        "e-sakip": {"iku": 2, "capaian-1": 2},
    }.get(system, {})
    documents = {name: json.loads(payload(system, name)) for name in most}
    return {
        name: json.dumps({**document, "data": document["data"][: most[name]]}).encode()
        for name, document in documents.items()
    }


def records(contents: Sequence[ListingContent], kind: str) -> dict[str, Mapping[str, Any]]:
    """Return the contents by the id that the row has in its listing."""
    return {
        item.record_id.rpartition(":")[2]: item.content
        for content in contents
        for item in content.records or ()
        if item.kind == kind
    }


def errors(contents: Sequence[ListingContent]) -> list[tuple[str, str | None, str, str]]:
    return [
        (error.resource.partition("/")[0], error.record_id, error.field, error.code)
        for content in contents
        for error in content.errors
    ]


def observed(
    source: Source, found: Sequence[ListingContent], *, today: Today = NO_DAY_AHEAD
) -> list[Any]:
    held: list[Record] = [item for content in found for item in content.records or ()]
    opened = frozenset(item.opens for item in held if item.opens is not None)
    unreadable = [row for content in found for row in content.unreadable]
    return list(
        observe(
            source,
            source.agency_codes,
            records=held,
            opened=opened,
            unreadable=unreadable,
            today=today,
        )
    )


def hashes(found: Sequence[ListingContent]) -> dict[tuple[str, str], str]:
    return {item.key: item.content_hash for content in found for item in content.records or ()}
