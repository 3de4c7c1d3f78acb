"""The adapters against recorded payloads with every trap."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.contract.recordings import (
    AGENCY,
    SECRET,
    a_source,
    errors,
    observed,
    payload,
    read,
    recorded,
    records,
)

from contracts.facts import FACTS
from integration.reading.adapters.collection import adapter_of
from integration.sources.domain.source import SYSTEMS, Options, System


async def test_e_planning_rows_become_canonical_records() -> None:
    found = await read(a_source("e-planning"), recorded("e-planning"))
    ceilings = records(found, "ceiling")
    assert ceilings["91"] == {
        "agency_code": AGENCY,
        "unit_id": "2.16.01",
        "year": 2026,
        "sub_unit_id": "2.16.01.01",
        "programme_code": "2.16.03",
        "programme_title": "PENGELOLAAN APLIKASI INFORMATIKA",
        "activity_code": "02",
        "title": "Pengelolaan e-government",
        "amount": "125000000",
        "approved": False,
        "ict": True,
    }
    assert ceilings["92"]["amount"] == "875000.5"
    documents = records(found, "document")
    assert documents["11"]["approved_at"] == "2026-01-05T03:00:00Z"
    assert documents["12"]["approved_at"] == "2025-12-31T20:30:00Z"
    assert len(documents["12"]["contents"]) == 7
    # Marked approved without a day: not proved.
    assert (documents["13"]["approved"], documents["13"]["title"]) == (False, None)
    consultations = records(found, "consultation")
    assert consultations["21"]["held_on"] == "2026-02-03"
    assert (consultations["22"]["held_on"], consultations["22"]["agreed"]) == (None, False)
    exchanges = records(found, "exchange")
    assert [exchanges[number]["counts"] for number in ("31", "32")] == [True, False]
    assert sorted(errors(found)) == [
        ("ceilings", "2026:93", "Jumlah1", "not_a_number"),
        ("ceilings", "2026:94", "OrgCd", "unknown_unit"),
        ("documents", "2026:14", "Jenis", "unknown_value"),
        ("documents", "2026:15", "TA", "wrong_year"),
        ("exchanges", "2026:33", "Waktu", "not_a_time"),
    ]


async def test_e_program_rows_become_canonical_records() -> None:
    found = await read(a_source("e-program"), recorded("e-program"))
    schedules = records(found, "schedule")
    assert [schedules[number]["name"] for number in "123"] == ["original", "shifted", "amended"]
    assert [schedules[number]["locked"] for number in "123"] == [True, True, False]
    rows = records(found, "sub_activity")
    assert {number: row["amount"] for number, row in rows.items()} == {
        "501": "1250000",
        "502": "1500000.5",
        "503": "1750000",
        "504": "500000",
    }
    assert rows["501"]["starts_at"] == "2026-01-02T01:00:00Z"
    assert [rows[number]["code_set"] for number in ("501", "504")] == [2, 1]
    assert [rows[number]["ict"] for number in ("501", "504")] == [True, False]
    papers = records(found, "budget_document")
    assert papers["61"]["outcome_target"] == "Terlaksananya 12 sub kegiatan"
    assert set(papers["61"]["cash_plan"].values()) == {"100000"}
    assert papers["62"]["cash_plan"]["12"] is None
    realised = records(found, "realisation")
    assert (realised["71"]["physical"], realised["71"]["physical_target"]) == ("12.34", "12.5")
    assert (realised["72"]["month"], realised["72"]["spent"]) == (2, "-5000")
    assert sorted(errors(found)) == [
        ("realisations", "2026:73", "bulan", "out_of_range"),
        ("realisations", "2026:74", "realisasi_fisik", "out_of_range"),
        ("sub-activities", "2026:505", "pagu", "not_a_number"),
        ("sub-activities", "2026:506", "kode_sub_giat", "not_a_code"),
    ]


async def test_e_sakip_rows_become_canonical_records() -> None:
    found = await read(a_source("e-sakip"), recorded("e-sakip"))
    indicators = records(found, "key_indicator")
    assert indicators["52"]["targets"] == {"2025": "3.05", "2026": "3.3"}
    assert indicators["52"]["measure_id"] == "19"
    assert indicators["52"]["updated_at"] == "2026-04-13T03:45:58Z"
    assert indicators["54"]["targets"] == {"2025": "1250.5", "2026": None}
    documents = records(found, "document")
    assert documents["1"]["published_at"] == "2026-02-03T02:00:00Z"
    assert documents["2"]["published_at"] is None
    achieved = records(found, "achievement")
    assert (achieved["1"]["target"], achieved["1"]["realisation"]) == ("3.05", "2.9")
    assert achieved["2"]["direction"] == "lower"
    assert achieved["5"]["realisation"] is None
    assert records(found, "exchange")["9"]["succeeded"] is False
    assert sorted(errors(found)) == [
        ("achievements", "2026-Q1:3", "arah", "unknown_value"),
        ("achievements", "2026-Q1:4", "realisasi", "not_a_number"),
        ("key-indicators", "2025-2029:56", "target_tahunan.2025", "not_a_number"),
    ]


async def test_facts_follow_from_the_recorded_payloads() -> None:
    values: dict[str, Any] = {}
    for system in SYSTEMS:
        found = [
            replace(content, unreadable=())
            for content in await read(a_source(system), recorded(system))
        ]
        values |= {
            f"{item.key.fact} {item.key.period}": item.value
            for item in observed(a_source(system), found)
        }
    assert values["planning.ceiling_amount 2026"] == "125875000.5"
    assert values["planning.ict_consulted 2026"] is True
    assert values["planning.spbe_roadmap_complete 2026"] is True
    assert values["budgeting.ceiling_amount 2026"] == "2000000.5"
    assert values["budgeting.ict_amount 2026"] == "1500000.5"
    assert values["budgeting.realisation 2026-02"] == "90000"
    assert values["accountability.achievement 2026-Q1"] == "5340/61"
    assert values["accountability.action_plan_set 2026"] is None
    read_ones = {name for name, fact in FACTS.items() if {*SYSTEMS} & {*fact.systems}}
    assert {name.partition(" ")[0] for name in values} == read_ones


async def test_what_rests_on_a_broken_row_of_the_payloads_is_unknown() -> None:
    unknown: dict[str, str] = {}
    for system in SYSTEMS:
        found = await read(a_source(system), recorded(system))
        unknown |= {
            f"{item.key.fact} {item.key.period}": item.doubt.text.en
            for item in observed(a_source(system), found)
            if item.doubt is not None
        }
    assert set(unknown) == {
        # A ceiling of another programme, so that the ICT ceilings stay known; a document of an
        # unknown type, and one of another year; an exchange without a time.
        "planning.ceiling_amount 2026",
        "planning.ceiling_approved 2026",
        "planning.documents_published 2026",
        "planning.renja_approved 2026",
        "planning.exchange_succeeded 2026",
        # A sub-activity without an amount and one without a code; a realisation without a month.
        *(f"budgeting.{name} 2026" for name in ("ceiling_amount", "ict_amount", "budget_locked")),
        *(
            f"budgeting.{name} 2026-{month}"
            for name in ("cash_plan", "realisation", "physical_realisation", "physical_target")
            for month in ("01", "02")
        ),
        # A key indicator without a target that is a number, two achievements.
        "accountability.iku_set 2026",
        "accountability.achievement 2026-Q1",
        "accountability.achievement_recorded 2026-Q1",
    }
    assert unknown["planning.ceiling_amount 2026"] == (
        "There are rows that cannot be read (ceiling 2026:93). What can be read: 125875000.5."
    )


@pytest.mark.parametrize("system", SYSTEMS)
async def test_the_credential_is_sent_as_the_system_wants_it(system: System) -> None:
    sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers)
        return recorded(system)(request)

    await read(a_source(system), answer)
    name, value = {
        "e-planning": ("authorization", f"Bearer {SECRET}"),
        "e-program": ("x-api-key", SECRET),
        "e-sakip": ("token", SECRET),
    }[system]
    assert {headers[name] for headers in sent} == {value}


async def test_a_region_s_own_keys_are_an_option() -> None:
    rows = json.loads(payload("e-planning", "konsultasi"))
    for row in rows["data"]:
        row["no_berita"] = row.pop("NoBA")
    fields = {"consultations": {"number": "no_berita"}}
    source = a_source("e-planning", options=Options(number_format="plain", fields=fields))
    found = await read(source, recorded("e-planning", konsultasi=json.dumps(rows).encode()))
    assert records(found, "consultation")["21"]["number"] == "BA/7/2026"


async def test_another_zone_is_an_option() -> None:
    options = Options(number_format="plain", timezone="Asia/Jayapura")
    found = await read(a_source("e-planning", options=options), recorded("e-planning"))
    assert records(found, "document")["11"]["approved_at"] == "2026-01-05T01:00:00Z"


def test_every_adapter_has_a_version_and_distinct_listings() -> None:
    for system in SYSTEMS:
        adapter = adapter_of(a_source(system))
        assert adapter.version.startswith(f"{system}@")
        keys = [item.key for item in adapter.resources(a_source(system, years=(2025, 2026)))]
        assert len(keys) == len(set(keys))
