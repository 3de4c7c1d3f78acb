"""e-planning: paged JSON behind a bearer token; numbers are strings."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sandbox.region.agencies import agency
from sandbox.region.generate import generate_planning
from sandbox.region.planning.changes import ACTIONS
from sandbox.region.planning.tables import (
    Ceiling,
    Consultation,
    PlanDocument,
    PlanExchange,
    Planning,
)
from sandbox.sources.system import Json, Page, Params, Resource, Source, System, whole_number

_LARGEST_PAGE = 100
_USUAL_PAGE = 10


def _year(params: Params) -> int:
    return whole_number(params, "ta")


def _secret_of(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def _paging(params: Params) -> Page | None:
    if params.get("page") == "all":
        return None
    size = whole_number(params, "numberrecordperpage", default=_USUAL_PAGE)
    number = whole_number(params, "page", default=1)
    return Page(max(number, 1), min(max(size, 1), _LARGEST_PAGE))


def _wrap(rows: list[Json], page: Page | None, total: int) -> Json:
    if page is None:
        return {"status": 1, "data": rows}
    return {
        "status": 1,
        "per_page": page.size,
        "current_page": page.number,
        "last_page": page.last(total),
        "total": total,
        "data": rows,
    }


def _error(_status: int, message: str) -> Json:
    return {"status": 0, "message": message}


def _ceiling(_: Planning, row: Ceiling) -> Json:
    affair, field, programme, _level, activity = row.activity.split(".")
    own_affair, own_field, _number = row.org_code.split(".")
    return {
        "transid": str(row.id),
        "Kd_Urusan": own_affair,
        "Kd_Bidang": own_field,
        "OrgCd": row.org_code,
        "OrgNm": agency(row.org_code).org_name,
        "SOrgCd": row.sub_org_code,
        "SOrgNm": row.sub_org_name,
        "Kd_UrusanPrg": affair,
        "Kd_BidangPrg": field,
        "Kd_Prog": programme,
        "PrgNm": row.programme_name.upper(),
        "Kd_Keg": activity,
        "KgtNm": row.activity_name,
        "Jumlah1": f"{row.amount}.00",
        "Descr": "-",
        "Status": int(row.approved),
        "TA": row.year,
    }


def _document(_: Planning, row: PlanDocument) -> Json:
    return {
        "transid": str(row.id),
        "OrgCd": row.org_code,
        "Jenis": row.kind,
        "Judul": row.title,
        "Status": int(row.approved_at is not None),
        "TglSah": _time(row.approved_at),
        "Muatan": ";".join(row.contents) or None,
        "TA": row.year,
    }


def _consultation(_: Planning, row: Consultation) -> Json:
    return {
        "transid": str(row.id),
        "OrgCd": row.org_code,
        "NoBA": row.number,
        "TglBA": _day(row.held_on),
        "Status": int(row.agreed),
        "TA": row.year,
    }


def _exchange(_: Planning, row: PlanExchange) -> Json:
    return {
        "transid": str(row.id),
        "OrgCd": row.org_code,
        "Tujuan": "e-program",
        "Objek": "plafon",
        "Waktu": _time(row.at),
        "Hasil": "OK" if row.succeeded else "GAGAL",
        "TA": row.year,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _resource(
    name: str, table: str, render: Callable[[Any, Any], Json], *, fragile: str
) -> Resource:
    return Resource(
        name=name,
        path=f"/api/v1/rkpd/{name}",
        table=table,
        id_key="transid",
        fragile=fragile,
        sources=lambda params: [Source(table, _year(params))],
        rows=lambda tables, params: list(getattr(tables, table).of(_year(params))),
        render=render,
    )


SYSTEM = System(
    name="e-planning",
    make=generate_planning,
    resources=[
        _resource("plafon1", "ceilings", _ceiling, fragile="Jumlah1"),
        _resource("dokumen", "documents", _document, fragile="Status"),
        _resource("konsultasi", "consultations", _consultation, fragile="Status"),
        _resource("pertukaran", "exchanges", _exchange, fragile="Waktu"),
    ],
    actions=ACTIONS,
    secret_of=_secret_of,
    paging=_paging,
    wrap=_wrap,
    error=_error,
)
