from dataclasses import replace

from contracts.facts import FACTS
from integration.facts.domain.observers import OBSERVERS, observe
from integration.records.domain.record import Record
from integration.sources.domain.source import OWN_CODE, SYSTEMS, Source


def test_every_system_has_its_facts() -> None:
    assert set(OBSERVERS) == set(SYSTEMS)
    # What this product knows itself is no system that is read.
    systems = {system for fact in FACTS.values() for system in fact.systems}
    assert systems == {*SYSTEMS, OWN_CODE}


def test_every_mapped_agency_and_year_is_read(source: Source) -> None:
    wide = replace(source, years=(2025, 2026), units={"1": "9901.1", "2": "9901.2"})
    observed = observe(wide, wide.agency_codes, records=[], opened=frozenset())
    seen = {(item.key.agency_code, item.key.period) for item in observed}
    assert seen == {(code, year) for code in ("9901.1", "9901.2") for year in ("2025", "2026")}


def test_what_concerns_the_region_concerns_every_agency(source: Source) -> None:
    program = replace(source, system="e-program", units={"1": "9901.1", "2": "9901.2"})
    shared = {
        "year": 2026,
        "schedule_id": "1",
        "starts_at": "2026-01-02T00:00:00Z",
        "locked": True,
    }
    rows = [
        Record.of(
            "sub_activity",
            code,
            {**shared, "agency_code": code, "code_set": 2, "code": "x", "amount": "1", "ict": True},
        )
        for code in ("9901.1", "9901.2")
    ]
    open_schedule = Record.of("schedule", "1", {**shared, "locked": False})
    amounts = {
        item.key.agency_code: item.value
        for item in observe(
            program, program.agency_codes, records=[*rows, open_schedule], opened=frozenset()
        )
        if item.key.fact == "budgeting.ceiling_amount"
    }
    assert amounts == {"9901.1": None, "9901.2": None}
