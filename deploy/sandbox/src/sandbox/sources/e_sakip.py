"""e-SAKIP: a token header, nested objects, numbers as text with a decimal comma, ids as units."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.region.accountability.changes import ACTIONS, DOCUMENT_KINDS
from sandbox.region.accountability.tables import (
    PERIOD,
    Accountability,
    AccountabilityDocument,
    AccountabilityExchange,
    Achievement,
    KeyIndicator,
    Unit,
)
from sandbox.region.generate import generate_accountability
from sandbox.sources.system import (
    ErrorAnswer,
    Json,
    Page,
    Params,
    Resource,
    Source,
    System,
    whole_number,
)

_FILES = "https://esakip.sagarawening.example/berkas"
_MADE_AT = "2026-01-15 15:00:12"
_CHANGED_AT = "2026-04-13 10:45:58"


def _secret_of(headers: Mapping[str, str]) -> str | None:
    return headers.get("token")


def _paging(_params: Params) -> Page | None:
    return None


def _wrap(rows: list[Json], _page: Page | None, total: int) -> Json:
    periods = [f"{PERIOD[0]}-{PERIOD[1]}"]
    meta = {"available_periods": periods, "total": total}
    return {"status": "success", "meta": meta, "data": rows}


def _error(_status: int, message: str) -> Json:
    return {"status": "error", "message": message}


def _indicator_rows(tables: Accountability, params: Params) -> list[KeyIndicator]:
    known = {str(unit.id) for unit in tables.units.all()}
    wanted = params["id"]
    if wanted != "all" and wanted not in known:
        raise ErrorAnswer(404, "Perangkat daerah tidak ditemukan.")
    first, _, last = params.get("periode", f"{PERIOD[0]}-{PERIOD[1]}").partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        raise ErrorAnswer(400, "Parameter periode harus berbentuk 2025-2029.")
    if (int(first), int(last)) != PERIOD:
        return []
    status = params.get("status")
    return [
        row
        for row in tables.indicators.all()
        if wanted in ("all", str(row.agency_id)) and status in (None, row.status)
    ]


def _document_rows(tables: Accountability, params: Params) -> list[AccountabilityDocument]:
    if params["type"] not in DOCUMENT_KINDS:
        raise ErrorAnswer(404, "Jenis dokumen tidak dikenal.")
    rows = tables.documents.of(whole_number(params, "tahun"))
    return [row for row in _of_agency(rows, params) if row.kind == params["type"]]


def _achievement_rows(tables: Accountability, params: Params) -> list[Achievement]:
    rows = _of_agency(tables.achievements.of(whole_number(params, "tahun")), params)
    if "triwulan" not in params:
        return rows
    quarter = whole_number(params, "triwulan")
    return [row for row in rows if row.quarter == quarter]


def _exchange_rows(tables: Accountability, params: Params) -> list[AccountabilityExchange]:
    return _of_agency(tables.exchanges.of(whole_number(params, "tahun")), params)


def _of_agency(rows: list[Any], params: Params) -> list[Any]:
    if "opd" not in params:
        return rows
    wanted = whole_number(params, "opd")
    return [row for row in rows if row.agency_id == wanted]


def _unit(_: Accountability, row: Unit) -> Json:
    return {"id": row.id, "nama_opd": row.name, "singkatan": row.abbreviation}


def _indicator(tables: Accountability, row: KeyIndicator) -> Json:
    return {
        "id": row.id,
        "renstra_id": 100 + row.agency_id,
        "definisi": f"{row.name} menurut dokumen Renstra",
        "status": row.status,
        "opd": _unit(tables, _unit_of(tables, row.agency_id)),
        "sasaran": {"id": 60 + row.agency_id, "nama": row.objective},
        "indikator": {"id": row.id, "nama": row.name, "satuan": row.unit},
        "periode": {"tahun_mulai": PERIOD[0], "tahun_akhir": PERIOD[1]},
        "target_tahunan": {str(year): _number(value) for year, value in row.targets.items()},
        "program_pendukung": [
            {"id": row.id * 10 + place, "program": f"Program {name}"}
            for place, name in enumerate(row.programmes)
        ],
        "created_at": _MADE_AT,
        "updated_at": _CHANGED_AT,
    }


def _document(_: Accountability, row: AccountabilityDocument) -> Json:
    return {
        "id": row.id,
        "opd": {"id": row.agency_id},
        "file_url": f"{_FILES}/{row.year}/{row.kind}-{row.id}.pdf",
        "kategori": row.category,
        "keterangan": row.note,
        "periode": row.period,
        "tanggal_publish": _time(row.published_at),
    }


def _achievement(tables: Accountability, row: Achievement) -> Json:
    indicator = tables.indicators.get(row.indicator_id)
    if indicator is None:
        raise LookupError(f"Achievement {row.id} is of an indicator that is not there.")
    return {
        "id": row.id,
        "opd": {"id": row.agency_id, "nama_opd": _unit_of(tables, row.agency_id).name},
        "indikator": {"id": indicator.id, "nama": indicator.name, "satuan": indicator.unit},
        "tahun": row.year,
        "triwulan": row.quarter,
        "target": _number(row.target),
        "realisasi": None if row.actual is None else _number(row.actual),
        "arah": "naik" if indicator.rising else "turun",
    }


def _exchange(_: Accountability, row: AccountabilityExchange) -> Json:
    return {
        "id": row.id,
        "opd": {"id": row.agency_id},
        "tujuan": "e-program",
        "objek": "realisasi",
        "waktu": _time(row.at),
        "hasil": "sukses" if row.succeeded else "gagal",
    }


def _unit_of(tables: Accountability, agency_id: int) -> Unit:
    unit = tables.units.get(agency_id)
    if unit is None:
        raise LookupError(f"There is no agency {agency_id}.")
    return unit


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _time(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


def _of_period(_params: Params) -> Sequence[Source]:
    return [Source("indicators", PERIOD[0]), Source("units", PERIOD[0])]


def _of_year(table: str, params: Params) -> Sequence[Source]:
    return [Source(table, whole_number(params, "tahun"))]


SYSTEM = System(
    name="e-sakip",
    make=generate_accountability,
    resources=[
        Resource(
            name="perangkat-daerah",
            path="/api/perangkat-daerah",
            table="units",
            id_key="id",
            fragile="nama_opd",
            sources=lambda _params: [Source("units", PERIOD[0])],
            rows=lambda tables, _params: tables.units.all(),
            render=_unit,
        ),
        Resource(
            name="iku",
            path="/api/perangkat-daerah/{id}/iku",
            table="indicators",
            id_key="id",
            fragile="target_tahunan",
            sources=_of_period,
            rows=_indicator_rows,
            render=_indicator,
        ),
        Resource(
            name="dokumen",
            path="/api/dokumen/{type}",
            table="documents",
            id_key="id",
            fragile="tanggal_publish",
            sources=lambda params: _of_year("documents", params),
            rows=_document_rows,
            render=_document,
        ),
        Resource(
            name="capaian",
            path="/api/capaian",
            table="achievements",
            id_key="id",
            fragile="realisasi",
            sources=lambda params: [*_of_year("achievements", params), *_of_period(params)],
            rows=_achievement_rows,
            render=_achievement,
        ),
        Resource(
            name="pertukaran",
            path="/api/pertukaran",
            table="exchanges",
            id_key="id",
            fragile="waktu",
            sources=lambda params: _of_year("exchanges", params),
            rows=_exchange_rows,
            render=_exchange,
        ),
    ],
    actions=ACTIONS,
    secret_of=_secret_of,
    paging=_paging,
    wrap=_wrap,
    error=_error,
)
