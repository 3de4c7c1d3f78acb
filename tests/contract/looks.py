"""Rows of each system that hold something good and something bad for every fact, and how they look.

Leaving the bad part out would show: `goodness` says how good each fact looks.
"""

import asyncio
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.contract.recordings import FILES, UNITS, a_source, observed

from integration.reading.adapters.collection import adapter_of, read_rows
from integration.reading.domain.listing_content import ListingContent
from integration.records.domain.days import NO_DAY_AHEAD, Today
from integration.sources.domain.source import Source, System

Row = dict[str, Any]

LESS_IS_BETTER = {"cash_plan", "physical_target", "ceiling_amount"}
PARTS_OF_SHARES = {"realisation": "cash_plan", "physical_realisation": "physical_target"}


def _allocation(number: int, code: str, amount: str, *, schedule: int = 1, locked: int = 1) -> Row:
    return {
        "id_sub_bl": number,
        "kode_sub_giat": code,
        "pagu": amount,
        "id_jadwal": schedule,
        "waktu_awal": f"2026-0{schedule}-02 08:00:00",
        "kunci_bl": locked,
        "kode_skpd": UNITS["e-program"],
        "tahun": 2026,
    }


def _schedule(number: int, name: str, *, locked: int) -> Row:
    begin = f"2026-0{number}-02 08:00:00"
    return {
        "id_jadwal": number,
        "nama_jadwal": name,
        "waktu_awal": begin,
        "is_locked": locked,
        "tahun": 2026,
    }


def realised_row(number: int, month: int, code: str, *, spent: int, physical: int) -> Row:
    return {
        "id_realisasi": number,
        "bulan": month,
        "kode_sbl": code,
        "kode_skpd": UNITS["e-program"],
        "rak": "100",
        "realisasi_anggaran": str(spent),
        "realisasi_fisik": str(physical * month),
        "target_fisik": str(20 * month),
    }


def _exchange(keys: Mapping[str, str], unit: Row, number: int, outcome: str, target: str) -> Row:
    own = {"id": number, "at": f"2026-0{number}-16 09:00:00", "outcome": outcome}
    said: Row = {"target": target, "object": "rencana", **own}
    return unit | {key: said[name] for name, key in keys.items()}


_A, _B, _C = "2.16.03.2.02.0001", "2.16.03.2.02.0002", "2.16.01.2.01.0003"
_LOG = {"id": "id", "target": "tujuan", "object": "objek", "at": "waktu", "outcome": "hasil"}
_OTHER_LOG = dict(zip(_LOG, ("transid", "Tujuan", "Objek", "Waktu", "Hasil"), strict=True))
_PLAN: Row = {"OrgCd": "2.16.01", "TA": 2026}
_SAKIP: Row = {"opd": {"id": 20}}
_PARTS = "TATA KELOLA;MANAJEMEN;LAYANAN;INFRASTRUKTUR;APLIKASI;KEAMANAN;AUDIT"


def _ceiling(number: int, activity: str, *, approved: int, programme: str = "03") -> Row:
    code = {"Kd_UrusanPrg": "2", "Kd_BidangPrg": "16", "Kd_Prog": programme, "Kd_Keg": activity}
    own = {"transid": str(number), "SOrgCd": "2.16.01.01", "Jumlah1": "100.00"}
    return {**_PLAN, **own, **code, "Status": approved}


def _document(number: int, kind: str, approved: int, day: str | None, parts: str | None) -> Row:
    own = {"transid": str(number), "Jenis": kind, "Judul": f"Dokumen {number}"}
    return {**_PLAN, **own, "Status": approved, "TglSah": day, "Muatan": parts}


def _indicator(number: int, status: str, target: str | None) -> Row:
    return {
        **_SAKIP,
        "id": number,
        "status": status,
        "indikator": {"id": number, "nama": f"Indikator {number}", "satuan": "19"},
        "periode": {"tahun_mulai": 2025, "tahun_akhir": 2029},
        "target_tahunan": {"2026": target},
    }


def achieved_row(
    number: int, quarter: int, realisation: str | None, direction: str = "naik"
) -> Row:
    return {
        **_SAKIP,
        "id": 10 * quarter + number,
        "indikator": {"id": number, "nama": f"Indikator {number}", "satuan": "19"},
        "tahun": 2026,
        "triwulan": quarter,
        "target": "10",
        "realisasi": realisation,
        "arah": direction,
    }


