"""What is dated in another time than that of its year proves nothing of the year."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.contract.looks import read_listings
from tests.contract.recordings import a_source, observed
from tests.contract.test_adapter_two_units import good

from integration.facts.domain.fact import Observation
from integration.sources.domain.source import System

_RENJA = ("renja_approved", "dokumen", "TglSah")
_ROADMAP = ("spbe_roadmap_documented", "dokumen", "TglSah")
_AGREEMENT = ("agreement_signed", "perjanjian-kinerja", "tanggal_publish")
_REPORT = ("report_published", "documents/lkjip/2026", "tanggal_publish")
# Of each fact: the listing, the field with the day, ordinary days, and days of another year.
CASES: Sequence[tuple[System, str, str, str, Sequence[str], Sequence[str]]] = (
    (
        "e-planning",
        *_RENJA,
        ("2025-01-01 00:30:00", "2025-07-14 09:00:00", "2026-12-31 23:30:00"),
        ("2019-01-05 10:00:00", "2024-12-31 23:30:00", "2027-01-01 00:30:00"),
    ),
    (
        "e-planning",
        *_ROADMAP,
        ("2021-03-01 09:00:00", "2026-03-01 09:00:00"),
        ("2020-12-31 09:00:00", "2027-01-01 00:30:00"),
    ),
    (
        "e-planning",
        "ict_consulted",
        "konsultasi",
        "TglBA",
        ("2025-03-01", "2026-12-31"),
        ("2019-02-03", "2024-12-31", "2027-01-01"),
    ),
    (
        "e-planning",
        "exchange_succeeded",
        "pertukaran",
        "Waktu",
        ("2025-12-16 09:00:00", "2027-02-01 09:00:00"),
        ("2024-03-16 09:00:00", "2028-01-01 00:30:00"),
    ),
    (
        "e-program",
        "dpa_issued",
        "dpa",
        "tanggal_dpa",
        ("2025-12-30", "2026-01-08", "2026-10-02"),
        ("2024-01-08", "2025-01-08", "2027-01-08"),
    ),
    (
        "e-program",
        "exchange_succeeded",
        "pertukaran",
        "waktu",
        ("2025-12-16 09:00:00", "2027-01-20 09:00:00"),
        ("2024-03-16 09:00:00",),
    ),
    (
        "e-sakip",
        *_AGREEMENT,
        ("2025-12-30 09:00:00", "2026-02-03 09:00:00", "2029-01-01 09:00:00"),
        ("2019-02-03 09:00:00", "2025-02-03 09:00:00"),
    ),
    (
        "e-sakip",
        *_REPORT,
        ("2026-02-03 09:00:00", "2027-02-20 09:00:00", "2029-01-01 09:00:00"),
        ("2025-02-20 09:00:00",),
    ),
    (
        "e-sakip",
        "exchange_succeeded",
        "pertukaran",
        "waktu",
        ("2026-04-16 09:00:00", "2027-01-20 09:00:00"),
        ("2024-03-16 09:00:00",),
    ),
)
DAYS = [
    (*case[:4], day, expected)
    for case in CASES
    for days, expected in ((case[4], "value"), (case[5], "unknown"))
    for day in days
]


def observe(system: System, fact: str, listing: str, **said: str) -> Observation:
    data = good(system)
    data[listing] = [{**row, **said} for row in data[listing]]
    source = a_source(system)
    found = asyncio.run(read_listings(source, data))
    wanted: Observation = next(
        item for item in observed(source, found) if item.key.fact.endswith(f".{fact}")
    )
    return wanted


@pytest.mark.parametrize(("system", "fact", "listing", "field", "day", "expected"), DAYS)
def test_what_proves_a_year_happens_in_its_time(
    system: System, fact: str, listing: str, field: str, day: str, expected: str
) -> None:
    found = observe(system, fact, listing, **{field: day})
    assert (found.status, found.value) == (expected, True if expected == "value" else None)
    assert expected == "value" or (found.doubt is not None and found.doubt.code == "other_year")


def test_a_plan_of_several_years_is_published_before_the_first_of_them() -> None:
    said = {"tanggal_publish": "2025-03-01 09:00:00", "periode": "2025-2029"}
    found = observe("e-sakip", "agreement_signed", "perjanjian-kinerja", **said)
    assert found.value is True


@pytest.mark.parametrize("newer", ["OK", "GAGAL"])
def test_an_old_exchange_beside_a_newer_one_decides_nothing(newer: str) -> None:
    data = good("e-planning")
    (row,) = data["pertukaran"]
    data["pertukaran"] = [
        {**row, "Waktu": "2023-03-16 09:00:00"},
        {**row, "transid": "9", "Hasil": newer},
    ]
    source = a_source("e-planning")
    found = asyncio.run(read_listings(source, data))
    facts = {item.key.fact: item for item in observed(source, found)}
    assert facts["planning.exchange_succeeded"].value is (newer == "OK")


def test_a_day_of_another_year_says_which_row() -> None:
    found = observe("e-program", "dpa_issued", "dpa", tanggal_dpa="2024-01-08")
    assert found.doubt is not None
    assert found.doubt.text.id == (
        "Ada kejadian yang waktunya tidak sesuai dengan tahun ini (budget_document 2026:1)."
    )
