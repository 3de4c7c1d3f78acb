"""What says nothing about a fact, or says it in an ordinary way, raises no alarm."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from tests.contract.looks import DATA, Row, read_listings
from tests.contract.recordings import a_source, errors, observed
from tests.contract.test_adapter_columns import GOOD

from integration.reading.adapters.collection import adapter_of
from integration.reading.domain.plausibility import Limits, ListingCounts, doubt
from integration.sources.domain.source import NUMBER_FORMATS, Options, System

Listings = Mapping[str, list[Row]]
_NOTES: Mapping[System, Mapping[str, tuple[str, ...]]] = {
    "e-planning": {"plafon1-all": ("PrgNm", "KgtNm"), "pertukaran": ("Objek",)},
    "e-program": {
        "jadwal": ("nama_jadwal", "waktu_akhir"),
        "sub-kegiatan": ("nama_sub_giat",),
        "dpa": ("target_kinerja_hasi",),
        "realisasi": ("permasalahan",),
        "pertukaran": ("objek",),
    },
    "e-sakip": {
        "iku": ("indikator.satuan",),
        "capaian-1": ("indikator.satuan", "indikator.nama"),
        "capaian-2": ("indikator.satuan", "indikator.nama"),
        **dict.fromkeys(
            (f"documents/{slug}/2026" for slug in ("perjanjian-kinerja", "rencana-aksi", "lkjip")),
            ("kategori", "keterangan"),
        ),
        "pertukaran": ("objek",),
    },
}
_LEFT_OUT = object()
_WRITTEN = {
    "text": "RKA Murni 2026 (pergeseran)",
    "number": 7,
    "object": {"id": 1},
    "list": ["a"],
    "nothing": None,
}


def seen(system: System, listings: Listings, **options: Any) -> dict[str, tuple[str, Any]]:
    given = Options(number_format=NUMBER_FORMATS[system], **options)
    source = a_source(system, options=given)
    found = asyncio.run(read_listings(source, listings))
    return {
        f"{item.key.fact.partition('.')[2]} {item.key.period}": (item.status, item.value)
        for item in observed(source, found)
    }


def is_believed(system: System, listings: Listings) -> bool:
    source = a_source(system)
    counts = [
        ListingCounts(
            resource=item.resource,
            rows=item.rows,
            own_rows=item.own_rows,
            before=None,
            error_codes=tuple(error.code for error in item.errors),
        )
        for item in asyncio.run(read_listings(source, listings))
    ]
    return doubt(counts, Limits()) is None


def changed(
    listings: Listings, keys: Mapping[str, tuple[str, ...]], said: Any = _LEFT_OUT
) -> Listings:
    """Return the rows with these keys left out, or saying something else."""
    rows = deepcopy(dict(listings))
    for name, paths in keys.items():
        for row in rows[name]:
            for path in paths:
                *above, last = path.split(".")
                place = row
                for part in above:
                    place = place[part]
                place.pop(last, None)
                if said is not _LEFT_OUT:
                    place[last] = said
    return rows


@pytest.mark.parametrize("system", GOOD)
@pytest.mark.parametrize("wrong", ["absent", *_WRITTEN])
def test_a_column_on_which_no_fact_rests_changes_no_fact(system: System, wrong: str) -> None:
    rows = changed(GOOD[system], _NOTES[system], _WRITTEN.get(wrong, _LEFT_OUT))
    assert seen(system, rows) == seen(system, GOOD[system])
    assert is_believed(system, rows)


@pytest.mark.parametrize("system", GOOD)
def test_a_mapped_note_that_no_row_has_is_a_finding_and_changes_no_fact(system: System) -> None:
    fields: dict[str, dict[str, str]] = {}
    for resource in adapter_of(a_source(system)).resources(a_source(system)):
        names = [name for name in sorted(resource.notes) if not name.startswith("plan_")]
        if resource.name != "units" and names:
            fields[resource.name] = {name: f"tidak.ada_{name}" for name in names}
    assert len(fields) >= 2
    assert seen(system, GOOD[system], fields=fields) == seen(system, GOOD[system])
    options = Options(number_format=NUMBER_FORMATS[system], fields=fields)
    found = errors(asyncio.run(read_listings(a_source(system, options=options), GOOD[system])))
    missed = {(listing, key) for listing, _, key, code in found if code == "missing_column"}
    assert missed == {(name, key) for name, keys in fields.items() for key in keys.values()}


@pytest.mark.parametrize(
    ("system", "key"), [("e-planning", "TA"), ("e-program", "tahun"), ("e-sakip", "tahun")]
)
def test_a_year_that_no_row_says_is_that_of_the_listing(system: System, key: str) -> None:
    rows = {
        name: [{k: v for k, v in row.items() if k != key} for row in listing]
        for name, listing in GOOD[system].items()
    }
    assert seen(system, rows) == seen(system, GOOD[system])


def test_one_row_that_leaves_out_its_year_is_in_doubt() -> None:
    rows = deepcopy(dict(GOOD["e-planning"]))
    rows["konsultasi"][0].pop("TA")
    assert seen("e-planning", rows)["ict_consulted 2026"] == ("unknown", None)


def test_a_system_without_columns_of_the_work_tells_of_its_money() -> None:
    rows = changed(GOOD["e-program"], {"realisasi": ("realisasi_fisik", "target_fisik")})
    assert is_believed("e-program", rows)
    facts, whole = seen("e-program", rows), seen("e-program", GOOD["e-program"])
    for name, (status, value) in facts.items():
        is_work = name.startswith("physical")
        assert (status, value) == (("unknown", None) if is_work else whole[name]), name


def test_one_column_of_the_work_is_no_doubt_of_the_other() -> None:
    rows = changed(GOOD["e-program"], {"realisasi": ("target_fisik",)})
    facts, whole = seen("e-program", rows), seen("e-program", GOOD["e-program"])
    for month in ("2026-01", "2026-02"):
        known = f"physical_realisation {month}"
        assert facts[known] == whole[known]
        assert facts[f"physical_target {month}"] == ("unknown", None)


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-03",
        "2026-02-03T09:00:00",
        "2026-02-03 09:00:00",
        "2026-02-03T09:00:00+07:00",
        "2026-02-03T02:00:00.125Z",
    ],
)
def test_a_day_and_a_time_with_its_offset_are_times(day: str) -> None:
    papers = [slug for slug in GOOD["e-sakip"] if slug.startswith("documents/")]
    sakip = changed(GOOD["e-sakip"], dict.fromkeys(papers, ("tanggal_publish",)), day)
    assert seen("e-sakip", sakip) == seen("e-sakip", GOOD["e-sakip"])
    planning = changed(GOOD["e-planning"], {"dokumen": ("TglSah",)}, day)
    planning = changed(planning, {"konsultasi": ("TglBA",)}, day)
    assert seen("e-planning", planning) == seen("e-planning", GOOD["e-planning"])


@pytest.mark.parametrize("none", ["1970-01-01T00:00:00+00:00", "0001-01-01T00:00:00Z"])
def test_no_day_with_an_offset_is_no_day(none: str) -> None:
    rows = changed(GOOD["e-planning"], {"dokumen": ("TglSah",)}, none)
    assert seen("e-planning", rows)["renja_approved 2026"] == ("value", False)


@pytest.mark.parametrize("foreign", [True, False])
def test_a_listing_of_key_indicators_without_any_of_ours_leaves_open_what_is_lacking(
    *, foreign: bool
) -> None:
    strange = [row | {"opd": {"id": 99}} for row in GOOD["e-sakip"]["iku"]]
    facts = seen("e-sakip", {**GOOD["e-sakip"], "iku": strange if foreign else []})
    for quarter in ("2026-Q1", "2026-Q2"):
        assert facts[f"achievement_recorded {quarter}"] == ("unknown", None)
        assert facts[f"achievement {quarter}"] == ("unknown", None)
    assert facts["iku_set 2026"] == ("unknown" if foreign else "absent", None)


@pytest.mark.parametrize("foreign", [True, False])
def test_a_listing_of_budgets_without_any_of_ours_leaves_open_of_which_a_month_lacks(
    *, foreign: bool
) -> None:
    whole = DATA["e-program"]
    strange = [row | {"kode_skpd": "2.16.2.20.2.21.09.0000"} for row in whole["sub-kegiatan"]]
    rows = {
        **whole,
        "sub-kegiatan": strange if foreign else [],
        "realisasi": [
            row for row in whole["realisasi"] if row["bulan"] == 1 or "0001" in row["kode_sbl"]
        ],
    }
    facts = seen("e-program", rows)
    assert facts["realisation 2026-02"] == ("unknown", None)
    assert facts["ceiling_amount 2026"] == ("unknown" if foreign else "absent", None)


def test_without_budgets_and_without_realisations_nothing_is_in_doubt() -> None:
    rows: Listings = {name: [] for name in GOOD["e-program"]}
    assert {status for status, _ in seen("e-program", rows).values()} == {"absent"}
    assert is_believed("e-program", rows)


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (0, "2026-06-01 09:00:00", ("unknown", None)),
        (0, "2026-01-01", ("unknown", None)),  # of the same day, and nobody knows which is later
        (0, "2025-12-01 09:00:00", ("value", True)),
        (0, None, ("value", True)),
        (1, "2026-06-01 09:00:00", ("value", True)),
    ],
)
def test_a_later_version_that_is_not_approved_takes_the_approval_back(
    status: int, day: str | None, expected: tuple[str, Any]
) -> None:
    rows = deepcopy(dict(GOOD["e-planning"]))
    plan = next(row for row in rows["dokumen"] if row["Jenis"] == "RENJA")
    plan["TglSah"] = "2026-01-01 10:00:00"
    version = {**plan, "transid": "9", "Status": status, "TglSah": day}
    rows["dokumen"].append(version)
    assert seen("e-planning", rows)["renja_approved 2026"] == expected
    assert seen("e-planning", rows)["spbe_roadmap_complete 2026"] == ("value", True)