DATA: Mapping[System, Mapping[str, list[Row]]] = {
    "e-planning": {
        "plafon1-all": [
            _ceiling(1, "02", approved=1),
            _ceiling(2, "03", approved=0),
            _ceiling(3, "04", approved=1, programme="01"),
        ],
        "dokumen": [
            _document(1, "RENJA", 1, "0000-00-00 00:00:00", None),
            _document(2, "PETA_RENCANA_SPBE", 0, "2026-01-01 03:30:00", _PARTS),
            _document(3, "PETA_RENCANA_SPBE", 1, "2026-01-01 03:30:00", "TATA KELOLA"),
        ],
        "konsultasi": [
            {**_PLAN, "transid": "1", "NoBA": "BA/1", "TglBA": "2026-02-03", "Status": 1},
            {**_PLAN, "transid": "2", "NoBA": "BA/2", "TglBA": "2026-03-03", "Status": 0},
        ],
        "pertukaran": [
            _exchange(_OTHER_LOG, _PLAN, 1, "OK", "e-program"),
            _exchange(_OTHER_LOG, _PLAN, 2, "GAGAL", "e-program"),
        ],
    },
    "e-program": {
        "jadwal": [_schedule(1, "murni", locked=1), _schedule(4, "pergeseran", locked=0)],
        "sub-kegiatan": [
            _allocation(1, _A, "1000"),
            _allocation(2, _B, "2000"),
            _allocation(3, _C, "3000"),
            _allocation(4, _A, "1500", schedule=4, locked=0),
        ],
        "dpa": [
            {
                "id_dpa": 1,
                "kode_skpd": UNITS["e-program"],
                "nomor_dpa": "DPA/1",
                "tanggal_dpa": None,
                "rak": {},
                "tanun": 2026,
            }
        ],
        "realisasi": [
            realised_row(10 * month + place, month, code, spent=spent, physical=physical)
            for month in (1, 2)
            for place, (code, spent, physical) in enumerate(
                ((_A, 100, 20), (_B, 80, 15), (_C, 10, 1))
            )
        ],
        "pertukaran": [
            _exchange(_LOG, {"kode_skpd": UNITS["e-program"]}, 1, "sukses", "e-sakip"),
            _exchange(_LOG, {"kode_skpd": UNITS["e-program"]}, 2, "gagal", "e-sakip"),
        ],
    },
    "e-sakip": {
        "iku": [
            _indicator(1, "selesai", "2"),
            _indicator(2, "draf", "2"),
            _indicator(3, "selesai", None),
        ],
        "perjanjian-kinerja": [
            {
                **_SAKIP,
                "id": 1,
                "file_url": None,
                "kategori": "induk",
                "periode": "2026",
                "tanggal_publish": None,
            }
        ],
        "capaian-1": [
            achieved_row(1, 1, "10"),
            achieved_row(2, 1, "4"),
            achieved_row(3, 1, "18", "turun"),
        ],
        "capaian-2": [
            achieved_row(1, 2, "10"),
            achieved_row(2, 2, None),
            achieved_row(3, 2, "8", "turun"),
        ],
        "pertukaran": [
            _exchange(_LOG, _SAKIP, 1, "ok", "e-program"),
            _exchange(_LOG, _SAKIP, 2, "gagal", "e-program"),
        ],
    },
}


def goodness(
    system: System,
    listings: Mapping[str, list[Row]],
    *,
    today: Today = NO_DAY_AHEAD,
    source: Source | None = None,
) -> dict[Any, Fraction | None]:
    """Return how good each fact looks; None: not known, or nothing to look at."""
    source = source or a_source(system)
    found = asyncio.run(read_listings(source, listings))
    facts = {
        (item.key.fact.partition(".")[2], item.key.period): item.value
        for item in observed(source, found, today=today)
    }
    looks: dict[Any, Fraction | None] = {}
    for (name, period), value in facts.items():
        share = facts[PARTS_OF_SHARES[name], period] if name in PARTS_OF_SHARES else True
        if value is None or share is None or share == "0":
            looks[name, period] = None
        else:
            sign = -1 if name in LESS_IS_BETTER - {*PARTS_OF_SHARES.values()} else 1
            looks[name, period] = sign * Fraction(value) / Fraction(share)
    return {key: value for key, value in looks.items() if key[0] not in PARTS_OF_SHARES.values()}


async def read_listings(source: Source, listings: Mapping[str, list[Row]]) -> list[ListingContent]:
    """Read rows by the name of their recording, or of one listing alone by its key."""
    adapter = adapter_of(source)
    found = []
    for resource in adapter.resources(source):
        path = f"{adapter.base_path}{resource.path}"
        if path == "/api/capaian":
            path += f"?triwulan={resource.params['triwulan']}"
        rows = listings.get(resource.key, listings.get(FILES[source.holds].get(path, ""), []))
        found.append(await read_rows(source, resource, rows=rows))
    return found


def assert_no_better(
    now: Mapping[Any, Fraction | None], before: Mapping[Any, Fraction | None], why: object
) -> None:
    for key, value in now.items():
        held = before.get(key)
        if value is not None and value != held:
            assert value <= (0 if held is None else held), (key, why)
