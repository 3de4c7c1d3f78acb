"""Codes that are written in several ways, and numbers that can be none: nothing counts twice."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from tests.contract.looks import DATA, Row, assert_no_better, goodness
from tests.contract.recordings import UNITS
from tests.contract.test_adapter_doubts import achieved, facts_of, month, quarter, realised

from integration.records.domain.business_key import same_writing
from integration.sources.domain.source import System

_CEILING = DATA["e-planning"]["plafon1-all"][0]
_BUDGET = DATA["e-program"]["sub-kegiatan"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("01", "1", True),
        ("1", " 001 ", True),
        ("U.1", "u-01", True),
        ("2.16.01.01", "2.16.1.1", True),
        ("IKU-01", "iku 1", True),
        ("0", "00", True),
        ("10", "1", False),
        ("1.1", "11", False),
        ("U1", "U.1", False),
        ("1.10", "1.1", False),
    ],
)
def test_codes_are_compared_without_zeros_in_front_signs_and_case(
    one: str, other: str, *, expected: bool
) -> None:
    assert (same_writing(one) == same_writing(other)) is expected


async def ict_amount(*more: Mapping[str, Any]) -> tuple[str, Any]:
    rows = [_CEILING, *({**_CEILING, "transid": f"9{n}", **row} for n, row in enumerate(more))]
    facts, _ = await facts_of("e-planning", "plafon1-all", rows)
    found = facts["planning.ict_amount 2026"]
    return found.status, found.value


@pytest.mark.parametrize("sub_unit", ["2.16.01.01", "2.16.1.1", " 2-16-01-01"])
async def test_the_same_ceiling_in_another_writing_counts_once(sub_unit: str) -> None:
    assert await ict_amount({"SOrgCd": sub_unit}) == ("value", "100")
    assert await ict_amount({"SOrgCd": sub_unit, "Jumlah1": "50.00"}) == ("unknown", None)


@pytest.mark.parametrize(
    "changes", [{"SOrgCd": "-"}, {"SOrgCd": None}, {"Kd_Keg": "2.02"}, {"Kd_Keg": "2.2"}]
)
@pytest.mark.parametrize("amount", ["100.00", "50.00"])
async def test_a_ceiling_that_leaves_out_what_another_says_may_be_that_one(
    changes: dict[str, Any], amount: str
) -> None:
    assert await ict_amount({**changes, "Jumlah1": amount}) == ("unknown", None)


async def test_ceilings_of_other_sub_units_are_no_doubt_of_each_other() -> None:
    vague: list[Row] = [{"Kd_Keg": "04", "SOrgCd": None}, {"Kd_Keg": "04", "SOrgCd": "7"}]
    others: list[Row] = [{"Kd_Keg": "05", "SOrgCd": str(number)} for number in range(50)]
    row = {**_CEILING, "transid": "1"}
    rows = [row, *({**row, "transid": f"8{n}", **one} for n, one in enumerate([*vague, *others]))]
    _, found = await facts_of("e-planning", "plafon1-all", rows)
    assert {number for _, number, _, code in found if code == "conflicting"} == {
        "2026:80",
        "2026:81",
    }


async def test_two_ceilings_of_which_each_leaves_something_out_may_be_one() -> None:
    rows = ({"SOrgCd": None, "Kd_Keg": "2.05"}, {"Kd_Keg": "05"})
    assert await ict_amount(*rows) == ("unknown", None)


@pytest.mark.parametrize("changes", [{"SOrgCd": "2.16.01.02"}, {"Kd_Keg": "03"}])
async def test_a_ceiling_of_another_sub_unit_or_activity_is_another_one(
    changes: dict[str, Any],
) -> None:
    assert await ict_amount(changes) == ("value", "200")


@pytest.mark.parametrize(("realised", "expected"), [("100", "value"), ("0", "unknown")])
@pytest.mark.parametrize("number", [1, "01", " 001"])
async def test_an_indicator_in_another_writing_is_the_same_one(
    number: Any, realised: str, expected: str
) -> None:
    other = achieved(2, realisasi=realised)
    other["indikator"] = {**other["indikator"], "id": number}
    mean, recorded_fact = await quarter(achieved(1, realisasi="100"), other)
    assert (mean.status, recorded_fact.status) == (expected, expected)
    assert mean.value == ("100" if expected == "value" else None)


@pytest.mark.parametrize("title", ["Renja A", "renja  a "])
async def test_a_document_in_another_writing_is_counted_once(title: str) -> None:
    row = {**DATA["e-planning"]["dokumen"][2], "Judul": "Renja A"}
    rows = [row, {**row, "transid": "9", "Judul": title}]
    facts, _ = await facts_of("e-planning", "dokumen", rows)
    assert facts["planning.documents_published 2026"].value == "1"


@pytest.mark.parametrize("title", [None, "-"])
async def test_a_document_without_a_title_may_be_one_that_has_it(title: str | None) -> None:
    row = DATA["e-planning"]["dokumen"][2]
    for same, expected in ((row["TglSah"], "unknown"), ("2026-05-05 09:00:00", "value")):
        rows = [row, {**row, "transid": "9", "Judul": title, "TglSah": same}]
        facts, _ = await facts_of("e-planning", "dokumen", rows)
        assert facts["planning.documents_published 2026"].status == expected


async def ceiling_amount(budget: list[Row], schedules: list[Row]) -> tuple[str, Any]:
    looks = {**DATA["e-program"], "sub-kegiatan": budget, "jadwal": schedules}
    found = await asyncio.to_thread(goodness, "e-program", looks)
    amount = found["ceiling_amount", "2026"]
    return ("absent", None) if amount is None else ("value", -amount)


@pytest.mark.parametrize("number", [4, "04", "004"])
async def test_a_schedule_in_another_writing_is_open_still(number: Any) -> None:
    opened = {**_BUDGET[3], "id_jadwal": number, "kunci_bl": 1}
    schedules = DATA["e-program"]["jadwal"]
    assert await ceiling_amount([*_BUDGET[:3], opened], schedules) == ("value", 6000)


async def test_of_a_schedule_that_is_not_listed_nobody_says_whether_it_is_open() -> None:
    opened = {**_BUDGET[3], "kunci_bl": 1}
    schedules = DATA["e-program"]["jadwal"][:1]
    assert await ceiling_amount([*_BUDGET[:3], opened], schedules) == ("absent", None)
    looks = {**DATA["e-program"], "sub-kegiatan": [opened], "jadwal": schedules}
    found = await asyncio.to_thread(goodness, "e-program", looks)
    assert found["budget_locked", "2026"] is None


@pytest.mark.parametrize("realised", ["-1000", "-0,1"])
async def test_less_than_nothing_of_what_is_to_become_little_is_no_number(realised: str) -> None:
    mean, recorded_fact = await quarter(
        achieved(1, realisasi="50"), achieved(2, realisasi=realised, arah="turun")
    )
    assert (mean.status, recorded_fact.status) == ("unknown", "unknown")
    mean, _ = await quarter(achieved(1, realisasi=realised))
    assert mean.status == "value", "growth may be less than nothing"


async def test_a_plan_is_not_less_than_nothing_but_a_payment_may_be_taken_back() -> None:
    other = realised(2, kode_sbl="2.16.01.2.01.06")
    assert (await month(realised(rak="-90"), other))["cash_plan"].status == "unknown"
    facts = await month(realised(realisasi_anggaran="-90"))
    assert (facts["cash_plan"].value, facts["realisation"].value) == ("100", "-90")


KEYS: Mapping[System, str] = {"e-planning": "OrgCd", "e-program": "kode_skpd", "e-sakip": "opd"}
OTHERS: Mapping[System, tuple[Any, ...]] = {
    "e-planning": ("2.16.1", "02.16.01", "2-16-01", "2 16 01"),
    "e-program": (UNITS["e-program"].replace(".01.", ".1."), UNITS["e-program"].replace(".", "-")),
    "e-sakip": ({"id": "020"}, {"id": " 20 "}),
}


@cache
def whole(system: System) -> Mapping[Any, Any]:
    return goodness(system, DATA[system])


@pytest.mark.parametrize("system", DATA)
def test_a_unit_in_another_writing_is_that_unit(system: System) -> None:
    for other in OTHERS[system]:
        for listing, rows in DATA[system].items():
            for place, row in enumerate(rows):
                if KEYS[system] in row:
                    spoilt = deepcopy(dict(DATA[system]))
                    spoilt[listing][place][KEYS[system]] = other
                    assert goodness(system, spoilt) == whole(system), (listing, place, other)


# What the amount of a budget is, nothing else in a source says.
NUMBERS: Mapping[System, tuple[tuple[str, str], ...]] = {
    "e-program": (("realisasi", "realisasi_anggaran"), ("realisasi", "realisasi_fisik")),
    "e-sakip": (("capaian-1", "realisasi"), ("capaian-2", "realisasi")),
}


@pytest.mark.parametrize("factor", [-1000, -1, 1000])
@pytest.mark.parametrize("system", NUMBERS)
def test_values_times_a_thousand_or_turned_make_no_fact_look_better(
    system: System, factor: int
) -> None:
    """Of one row or of all: what is beyond belief is not believed."""
    for listing, key in NUMBERS[system]:
        rows = DATA[system][listing]
        for places in [*([place] for place in range(len(rows))), range(len(rows))]:
            spoilt = deepcopy(dict(DATA[system]))
            for place in places:
                row = spoilt[listing][place]
                row[key] = None if row[key] is None else str(int(row[key]) * factor)
            assert_no_better(goodness(system, spoilt), whole(system), (listing, key, places))
