"""Rows that came in the listing of one year and say another one: they are in doubt in both."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from tests.contract.looks import DATA, assert_no_better, goodness
from tests.contract.recordings import a_source, observed, records
from tests.contract.test_adapter_doubts import achieved, quarter

from integration.facts.domain.fact import Observation
from integration.reading.adapters.collection import adapter_of, read_rows
from integration.reading.domain.listing_content import ListingContent
from integration.sources.domain.source import System

# Of each kind of row, by its listing, where it says its year.
YEARS: Mapping[System, Mapping[str, tuple[str, ...]]] = {
    "e-planning": dict.fromkeys(("plafon1-all", "dokumen", "konsultasi", "pertukaran"), ("TA",)),
    "e-program": {
        "dpa": ("tanun",),
        **dict.fromkeys(("jadwal", "sub-kegiatan", "realisasi", "pertukaran"), ("tahun",)),
    },
    "e-sakip": {
        "iku": ("periode",),
        "perjanjian-kinerja": ("periode",),
        "capaian-1": ("tahun",),
        "capaian-2": ("tahun",),
        "pertukaran": ("tahun",),
    },
}
PLACES = [
    (system, listing, place)
    for system, listings in YEARS.items()
    for listing in listings
    for place in range(len(DATA[system][listing]))
]
OTHER_YEARS: Mapping[str, Any] = {"periode": {"tahun_mulai": 2020, "tahun_akhir": 2024}}


@cache
def whole(system: System) -> Mapping[Any, Any]:
    return goodness(system, DATA[system])


@pytest.mark.parametrize(("system", "listing", "place"), PLACES)
@pytest.mark.parametrize("year", [2025, 2027, None, "-", "20Z6"])
def test_a_row_with_another_year_makes_no_fact_look_better(
    system: System, listing: str, place: int, year: Any
) -> None:
    spoilt = deepcopy(dict(DATA[system]))
    (key,) = YEARS[system][listing]
    said = str(year) if listing == "perjanjian-kinerja" else year
    spoilt[listing][place][key] = OTHER_YEARS[key] if listing == "iku" else said
    assert_no_better(goodness(system, spoilt), whole(system), (listing, place, year))


@pytest.mark.parametrize("changes", [{"tahun": 2025}, {"triwulan": 2}])
async def test_an_achievement_of_another_year_or_quarter_is_in_doubt_in_both(
    changes: dict[str, Any],
) -> None:
    mean, recorded_fact = await quarter(
        achieved(1, realisasi="100"), achieved(2, realisasi="1", **changes)
    )
    assert (mean.status, recorded_fact.status) == ("unknown", "unknown")
    assert mean.doubt is not None
    assert mean.doubt.code == "unreadable_rows"


async def of_two_years(*, asked: int, said: int) -> dict[str, Observation]:
    """Return the exchanges of both years, of which the newest is a failure with this year."""
    source = a_source("e-planning", years=(2025, 2026))
    found: list[ListingContent] = []
    for resource in adapter_of(source).resources(source):
        rows = []
        if resource.name == "exchanges":
            good, bad = (
                {**row, "TA": int(resource.part)} for row in DATA["e-planning"]["pertukaran"]
            )
            number = 10 * int(resource.part)
            rows = [{**good, "transid": number}]
            if resource.part == str(asked):
                rows.append({**bad, "transid": number + 1, "TA": said})
        found.append(await read_rows(source, resource, rows=rows))
    assert len(records(found, "exchange")) == 2 + (asked == said)
    return {
        item.key.period: item
        for item in observed(source, found)
        if item.key.fact == "planning.exchange_succeeded"
    }


@pytest.mark.parametrize(("asked", "said"), [(2026, 2025), (2025, 2026)])
async def test_a_row_is_in_doubt_in_the_year_of_its_listing_and_in_the_one_that_it_says(
    asked: int, said: int
) -> None:
    facts = await of_two_years(asked=asked, said=said)
    assert [facts[year].status for year in ("2025", "2026")] == ["unknown", "unknown"]


async def test_a_row_of_the_year_of_its_listing_concerns_that_one_alone() -> None:
    facts = await of_two_years(asked=2026, said=2026)
    assert (facts["2025"].value, facts["2026"].value) == (True, False)


@pytest.mark.parametrize(
    ("period", "year", "expected"),
    [
        ("2026", None, "value"),
        ("2025-2029", 2025, "value"),
        ("Tahunan", 2026, "value"),
        (None, None, "value"),
        ("2025", None, "unknown"),
        ("2020 - 2024", 2026, "unknown"),
        ("Tahunan", 2025, "unknown"),
    ],
)
def test_a_document_of_another_period_is_in_doubt(
    period: str | None, year: int | None, expected: str
) -> None:
    source = a_source("e-sakip")
    (row,) = DATA["e-sakip"]["perjanjian-kinerja"]
    said = {"periode": period, "tanggal_publish": "2026-02-03 09:00:00"}
    row = {**row, **said, **({} if year is None else {"tahun": year})}
    (listing,) = (
        item
        for item in adapter_of(source).resources(source)
        if item.key == "documents/perjanjian-kinerja/2026"
    )
    found = [asyncio.run(read_rows(source, listing, rows=[row]))]
    states = {item.key.fact: item.status for item in observed(source, found)}
    assert states["accountability.agreement_signed"] == expected


@pytest.mark.parametrize(
    ("years", "expected"), [((2024, 2028), "value"), ((2020, 2024), "unknown")]
)
def test_a_key_indicator_of_another_plan_is_in_doubt(years: tuple[int, int], expected: str) -> None:
    source = a_source("e-sakip")
    (listing,) = (
        item
        for item in adapter_of(source).resources(source)
        if item.key == "key-indicators/2025-2029"
    )
    good, open_one, _ = DATA["e-sakip"]["iku"]
    period = dict(zip(("tahun_mulai", "tahun_akhir"), years, strict=True))
    rows = [good, {**open_one, "periode": period}]
    found = [asyncio.run(read_rows(source, listing, rows=rows))]
    states = {item.key.fact: item.status for item in observed(source, found)}
    assert states["accountability.iku_set"] == expected
