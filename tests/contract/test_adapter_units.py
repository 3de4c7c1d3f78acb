"""Cells that name the unit are spoilt: whose row it was nobody knows, and no fact looks better."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.looks import DATA, Row, assert_no_better, goodness
from tests.contract.recordings import UNITS, a_source, errors, observed, payload, read, recorded
from tests.contract.test_adapter_doubts import instead

from integration.drift.domain.judging import Listed, Listing, Thresholds, judge
from integration.facts.domain.fact import Observation
from integration.sources.domain.source import System

Place = tuple[str, int]
KEYS: Mapping[System, str] = {"e-planning": "OrgCd", "e-program": "kode_skpd", "e-sakip": "opd"}
NO_UNITS: tuple[Any, ...] = ("belum", "#REF!", "2,16.01", [], True, 2.5)
NOTHING: tuple[Any, ...] = (None, "-", "", "n/a")
PLACES: Mapping[System, list[Place]] = {
    system: [
        (name, place)
        for name, rows in listings.items()
        for place, row in enumerate(rows)
        if KEYS[system] in row
    ]
    for system, listings in DATA.items()
}
# Nothing else in these rows names a unit: they are reported and counted, and are nobody's.
NAMELESS = {"konsultasi", "pertukaran"}


def spoilt(system: System, cells: Mapping[Place, Any]) -> Mapping[str, list[Row]]:
    rows = deepcopy(dict(DATA[system]))
    for (name, place), value in cells.items():
        rows[name][place][KEYS[system]] = value
    return rows


@cache
def whole(system: System) -> Mapping[Any, Any]:
    return goodness(system, DATA[system])


@pytest.mark.parametrize("value", NO_UNITS, ids=repr)
@pytest.mark.parametrize("system", DATA)
def test_what_is_no_unit_makes_no_fact_look_better(system: System, value: Any) -> None:
    for place in PLACES[system]:
        assert_no_better(goodness(system, spoilt(system, {place: value})), whole(system), place)


@given(system=st.sampled_from(sorted(DATA)), data=st.data())
def test_several_units_that_are_spoilt_make_no_fact_look_better(
    system: System, data: st.DataObject
) -> None:
    values = st.sampled_from(["belum", "#REF!", [], True])
    cells = data.draw(st.dictionaries(st.sampled_from(PLACES[system]), values, min_size=2))
    assert_no_better(goodness(system, spoilt(system, cells)), whole(system), cells)


@pytest.mark.parametrize("value", NOTHING)
@pytest.mark.parametrize("system", DATA)
def test_a_unit_that_is_left_out_is_named_by_the_rest_of_the_row(
    system: System, value: Any
) -> None:
    for place in PLACES[system]:
        if place[0] not in NAMELESS:
            now = goodness(system, spoilt(system, {place: value}))
            assert_no_better(now, whole(system), place)


OTHER = "9901.1.02.01"


async def facts_of(
    system: System, listing: str, rows: Sequence[Row], *, other: str
) -> tuple[Mapping[str, Mapping[str, Observation]], list[str]]:
    """Return the facts of two agencies, by agency and name, and the codes of the findings."""
    units = {UNITS[system]: "9901.2.16.01", other: OTHER}
    source = a_source(system, units=units)
    answers = {listing: instead(system, listing, list(rows))}
    if system == "e-program":
        budget = json.loads(payload(system, "sub-kegiatan"))["data"][:4]
        theirs = [{**row, "id_sub_bl": 900 + n, "kode_skpd": other} for n, row in enumerate(budget)]
        answers["sub-kegiatan"] = instead(system, "sub-kegiatan", [*budget, *theirs])
    found = await read(source, recorded(system, **answers))
    facts: dict[str, dict[str, Observation]] = {"9901.2.16.01": {}, OTHER: {}}
    for item in observed(source, found):
        facts[item.key.agency_code][f"{item.key.fact.partition('.')[2]} {item.key.period}"] = item
    return facts, [code for *_, code in errors(found)]


def ceiling(number: int, unit: Any, **changes: Any) -> Row:
    row = json.loads(payload("e-planning", "plafon1-all"))["data"][0]
    own = {"transid": str(number), "OrgCd": unit, "Status": 1, "Kd_Keg": f"{number:02}"}
    return {**row, **own, "SOrgCd": f"{unit}.01", **changes}


OURS, THEIRS = ceiling(1, "2.16.01"), ceiling(2, "1.02.01")


async def approved(*more: Row) -> tuple[list[str], list[str]]:
    """Return whether the ceilings of both are approved, as states, and the findings."""
    rows = [OURS, THEIRS, *more]
    facts, found = await facts_of("e-planning", "plafon1-all", rows, other="1.02.01")
    return [one["ceiling_approved 2026"].status for one in facts.values()], found


async def test_text_that_is_no_unit_may_be_anybodys() -> None:
    row = ceiling(3, "1.O2.01", SOrgCd=None, Status=0)
    states, found = await approved(row)
    assert states == ["unknown", "unknown"]
    assert "unreadable_unit" in found


@pytest.mark.parametrize("unit", [None, "-", "belum", "1.O2.01", ["1.02.01"]])
async def test_a_sub_unit_names_its_unit(unit: Any) -> None:
    states, _ = await approved(ceiling(3, unit, SOrgCd="1.02.01.03", Status=0))
    assert states == ["value", "unknown"]


async def test_a_unit_with_words_around_it_is_named() -> None:
    states, _ = await approved(ceiling(3, "1.02.01 - Dinas Kesehatan", SOrgCd=None, Status=0))
    assert states == ["value", "unknown"]


@pytest.mark.parametrize("unit", [None, "-", "TOTAL", "Jumlah seluruhnya", "Sub Total", "7.01.01"])
async def test_a_total_and_a_unit_that_nobody_mapped_freeze_nobody(unit: Any) -> None:
    total = ceiling(3, unit, SOrgCd=None, Kd_Prog=None, Kd_Keg=None, Status=0)
    states, found = await approved(total)
    assert states == ["value", "value"]
    assert {"missing", "unknown_unit"} & set(found)


async def test_a_note_between_the_rows_is_nobodys() -> None:
    states, found = await approved({"transid": "9", "OrgCd": "Catatan: per 30 Juni", "TA": 2026})
    assert states == ["value", "value"]
    assert "unreadable_unit" in found


async def test_a_code_that_all_have_tells_whose_row_is_lacking() -> None:
    row = json.loads(payload("e-program", "realisasi"))["data"][0]
    rows = [
        {**row, "id_realisasi": place, "bulan": month, "kode_skpd": unit}
        for place, (month, unit) in enumerate(
            [(1, UNITS["e-program"]), (2, UNITS["e-program"]), (1, "1.02.0"), (2, None)], start=1
        )
    ]
    facts, _ = await facts_of("e-program", "realisasi", rows, other="1.02.0")
    ours, theirs = facts.values()
    assert ours["cash_plan 2026-02"].status == "value"
    assert theirs["cash_plan 2026-01"].status == "value"
    assert theirs["cash_plan 2026-02"].status == "unknown"
    # Once both have their row, the one without a unit is a total of the code.
    own = {**rows[2], "id_realisasi": 9, "bulan": 2}
    facts, _ = await facts_of("e-program", "realisasi", [*rows, own], other="1.02.0")
    assert [one["cash_plan 2026-02"].status for one in facts.values()] == ["value", "value"]


async def test_the_number_of_a_dpa_names_its_unit() -> None:
    paper = json.loads(payload("e-program", "dpa"))["data"][0]
    lost = {**paper, "id_dpa": 9, "kode_skpd": None, "nomor_dpa": "DPA/A.1/1.02.0/001/2026"}
    facts, _ = await facts_of("e-program", "dpa", [paper, lost], other="1.02.0")
    states = [one["dpa_issued 2026"].status for one in facts.values()]
    assert states == ["value", "unknown"]


async def test_units_that_cannot_be_read_count_to_the_limit_of_broken_rows() -> None:
    rows = [OURS, THEIRS, *(ceiling(n, "belum", SOrgCd=None) for n in (3, 4))]
    source = a_source("e-planning")
    answer = instead("e-planning", "plafon1-all", rows)
    found = await read(source, recorded("e-planning", **{"plafon1-all": answer}))
    one = next(item for item in found if item.resource == "ceilings/2026")
    listing = Listing(
        resource=one.resource,
        rows=one.rows,
        before=Listed(rows=4),
        errors=one.errors,
        own_rows=one.own_rows,
    )
    (drift,) = judge([listing], Thresholds())
    assert (drift.kind, drift.found) == ("too_many_broken_rows", "2/3")
