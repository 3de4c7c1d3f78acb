"""e-program: an API key, one envelope, amounts written in three ways, misspelt keys."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.region.budgeting.changes import ACTIONS
from sandbox.region.budgeting.tables import (
    Allocation,
    BudgetDocument,
    BudgetExchange,
    Budgeting,
    Realisation,
    Schedule,
)
from sandbox.region.generate import generate_budgeting
from sandbox.sources.system import Json, Page, Params, Resource, Source, System, whole_number

_MONTHS = (
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
)
_MILLION = 1_000_000
_LARGEST_PAGE = 500
_USUAL_PAGE = 50


def _year(params: Params) -> int:
    return whole_number(params, "tahun")


def _secret_of(headers: Mapping[str, str]) -> str | None:
    return headers.get("x-api-key")


def _paging(params: Params) -> Page | None:
    if "page" not in params and "per_page" not in params:
        return None
    size = whole_number(params, "per_page", default=_USUAL_PAGE)
    number = whole_number(params, "page", default=1)
    return Page(max(number, 1), min(max(size, 1), _LARGEST_PAGE))


def _wrap(rows: list[Json], page: Page | None, total: int) -> Json:
    envelope: Json = {"status": True, "status_code": 200, "data": rows}
    if page is not None:
        envelope["pagination"] = {
            "page": page.number,
            "per_page": page.size,
            "total_page": page.last(total),
            "total": total,
        }
    return envelope


def _error(status: int, message: str) -> Json:
    return {"status": False, "status_code": status, "message": message}


def _amount(rupiah: int, way: int) -> int | str:
    """Write an amount as a number, as text in Indonesian format, or as text of digits only."""
    if way % 3 == 0:
        return rupiah
    if way % 3 == 1:
        return f"{rupiah:,}".replace(",", ".") + ",00"
    return str(rupiah)


def _schedule(_: Budgeting, row: Schedule) -> Json:
    return {
        "id_jadwal": row.id,
        "nama_jadwal": row.name,
        "waktu_awal": _time(row.starts),
        "waktu_akhir": _time(row.ends),
        "is_locked": int(row.locked),
        "tahun": row.year,
    }


def _allocation(tables: Budgeting, row: Allocation) -> Json:
    schedule = tables.schedules.get(row.schedule_id)
    indicative = row.planned // _MILLION * _MILLION
    return {
        "id_sub_bl": row.id,
        "kode_sub_giat": row.code,
        "nama_sub_giat": row.name,
        "kode_skpd": row.unit_code,
        "nama_skpd": row.unit_name,
        "pagu": _amount(row.amount, row.id),
        "pagu_indikatif": _amount(indicative, row.id + 1),
        "kua_murni": _amount(row.planned, row.id + 2),
        "kua_pak": None if row.revised is None else _amount(row.revised, row.id),
        "id_jadwal": row.schedule_id,
        "waktu_awal": _time(schedule.starts) if schedule else None,
        "waktu_akhir": _time(schedule.ends) if schedule else None,
        "kunci_bl": ("1" if row.id % 2 else 1) if row.locked else 0,
        "tahun": row.year,
    }


def _document(_: Budgeting, row: BudgetDocument) -> Json:
    plan = {
        name: _amount(month, row.id) for name, month in zip(_MONTHS, row.cash_plan, strict=True)
    }
    return {
        "id_dpa": row.id,
        "kode_skpd": row.unit_code,
        "nomor_dpa": row.number,
        "tanggal_dpa": row.issued_on.isoformat() if row.issued_on else None,
        "rak": {**plan, "jumlah": _amount(sum(row.cash_plan), row.id + 1)},
        "tanun": row.year,
        "target_kinerja_hasi": row.outcome,
    }


def _realisation(_: Budgeting, row: Realisation) -> Json:
    # Some percentages are numbers, others are texts with a decimal comma.
    texts = row.id % 4 == 0
    physical, target = (
        f"{value:.2f}".replace(".", ",") if texts else float(value)
        for value in (row.physical, row.physical_target)
    )
    return {
        "id_realisasi": row.id,
        "bulan": row.month,
        "kode_sbl": row.code,
        "kode_skpd": row.unit_code,
        "rak": _amount(row.planned, row.id),
        "realisasi_anggaran": _amount(row.spent, row.id + 1),
        "realisasi_fisik": physical,
        "target_fisik": target,
        "permasalahan": row.problem,
    }


def _exchange(_: Budgeting, row: BudgetExchange) -> Json:
    return {
        "id": row.id,
        "kode_skpd": row.unit_code,
        "tujuan": "e-sakip",
        "objek": "dpa",
        "waktu": _time(row.at),
        "hasil": "sukses" if row.succeeded else "gagal",
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _resource(
    name: str,
    tables: Sequence[str],
    render: Callable[[Any, Any], Json],
    *,
    id_key: str,
    fragile: str,
) -> Resource:
    return Resource(
        name=name,
        path=f"/api/{name}",
        table=tables[0],
        id_key=id_key,
        fragile=fragile,
        sources=lambda params: [Source(table, _year(params)) for table in tables],
        rows=lambda held, params: list(getattr(held, tables[0]).of(_year(params))),
        render=render,
    )


SYSTEM = System(
    name="e-program",
    make=generate_budgeting,
    resources=[
        _resource("jadwal", ["schedules"], _schedule, id_key="id_jadwal", fragile="waktu_awal"),
        _resource(
            "sub-kegiatan",
            ["allocations", "schedules"],
            _allocation,
            id_key="id_sub_bl",
            fragile="pagu",
        ),
        _resource("dpa", ["documents"], _document, id_key="id_dpa", fragile="tanggal_dpa"),
        _resource(
            "realisasi",
            ["realisations"],
            _realisation,
            id_key="id_realisasi",
            fragile="realisasi_anggaran",
        ),
        _resource("pertukaran", ["exchanges"], _exchange, id_key="id", fragile="waktu"),
    ],
    actions=ACTIONS,
    secret_of=_secret_of,
    paging=_paging,
    wrap=_wrap,
    error=_error,
)
