"""An agency with two units looks no better than each of them, and than the same rows in one."""

import asyncio
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.looks import (
    DATA,
    Row,
    achieved_row,
    assert_no_better,
    goodness,
    read_listings,
    realised_row,
)
from tests.contract.recordings import AGENCY, UNITS, a_source, observed

from integration.facts.domain.fact import Observation
from integration.sources.domain.source import Options, Source, System

OTHER: Mapping[System, str] = {
    "e-planning": "2.17.01",
    "e-program": "2.17.0.00.0.00.01.0000",
    "e-sakip": "21",
}
SYSTEMS: Sequence[System] = ("e-planning", "e-program", "e-sakip")
Listings = dict[str, list[Row]]


def source_of(system: System, **options: Any) -> Source:
    source = a_source(system, units=dict.fromkeys((UNITS[system], OTHER[system]), AGENCY))
    return a_source(
        system,
        units=source.units,
        options=Options(number_format=source.options.number_format, **options),
    )


def of_other(system: System, row: Row) -> Row:
    own: Mapping[System, Row] = {
        "e-planning": {"OrgCd": OTHER["e-planning"]},
        "e-program": {"kode_skpd": OTHER["e-program"]},
        "e-sakip": {"opd": {"id": OTHER["e-sakip"]}},
    }
    return {**row, **own[system]}


def split(system: System, chosen: Sequence[bool], data: Listings) -> Listings:
    """Return the rows, of which the chosen ones are of the other unit."""
    rest = iter(chosen)
    return {
        name: [of_other(system, row) if name != "jadwal" and next(rest) else row for row in rows]
        for name, rows in data.items()
    }


def improved(system: System) -> Listings:
    """Return the same rows, of which the newest of each kind says something good."""
    data: Listings = deepcopy(dict(DATA[system]))
    data["pertukaran"].reverse()
    good: Mapping[System, Mapping[str, Row]] = {
        "e-planning": {
            "dokumen": {"Status": 1, "TglSah": "2026-01-05 03:30:00"},
            "konsultasi": {"Status": 1},
        },
        "e-program": {"dpa": {"tanggal_dpa": "2026-01-08"}},
        "e-sakip": {"perjanjian-kinerja": {"tanggal_publish": "2026-01-08 09:00:00"}},
    }
    for name, said in good[system].items():
        data[name][-1].update(said)
    return data


@cache
def whole(system: System, *, better: bool) -> Mapping[Any, Any]:
    return goodness(system, improved(system) if better else DATA[system])


@pytest.mark.parametrize("system", SYSTEMS)
@given(chosen=st.lists(st.booleans(), min_size=30, max_size=30), better=st.booleans())
def test_the_same_rows_in_two_units_never_look_better_than_in_one(
    system: System, chosen: list[bool], *, better: bool
) -> None:
    data = improved(system) if better else deepcopy(dict(DATA[system]))
    rows = split(system, chosen, data)
    now = goodness(system, rows, source=source_of(system))
    assert_no_better(now, whole(system, better=better), rows)


def facts_of(system: System, rows: Listings, **options: Any) -> dict[str, Observation]:
    source = source_of(system, **options)
    found = asyncio.run(read_listings(source, rows))
    return {
        f"{item.key.fact.partition('.')[2]} {item.key.period}": item
        for item in observed(source, found)
    }


def good(system: System) -> Listings:
    """Return rows of one unit with which every fact that is true or false is true."""
    data: Listings = deepcopy(dict(DATA[system]))
    data["pertukaran"] = data["pertukaran"][:1]
    if system == "e-planning":
        data["plafon1-all"][1]["Status"] = 1
        for row in data["dokumen"]:
            row.update(Status=1, TglSah="2026-01-05 03:30:00")
        data["konsultasi"] = data["konsultasi"][:1]
    elif system == "e-program":
        data["dpa"][0]["tanggal_dpa"] = "2026-01-08"
    else:
        data["iku"] = data["iku"][:1]
        data["perjanjian-kinerja"][0]["tanggal_publish"] = "2026-01-08 09:00:00"
        for name in ("rencana-aksi", "lkjip"):
            data[f"documents/{name}/2026"] = deepcopy(data["perjanjian-kinerja"])
        data["capaian-1"], data["capaian-2"] = ([achieved_row(1, q, "9")] for q in (1, 2))
    return data


# Of each fact: the listing in which the other unit has a bad row, and what is bad.
BAD: Sequence[tuple[System, str, str, Row | None]] = (
    ("e-planning", "ceiling_approved 2026", "plafon1-all", {"Status": 0}),
    ("e-planning", "renja_approved 2026", "dokumen", {"Status": 0, "TglSah": None}),
    ("e-planning", "ict_consulted 2026", "konsultasi", {"Status": 0, "TglBA": "2026-01-02"}),
    ("e-planning", "exchange_succeeded 2026", "pertukaran", {"Hasil": "GAGAL"}),
    ("e-program", "budget_locked 2026", "sub-kegiatan", {"kunci_bl": 0}),
    ("e-program", "dpa_issued 2026", "dpa", {"tanggal_dpa": None}),
    ("e-program", "exchange_succeeded 2026", "pertukaran", {"hasil": "gagal"}),
    ("e-sakip", "iku_set 2026", "iku", {"status": "draf"}),
    ("e-sakip", "agreement_signed 2026", "perjanjian-kinerja", {"tanggal_publish": None}),
    ("e-sakip", "action_plan_set 2026", "documents/rencana-aksi/2026", {"tanggal_publish": None}),
    ("e-sakip", "report_published 2026", "documents/lkjip/2026", {"tanggal_publish": None}),
    ("e-sakip", "exchange_succeeded 2026", "pertukaran", {"hasil": "gagal"}),
)
IDS = {"plafon1-all": "transid", "dokumen": "transid", "konsultasi": "transid"}


