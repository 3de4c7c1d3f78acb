"""Cells that are cleared or spoilt, a few at once and anywhere: no fact looks better by it.

The data of each system hold something good and something bad for every fact, so that leaving the
bad part out would show. Cells that name the unit are left alone: of a row that never said whose it
is nobody can say whose facts rest on it.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.contract.recordings import FILES, UNITS, a_source, observed

from integration.reading.adapters.collection import ADAPTERS, ListingContent, read_rows
from integration.sources.domain.source import Source, System

Row = dict[str, Any]
Place = tuple[str, int, tuple[str, ...]]

GONE = object()
NOTHING_MEANT: tuple[object, ...] = (
    *(None, "-", "", "belum", GONE, []),
    *("1970-01-01 00:00:00", "0000-00-00"),
)
NAMES_OF_UNITS = {"kode_skpd", "OrgCd", "opd"}
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


def _realised(number: int, month: int, code: str, *, spent: int, physical: int) -> Row:
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
        "indikator": {"nama": f"Indikator {number}", "satuan": "19"},
        "periode": {"tahun_mulai": 2025, "tahun_akhir": 2029},
        "target_tahunan": {"2026": target},
    }


def _achieved(number: int, quarter: int, realisation: str | None, direction: str = "naik") -> Row:
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
            _realised(10 * month + place, month, code, spent=spent, physical=physical)
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
        "capaian-1": [_achieved(1, 1, "10"), _achieved(2, 1, "4"), _achieved(3, 1, "18", "turun")],
        "capaian-2": [_achieved(1, 2, "10"), _achieved(2, 2, None), _achieved(3, 2, "8", "turun")],
        "pertukaran": [
            _exchange(_LOG, _SAKIP, 1, "ok", "e-program"),
            _exchange(_LOG, _SAKIP, 2, "gagal", "e-program"),
        ],
    },
}


def _paths(row: Row, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in row.items():
        if key not in NAMES_OF_UNITS:
            yield (*above, key)
            if isinstance(value, dict):
                yield from _paths(value, (*above, key))


CELLS: Mapping[System, list[Place]] = {
    system: [
        (name, place, path)
        for name, rows in listings.items()
        for place, row in enumerate(rows)
        for path in _paths(row)
        # An exchange with another system than the one that is asked for does not count.
        if path[-1] not in {"Tujuan", "tujuan"}
    ]
    for system, listings in DATA.items()
}


def goodness(system: System, listings: Mapping[str, list[Row]]) -> dict[Any, Fraction | None]:
    """Return how good each fact looks; None: not known, or nothing to look at."""
    source = a_source(system)
    found = asyncio.run(_read(source, listings))
    facts = {
        (item.key.fact.partition(".")[2], item.key.period): item.value
        for item in observed(source, found)
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


async def _read(source: Source, listings: Mapping[str, list[Row]]) -> list[ListingContent]:
    adapter = ADAPTERS[source.system]
    found = []
    for resource in adapter.resources(source):
        path = f"{adapter.base_path}{resource.path}"
        if path == "/api/capaian":
            path += f"?triwulan={resource.params['triwulan']}"
        rows = listings.get(FILES[source.system][path], [])
        found.append(await read_rows(source, resource, rows=rows))
    return found


@cache
def whole(system: System) -> Mapping[Any, Fraction | None]:
    return goodness(system, DATA[system])


@pytest.mark.parametrize("value", NOTHING_MEANT)
@pytest.mark.parametrize("system", DATA)
def test_one_cell_that_is_cleared_or_spoilt_makes_no_fact_look_better(
    system: System, value: object
) -> None:
    for name, place, path in CELLS[system]:
        _assert_no_better(system, [((name, place, path), value)])


@given(system=st.sampled_from(sorted(DATA)), data=st.data())
def test_several_cells_that_are_cleared_or_spoilt_make_no_fact_look_better(
    system: System, data: st.DataObject
) -> None:
    edit = st.tuples(st.sampled_from(CELLS[system]), st.sampled_from(NOTHING_MEANT))
    edits = data.draw(st.lists(edit, min_size=2, max_size=4, unique_by=_once))
    # Without number and day a consultation is open, and undoes no agreement (test_planning.py).
    emptied = {(place, path[0]) for (name, place, path), _ in edits if name == "konsultasi"}
    assume(not any({(place, "NoBA"), (place, "TglBA")} <= emptied for place in range(2)))
    _assert_no_better(system, edits)


def _once(edit: tuple[Place, object]) -> object:
    """Return what stands in a group once: one text in two cells would name the same thing."""
    return edit[1] if isinstance(edit[1], str) else edit[0]


def _assert_no_better(system: System, edits: Sequence[tuple[Place, object]]) -> None:
    spoilt = deepcopy({name: list(rows) for name, rows in DATA[system].items()})
    for (name, place, path), value in edits:
        _put(spoilt[name][place], path, value)
    for key, value in goodness(system, spoilt).items():
        before = whole(system).get(key)
        if value is not None and value != before:
            assert value <= (0 if before is None else before), (key, edits)


def _put(row: Any, path: tuple[str, ...], value: object) -> None:
    for part in path[:-1]:
        row = row[part] if isinstance(row, dict) and part in row else {}
    if not isinstance(row, dict):
        return
    if value is GONE:
        row.pop(path[-1], None)
    else:
        row[path[-1]] = value
