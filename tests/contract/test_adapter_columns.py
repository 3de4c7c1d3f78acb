"""What a registration maps to the wrong column: no fact that rests on the field looks good."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from tests.contract.looks import DATA, Row, assert_no_better, goodness, read_listings
from tests.contract.recordings import a_source, errors, observed

from integration.facts.domain.fact import Observation
from integration.sources.domain.keys import USUAL_KEYS
from integration.sources.domain.source import NUMBER_FORMATS, Options, Source, System

_WRONG: Mapping[str, Row] = {
    "absent": {},
    "nothing": {"salah": None},
    "text": {"salah": "lain-lain"},
    "object": {"salah": {"a": 1}},
    "number": {"salah": 7},
}
_CEILINGS = ("ceiling_amount", "ceiling_approved", "ict_amount", "ict_consulted")
_PLANS = (
    "renja_approved",
    "spbe_roadmap_documented",
    "spbe_roadmap_complete",
    "documents_published",
)
_BUDGET = ("ceiling_amount", "ict_amount", "budget_locked")
_WORK = ("physical_realisation", "physical_target")
_MONTH = ("cash_plan", "realisation", *_WORK)
_AMOUNTS = ("ceiling_amount", "ict_amount", *_WORK)
_PAPERS = ("agreement_signed", "action_plan_set", "report_published")
_QUARTER = ("achievement", "achievement_recorded")
_LOGGED = ("exchange_succeeded",)
# Of every field of every make the facts whose value comes from it; of the others nothing is read.
RESTS: Mapping[System, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "e-planning": {
        "ceilings": {
            **dict.fromkeys(("id", "unit", "affair", "field", "programme"), _CEILINGS),
            **dict.fromkeys(("activity", "year"), _CEILINGS),
            "amount": ("ceiling_amount",),
            "approved": ("ceiling_approved",),
        },
        "documents": {
            **dict.fromkeys(("id", "unit", "type", "approved", "approved_at", "year"), _PLANS),
            "contents": ("spbe_roadmap_complete",),
        },
        "consultations": dict.fromkeys(
            ("id", "unit", "held_on", "agreed", "year"), ("ict_consulted",)
        ),
        "exchanges": dict.fromkeys(("id", "unit", "target", "at", "outcome", "year"), _LOGGED),
    },
    "e-program": {
        "schedules": dict.fromkeys(("id", "locked", "year"), _BUDGET),
        "sub-activities": {
            **dict.fromkeys(("id", "code", "unit", "schedule"), (*_BUDGET, *_WORK)),
            **dict.fromkeys(("starts_at", "locked", "year"), _BUDGET),
            "amount": _AMOUNTS,
        },
        "budget-documents": dict.fromkeys(
            ("id", "unit", "number", "issued_on", "year"), ("dpa_issued",)
        ),
        "realisations": {
            **dict.fromkeys(("id", "month", "code", "unit"), _MONTH),
            "planned": ("cash_plan",),
            "spent": ("realisation",),
            "physical": ("physical_realisation",),
            "physical_target": ("physical_target",),
        },
        "exchanges": dict.fromkeys(("id", "unit", "target", "at", "outcome"), _LOGGED),
    },
    "e-sakip": {
        "units": {},
        "key-indicators": {
            "indicator": _QUARTER,
            **dict.fromkeys(("id", "unit", "title", "first_year", "last_year"), ("iku_set",)),
            **dict.fromkeys(("targets", "status"), ("iku_set",)),
        },
        "documents": dict.fromkeys(("id", "unit", "published_at"), _PAPERS),
        "achievements": {
            **dict.fromkeys(("id", "unit", "indicator", "year", "quarter"), _QUARTER),
            "realisation": _QUARTER,
            **dict.fromkeys(("target", "direction"), ("achievement",)),
        },
        "exchanges": dict.fromkeys(("id", "unit", "target", "at", "outcome"), _LOGGED),
    },
}
# What another column holds may be the very thing: nobody can tell by looking at it.
PLAUSIBLE = {
    **dict.fromkeys(
        (
            *(("e-planning", "ceilings", name) for name in ("affair", "field", "programme")),
            *(("e-planning", "ceilings", name) for name in ("activity", "amount")),
            *(("e-program", "realisations", name) for name in ("planned", "spent")),
            *(("e-program", "realisations", name) for name in ("physical", "physical_target")),
            ("e-program", "sub-activities", "amount"),
            *(("e-sakip", "achievements", name) for name in ("target", "realisation")),
        ),
        ("number",),
    ),
    ("e-program", "budget-documents", "number"): ("text",),
    ("e-sakip", "exchanges", "target"): ("text",),
}


def _good() -> Mapping[System, Mapping[str, list[Row]]]:
    """Return rows of which every fact is known and good, at least two of each listing."""
    planning, program, sakip = (deepcopy(dict(DATA[name])) for name in DATA)
    parts = planning["dokumen"][1]["Muatan"]
    for row in [*planning["plafon1-all"], *planning["dokumen"], *planning["konsultasi"]]:
        row["Status"] = 1
    for row in planning["dokumen"]:
        row.update({"TglSah": "2026-01-01 03:30:00", "Muatan": parts})
    for row in (*planning["pertukaran"], *program["pertukaran"], *sakip["pertukaran"]):
        row.update({"Hasil": "ok", "hasil": "ok"})
    for row in (*program["jadwal"], *program["sub-kegiatan"]):
        row.update({"is_locked": 1, "kunci_bl": 1})
    program["dpa"] = [
        {**program["dpa"][0], "id_dpa": one, "nomor_dpa": f"DPA/{one}", "tanggal_dpa": "2026-01-02"}
        for one in (1, 2)
    ]
    for row in sakip["iku"]:
        named = {**row["indikator"], "nama": f"IKU {row['id']}"}
        row.update({"status": "selesai", "target_tahunan": {"2026": "2"}, "indikator": named})
    paper = {**sakip["perjanjian-kinerja"][0], "tanggal_publish": "2026-02-03 09:00:00"}
    papers = [{**paper, "id": one, "file_url": f"https://sakip.test/{one}"} for one in (1, 2)]
    for slug in ("perjanjian-kinerja", "rencana-aksi", "lkjip"):
        sakip[f"documents/{slug}/2026"] = papers
    for row in (*sakip["capaian-1"], *sakip["capaian-2"]):
        row["realisasi"] = "9"
    return {"e-planning": planning, "e-program": program, "e-sakip": sakip}


GOOD = _good()


def _thin() -> Mapping[System, Mapping[str, list[Row]]]:
    """Return rows of which something is missing that another listing shows to be missing."""
    planning, program, sakip = (deepcopy(dict(GOOD[name])) for name in GOOD)
    planning["konsultasi"][1] |= {"TglBA": None, "Status": 0}
    program["realisasi"] = [
        row for row in program["realisasi"] if row["bulan"] == 1 or "0001" in row["kode_sbl"]
    ]
    for quarter in (1, 2):
        del sakip[f"capaian-{quarter}"][1]
    return {"e-planning": planning, "e-program": program, "e-sakip": sakip}


THIN = _thin()
CASES = [
    (system, listing, name, wrong)
    for system, listings in USUAL_KEYS.items()
    for listing, keys in listings.items()
    for name in keys
    if not name.startswith("plan_") or name in ("plan_01", "plan_total")  # months are alike
    for wrong in _WRONG
    if wrong not in PLAUSIBLE.get((system, listing, name), ())
]


def mapped(system: System, listing: str, name: str) -> Source:
    options = Options(number_format=NUMBER_FORMATS[system], fields={listing: {name: "salah"}})
    return a_source(system, options=options)


def beside(listings: Mapping[str, list[Row]], wrong: str) -> Mapping[str, list[Row]]:
    return {name: [row | _WRONG[wrong] for row in rows] for name, rows in listings.items()}


def seen(source: Source, listings: Mapping[str, list[Row]]) -> dict[str, Observation]:
    found = asyncio.run(read_listings(source, listings))
    return {
        f"{item.key.fact.partition('.')[2]} {item.key.period}": item
        for item in observed(source, found)
    }


@cache
def whole(system: System, *, thin: bool) -> Mapping[Any, Any]:
    return goodness(system, (THIN if thin else DATA)[system])


def looks_good(fact: Observation) -> bool:
    return fact.value not in (None, False, "0" if "published" in fact.key.fact else None)


def test_every_field_of_the_table_is_one_and_every_fact_is_good_when_all_is_well() -> None:
    for system, listings in USUAL_KEYS.items():
        assert listings.keys() == RESTS[system].keys()
        facts = seen(a_source(system), GOOD[system])
        for listing, keys in listings.items():
            assert RESTS[system][listing].keys() <= keys.keys()
        rested = {
            name for rests in RESTS[system].values() for held in rests.values() for name in held
        }
        assert {name.partition(" ")[0] for name in facts} == rested
        assert [name for name, fact in facts.items() if not looks_good(fact)] == []


@pytest.mark.parametrize(("system", "listing", "name", "wrong"), CASES)
def test_no_fact_that_rests_on_a_field_of_the_wrong_column_looks_good(
    *, system: System, listing: str, name: str, wrong: str
) -> None:
    rows: Mapping[str, list[Row]] = beside(GOOD[system], wrong)
    if listing == "ceilings":  # nothing to consult, as far as the codes can be read
        rows = {
            **rows,
            "plafon1-all": [row | {"Kd_Prog": "01"} for row in rows["plafon1-all"]],
            "konsultasi": [],
        }
    facts = seen(mapped(system, listing, name), rows)
    rests = RESTS[system][listing].get(name, ())
    assert [
        key for key, fact in facts.items() if key.split()[0] in rests and looks_good(fact)
    ] == []


@pytest.mark.parametrize("data", [DATA, THIN], ids=["bad", "thin"])
@pytest.mark.parametrize(("system", "listing", "name", "wrong"), CASES)
def test_a_wrong_column_makes_nothing_look_better(
    *, data: Any, system: System, listing: str, name: str, wrong: str
) -> None:
    now = goodness(system, beside(data[system], wrong), source=mapped(system, listing, name))
    assert_no_better(now, whole(system, thin=data is THIN), (listing, name, wrong))


@pytest.mark.parametrize(
    ("system", "listing", "name"),
    # The recordings of the last make have no rows of units.
    [case[:3] for case in CASES if case[3] == "absent" and case[1] != "units"],
)
def test_a_mapped_column_that_is_in_no_row_is_a_finding_of_the_source(
    system: System, listing: str, name: str
) -> None:
    found = asyncio.run(read_listings(mapped(system, listing, name), GOOD[system]))
    codes = {(where, key, code) for where, _, key, code in errors(found)}
    assert (listing, "salah", "missing_column") in codes
