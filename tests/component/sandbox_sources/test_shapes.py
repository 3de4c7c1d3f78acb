"""The payloads have the shapes that real systems send, with their traps."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from .conftest import SYSTEMS, Client

FIRST = {
    "e-planning": ("/api/v1/rkpd/plafon1", {"ta": 2026}),
    "e-program": ("/api/sub-kegiatan", {"tahun": 2026}),
    "e-sakip": ("/api/perangkat-daerah", {}),
}
LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
REFUSALS: dict[str, Callable[[Any], Any]] = {
    "e-planning": lambda body: body["status"] == 0 and body["message"],
    "e-program": lambda body: body["status"] is False and body["message"],
    "e-sakip": lambda body: body["status"] == "error" and body["message"],
}


async def test_e_planning_ceilings(planning: Client) -> None:
    answer = await planning.get("/api/v1/rkpd/plafon1", {"ta": 2026, "page": 2})
    body = answer.json()
    assert list(body) == ["status", "per_page", "current_page", "last_page", "total", "data"]
    assert (body["status"], body["per_page"], body["current_page"]) == (1, 10, 2)
    assert (body["last_page"], body["total"], len(body["data"])) == (17, 161, 10)
    row = (await planning.rows("/api/v1/rkpd/plafon1", ta=2026))[0]
    assert list(row) == [
        "transid",
        "Kd_Urusan",
        "Kd_Bidang",
        "OrgCd",
        "OrgNm",
        "SOrgCd",
        "SOrgNm",
        "Kd_UrusanPrg",
        "Kd_BidangPrg",
        "Kd_Prog",
        "PrgNm",
        "Kd_Keg",
        "KgtNm",
        "Jumlah1",
        "Descr",
        "Status",
        "TA",
    ]
    assert re.fullmatch(r"\d+\.00", row["Jumlah1"])
    assert isinstance(row["transid"], str)
    assert (row["Status"], row["TA"]) == (1, 2026)


async def test_e_planning_gives_everything_without_paging_fields(planning: Client) -> None:
    body = (await planning.get("/api/v1/rkpd/plafon1", {"ta": 2026, "page": "all"})).json()
    assert list(body) == ["status", "data"]
    assert len(body["data"]) == 161


async def test_e_planning_pages_hold_every_row_once(planning: Client) -> None:
    pages = [
        (
            await planning.get(
                "/api/v1/rkpd/plafon1", {"ta": 2026, "page": page, "numberrecordperpage": 500}
            )
        ).json()
        for page in (1, 2, 3)
    ]
    assert [len(page["data"]) for page in pages] == [100, 61, 0]
    together = [row for page in pages for row in page["data"]]
    assert together == await planning.rows("/api/v1/rkpd/plafon1", ta=2026)


async def test_e_planning_documents_consultations_and_exchanges(planning: Client) -> None:
    documents = await planning.rows("/api/v1/rkpd/dokumen", ta=2025)
    assert {row["Jenis"] for row in documents} == {
        "RENJA",
        "RENSTRA",
        "RKPD",
        "RPJMD",
        "PETA_RENCANA_SPBE",
    }
    assert all(LOCAL_TIME.fullmatch(row["TglSah"]) for row in documents if row["Status"])
    roadmap = [
        row
        for row in await planning.rows("/api/v1/rkpd/dokumen", ta=2026)
        if row["Jenis"] == "PETA_RENCANA_SPBE"
    ]
    assert roadmap[0]["Muatan"] == (
        "TATA KELOLA;MANAJEMEN;LAYANAN;INFRASTRUKTUR;APLIKASI;KEAMANAN;AUDIT"
    )
    waiting = [
        row for row in await planning.rows("/api/v1/rkpd/konsultasi", ta=2026) if not row["Status"]
    ]
    assert [(row["OrgCd"], row["NoBA"], row["TglBA"]) for row in waiting] == [
        ("2.15.01", None, None)
    ]
    exchanges = await planning.rows("/api/v1/rkpd/pertukaran", ta=2026)
    assert {row["Hasil"] for row in exchanges} == {"OK", "GAGAL"}
    assert {(row["Tujuan"], row["Objek"]) for row in exchanges} == {("e-program", "plafon")}


async def test_e_program_sub_activities(program: Client) -> None:
    answer = await program.get("/api/sub-kegiatan", {"tahun": 2026})
    body = answer.json()
    assert (body["status"], body["status_code"]) == (True, 200)
    assert "pagination" not in body
    rows = body["data"]
    assert list(rows[0]) == [
        "id_sub_bl",
        "kode_sub_giat",
        "nama_sub_giat",
        "kode_skpd",
        "nama_skpd",
        "pagu",
        "pagu_indikatif",
        "kua_murni",
        "kua_pak",
        "id_jadwal",
        "waktu_awal",
        "waktu_akhir",
        "kunci_bl",
        "tahun",
    ]
    writings = {
        "number" if isinstance(row["pagu"], int) else "dots" if "." in row["pagu"] else "digits"
        for row in rows
    }
    assert writings == {"number", "dots", "digits"}
    assert {row["kunci_bl"] for row in rows} == {0, 1, "1"}
    per_sub_activity = [row for row in rows if row["kode_skpd"] == rows[0]["kode_skpd"]]
    assert len({row["id_jadwal"] for row in per_sub_activity}) == 3


async def test_e_program_pages(program: Client) -> None:
    body = (await program.get("/api/realisasi", {"tahun": 2026, "page": 2, "per_page": 400})).json()
    assert body["pagination"] == {"page": 2, "per_page": 400, "total_page": 5, "total": 1990}
    assert len(body["data"]) == 400


async def test_e_program_schedules_documents_and_realisation(program: Client) -> None:
    schedules = await program.rows("/api/jadwal", tahun=2026)
    assert [(row["nama_jadwal"], row["is_locked"]) for row in schedules] == [
        ("murni", 1),
        ("pergeseran", 1),
        ("perubahan", 0),
    ]
    document = (await program.rows("/api/dpa", tahun=2026))[0]
    assert document["tanun"] == 2026
    assert "target_kinerja_hasi" in document
    assert next(iter(document["rak"])) == "januari"
    assert list(document["rak"])[-2:] == ["desember", "jumlah"]
    realisation = await program.rows("/api/realisasi", tahun=2026)
    assert {row["bulan"] for row in realisation} == set(range(1, 11))
    assert {type(row["realisasi_fisik"]) for row in realisation} == {str, float}
    assert any(row["permasalahan"] for row in realisation)
    assert {row["hasil"] for row in await program.rows("/api/pertukaran", tahun=2026)} == {
        "sukses",
        "gagal",
    }


async def test_e_sakip_key_indicators(sakip: Client) -> None:
    answer = await sakip.get(
        "/api/perangkat-daerah/20/iku", {"periode": "2025-2029", "status": "selesai"}
    )
    body = answer.json()
    assert body["status"] == "success"
    assert body["meta"]["available_periods"] == ["2025-2029"]
    row = body["data"][0]
    assert list(row) == [
        "id",
        "renstra_id",
        "definisi",
        "status",
        "opd",
        "sasaran",
        "indikator",
        "periode",
        "target_tahunan",
        "program_pendukung",
        "created_at",
        "updated_at",
    ]
    assert row["opd"] == {
        "id": 20,
        "nama_opd": "DINAS KOMUNIKASI DAN INFORMATIKA",
        "singkatan": None,
    }
    assert row["indikator"]["satuan"] == "19"
    assert row["target_tahunan"]["2027"] == "3,05"
    assert row["target_tahunan"]["2028"] == "3,3"


async def test_e_sakip_gives_the_indicators_of_all_at_once(sakip: Client) -> None:
    rows = await sakip.rows("/api/perangkat-daerah/all/iku", periode="2025-2029")
    assert len({row["opd"]["id"] for row in rows}) == 30
    assert await sakip.rows("/api/perangkat-daerah/all/iku", periode="2020-2024") == []
    draft = await sakip.rows("/api/perangkat-daerah/all/iku", status="draf")
    assert draft == []


async def test_e_sakip_documents_achievement_and_exchanges(sakip: Client) -> None:
    plans = await sakip.rows("/api/dokumen/rencana-aksi", tahun=2026)
    assert len(plans) == 28
    assert [row["opd"]["id"] for row in plans if row["tanggal_publish"] is None] == [7, 16]
    assert await sakip.rows("/api/dokumen/lkjip", tahun=2026) == []
    mine = await sakip.rows("/api/dokumen/lkjip", tahun=2025, opd=18)
    assert [row["opd"]["id"] for row in mine] == [18]
    assert LOCAL_TIME.fullmatch(mine[0]["tanggal_publish"])
    achievement = await sakip.rows("/api/capaian", tahun=2026, triwulan=3)
    assert {row["triwulan"] for row in achievement} == {3}
    assert {row["arah"] for row in achievement} == {"naik", "turun"}
    assert any("," in row["target"] for row in achievement)
    silent = [row["opd"]["id"] for row in achievement if row["realisasi"] is None]
    assert silent == [11, 16]
    exchanges = await sakip.rows("/api/pertukaran", tahun=2026)
    assert {row["hasil"] for row in exchanges} == {"sukses"}


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_wrong_credential_is_refused_in_the_systems_own_words(
    clients: Mapping[str, Client], system: str
) -> None:
    path, params = FIRST[system]
    wrong = {"Authorization": "Bearer x", "X-API-KEY": "x", "token": "x"}
    async with httpx.AsyncClient(base_url=clients[system].url, trust_env=False) as http:
        for headers in ({}, wrong):
            answer = await http.get(path, params=params, headers=headers)
            assert answer.status_code == 401
            assert REFUSALS[system](answer.json())


@pytest.mark.parametrize(
    ("system", "path", "params", "status"),
    [
        ("e-planning", "/api/v1/rkpd/plafon1", {}, 400),
        ("e-planning", "/api/v1/rkpd/plafon1", {"ta": "kini"}, 400),
        ("e-planning", "/api/v1/rkpd/lain", {}, 404),
        ("e-program", "/api/realisasi", {}, 400),
        ("e-program", "/api/realisasi", {"tahun": 2026, "page": "x"}, 400),
        ("e-program", "/api/lain", {}, 404),
        ("e-sakip", "/api/dokumen/rahasia", {"tahun": 2026}, 404),
        ("e-sakip", "/api/perangkat-daerah/999/iku", {}, 404),
        ("e-sakip", "/api/perangkat-daerah/20/iku", {"periode": "kini"}, 400),
        ("e-sakip", "/api/capaian", {}, 400),
    ],
)
async def test_a_wrong_question_gets_an_error_in_the_systems_own_words(
    clients: Mapping[str, Client], system: str, path: str, params: dict[str, str], status: int
) -> None:
    answer = await clients[system].get(path, params)
    assert answer.status_code == status
    assert REFUSALS[system](answer.json())


async def test_a_year_without_data_is_empty(planning: Client) -> None:
    body = (await planning.get("/api/v1/rkpd/plafon1", {"ta": 2019})).json()
    assert (body["data"], body["total"], body["last_page"]) == ([], 0, 1)