def doubled(system: System) -> Listings:
    """Return good rows, and the same of the other unit under other ids."""
    data = good(system)
    ids = {"sub-kegiatan": "id_sub_bl", "dpa": "id_dpa", "realisasi": "id_realisasi", **IDS}
    usual = "transid" if system == "e-planning" else "id"
    for name, rows in data.items():
        if name != "jadwal":
            key = ids.get(name, usual)
            rows += [{**of_other(system, row), key: int(row[key]) + 500} for row in deepcopy(rows)]
    return data


@pytest.mark.parametrize("system", SYSTEMS)
def test_two_good_units_are_as_good_as_one(system: System) -> None:
    one, two = facts_of(system, good(system)), facts_of(system, doubled(system))
    assert {name: item.status for name, item in one.items()} == {
        name: item.status for name, item in two.items()
    }
    truths = {name for name, item in one.items() if item.value is True}
    assert truths == {name for name, item in two.items() if item.value is True}
    assert {name for case, name, *_ in BAD if case == system} <= truths


@pytest.mark.parametrize(("system", "fact", "listing", "bad"), BAD)
def test_a_good_unit_hides_no_bad_one(system: System, fact: str, listing: str, bad: Row) -> None:
    data = doubled(system)
    half = len(data[listing]) // 2
    data[listing] = data[listing][:half] + [{**row, **bad} for row in data[listing][half:]]
    assert facts_of(system, data)[fact].value is False


@pytest.mark.parametrize(
    ("system", "fact", "listing"),
    [case[:3] for case in BAD if case[2] not in {"plafon1-all", "sub-kegiatan"}],
)
def test_a_unit_that_works_and_lacks_a_row_leaves_the_fact_absent(
    system: System, fact: str, listing: str
) -> None:
    data = doubled(system)
    data[listing] = data[listing][: len(data[listing]) // 2]
    found = facts_of(system, data)[fact]
    assert (found.status, found.value) == ("absent", None)


def test_one_roadmap_is_of_the_whole_agency() -> None:
    data = doubled("e-planning")
    half = len(data["dokumen"]) // 2
    data["dokumen"] = data["dokumen"][: half + 1]
    assert facts_of("e-planning", data)["spbe_roadmap_documented 2026"].value is True


def test_a_unit_that_reports_another_s_indicator_hides_none_that_is_lacking() -> None:
    data = doubled("e-sakip")
    for name in ("capaian-1", "capaian-2"):
        data[name] = data[name][:1]
    facts = facts_of("e-sakip", data)
    mean, recorded = facts["achievement 2026-Q2"], facts["achievement_recorded 2026-Q2"]
    assert recorded.value is False
    assert mean.doubt is not None
    assert mean.doubt.code == "missing_indicator"


@pytest.mark.parametrize(("unit", "expected"), [(UNITS["e-sakip"], "value"), ("21", "unknown")])
def test_a_key_indicator_that_cannot_be_read_is_lacking_in_its_own_unit(
    unit: str, expected: str
) -> None:
    data = good("e-sakip")
    data["iku"].append({**data["iku"][0], "id": 9, "opd": {"id": unit}, "target_tahunan": "x"})
    assert facts_of("e-sakip", data)["achievement 2026-Q1"].status == expected


@pytest.mark.parametrize("cumulative", [frozenset(), frozenset({"planned", "spent"})])
@pytest.mark.parametrize("code", ["2.16.03.2.02.0001", "2.16.02.2.01.0007"])
@pytest.mark.parametrize("amount", ["1000", "x"])
def test_a_unit_with_a_budget_and_without_any_month_lacks_all_of_them(
    cumulative: frozenset[str], code: str, amount: str
) -> None:
    data = good("e-program")
    budget = {**data["sub-kegiatan"][0], "id_sub_bl": 9, "kode_sub_giat": code, "pagu": amount}
    data["sub-kegiatan"].append(of_other("e-program", budget))
    facts = facts_of("e-program", data, cumulative_columns=cumulative)
    states = [facts[f"{name} 2026-02"].status for name in ("cash_plan", "realisation")]
    assert states == ["unknown", "unknown"]
    rows = [realised_row(90 + m, m, code, spent=10, physical=9) for m in (1, 2)]
    data["realisasi"] += [of_other("e-program", row) for row in rows]
    facts = facts_of("e-program", data, cumulative_columns=cumulative)
    assert {facts[f"{name} 2026-02"].status for name in ("cash_plan", "realisation")} == {"value"}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_unit_that_holds_nothing_freezes_nobody(system: System) -> None:
    alone = {
        name: (item.status, item.value) for name, item in facts_of(system, good(system)).items()
    }
    source = a_source(system)
    found = asyncio.run(read_listings(source, good(system)))
    assert alone == {
        f"{item.key.fact.partition('.')[2]} {item.key.period}": (item.status, item.value)
        for item in observed(source, found)
    }
