"""The keys of the rows of each listing: the usual ones of a system, and those a source renames.

A dot enters an object.
"""

from collections.abc import Mapping
from typing import Final

from integration.sources.domain.source import GENERICS, Source, System

_MONTHS: Final = (
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
USUAL_KEYS: Final[Mapping[System, Mapping[str, Mapping[str, str]]]] = {
    "e-planning": {
        "ceilings": {
            "id": "transid",
            "unit": "OrgCd",
            "sub_unit": "SOrgCd",
            "affair": "Kd_UrusanPrg",
            "field": "Kd_BidangPrg",
            "programme": "Kd_Prog",
            "programme_title": "PrgNm",
            "activity": "Kd_Keg",
            "title": "KgtNm",
            "amount": "Jumlah1",
            "approved": "Status",
            "year": "TA",
        },
        "documents": {
            "id": "transid",
            "unit": "OrgCd",
            "type": "Jenis",
            "title": "Judul",
            "approved": "Status",
            "approved_at": "TglSah",
            "contents": "Muatan",
            "year": "TA",
        },
        "consultations": {
            "id": "transid",
            "unit": "OrgCd",
            "number": "NoBA",
            "held_on": "TglBA",
            "agreed": "Status",
            "year": "TA",
        },
        "exchanges": {
            "id": "transid",
            "unit": "OrgCd",
            "target": "Tujuan",
            "object": "Objek",
            "at": "Waktu",
            "outcome": "Hasil",
            "year": "TA",
        },
    },
    "e-program": {
        "schedules": {
            "id": "id_jadwal",
            "name": "nama_jadwal",
            "starts_at": "waktu_awal",
            "ends_at": "waktu_akhir",
            "locked": "is_locked",
            "year": "tahun",
        },
        "sub-activities": {
            "id": "id_sub_bl",
            "code": "kode_sub_giat",
            "title": "nama_sub_giat",
            "unit": "kode_skpd",
            "unit_title": "nama_skpd",
            "amount": "pagu",
            "indicative_amount": "pagu_indikatif",
            "original_ceiling": "kua_murni",
            "amended_ceiling": "kua_pak",
            "schedule": "id_jadwal",
            "starts_at": "waktu_awal",
            "ends_at": "waktu_akhir",
            "locked": "kunci_bl",
            "year": "tahun",
        },
        "budget-documents": {
            "id": "id_dpa",
            "unit": "kode_skpd",
            "number": "nomor_dpa",
            "issued_on": "tanggal_dpa",
            **{f"plan_{number:02d}": f"rak.{name}" for number, name in enumerate(_MONTHS, start=1)},
            "plan_total": "rak.jumlah",
            "year": "tanun",  # the system's own spelling
            "outcome_target": "target_kinerja_hasi",  # the system's own spelling
        },
        "realisations": {
            "id": "id_realisasi",
            "month": "bulan",
            "code": "kode_sbl",
            "unit": "kode_skpd",
            "planned": "rak",
            "spent": "realisasi_anggaran",
            "physical": "realisasi_fisik",
            "physical_target": "target_fisik",
            "obstacles": "permasalahan",
            "year": "tahun",
        },
        "exchanges": {
            "id": "id",
            "unit": "kode_skpd",
            "target": "tujuan",
            "object": "objek",
            "at": "waktu",
            "outcome": "hasil",
            "year": "tahun",
        },
    },
    "e-sakip": {
        "units": {"id": "id", "name": "nama_opd", "short_name": "singkatan"},
        "key-indicators": {
            "id": "id",
            "unit": "opd.id",
            "indicator": "indikator.id",
            "title": "indikator.nama",
            "measure": "indikator.satuan",
            "first_year": "periode.tahun_mulai",
            "last_year": "periode.tahun_akhir",
            "targets": "target_tahunan",
            "status": "status",
            "direction": "arah",
            "programmes": "program_pendukung",
            "updated_at": "updated_at",
        },
        "documents": {
            "id": "id",
            "unit": "opd.id",
            "url": "file_url",
            "kind": "kategori",
            "note": "keterangan",
            "period": "periode",
            "published_at": "tanggal_publish",
            "year": "tahun",
        },
        "achievements": {
            "id": "id",
            "unit": "opd.id",
            "indicator": "indikator.id",
            "title": "indikator.nama",
            "measure": "indikator.satuan",
            "year": "tahun",
            "quarter": "triwulan",
            "target": "target",
            "realisation": "realisasi",
            "direction": "arah",
        },
        "exchanges": {
            "id": "id",
            "unit": "opd.id",
            "target": "tujuan",
            "object": "objek",
            "at": "waktu",
            "outcome": "hasil",
            "year": "tahun",
        },
    },
}


PARTS: Final[Mapping[System, Mapping[str, tuple[str, ...]]]] = {
    "e-planning": dict.fromkeys(USUAL_KEYS["e-planning"], ("year",)),
    "e-program": dict.fromkeys(USUAL_KEYS["e-program"], ("year",)),
    "e-sakip": {
        "units": (),
        "key-indicators": ("period",),
        "documents": ("type", "year"),
        "achievements": ("year", "quarter"),
        "exchanges": ("year",),
    },
}
"""By what each listing is asked for; a row may leave it out, so a place must say all of it."""
_OF_DIALECTS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "e-sakip-documents": {
        "documents": {
            **USUAL_KEYS["e-sakip"]["documents"],
            "unit": "opd",  # no row says it: each unit is asked for
        }
    }
}


def known_keys(source: Source) -> Mapping[str, Mapping[str, str]]:
    """Return the usual keys of the listings that a source has."""
    known = _usual(source)
    if source.system not in GENERICS:
        return known
    declared = {place.listing for place in source.options.listings}
    return {name: keys for name, keys in known.items() if name in declared}


def keys_of(source: Source, listing: str) -> Mapping[str, str]:
    """Return the keys of a listing's rows by our names, with those that this source renames."""
    return {**_usual(source)[listing], **source.options.fields.get(listing, {})}


def _usual(source: Source) -> Mapping[str, Mapping[str, str]]:
    return _OF_DIALECTS.get(source.dialect, USUAL_KEYS[source.holds])
