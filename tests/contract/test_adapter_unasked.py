"""An agency that a listing does not name is asked for nothing there, and looks no better by that.

The listing has rows of another agency, so it was read, and is no empty one.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.looks import Row, achieved_row, assert_no_better, looks_of, read_listings
from tests.contract.recordings import AGENCY, UNITS, a_source, observed
from tests.contract.test_adapter_two_units import OTHER, SYSTEMS, Listings, doubled, of_other

from integration.facts.domain.fact import Observation
from integration.sources.domain.source import Options, System

NEIGHBOUR = "9901.9"
RECORDED, MEAN = "achievement_recorded", "achievement"
Facts = Mapping[tuple[str, str], Observation]


def facts_of(system: System, rows: Listings, **options: Any) -> Facts:
    """Return what a source says of the agency; the other unit is that of a neighbour."""
    given_options = a_source(system).options
    source = a_source(
        system,
        units={UNITS[system]: AGENCY, OTHER[system]: NEIGHBOUR},
        options=Options(number_format=given_options.number_format, **options),
    )
    found = asyncio.run(read_listings(source, rows))
    return {
        (item.key.fact.partition(".")[2], item.key.period): item
        for item in observed(source, found)
        if item.key.agency_code == AGENCY
    }


def goodness(facts: Facts) -> Any:
    return looks_of({key: item.value for key, item in facts.items()})


def listings_of(system: System) -> list[str]:
    return [name for name in doubled(system) if name != "jadwal"]


def without(system: System, names: Collection[str]) -> Listings:
    """Return the rows of both, but for those of the agency in some listings."""
    return {
        name: [row for row in rows if name not in names or of_other(system, row) == row]
        for name, rows in doubled(system).items()
    }


@cache
def whole(system: System) -> Any:
    return goodness(facts_of(system, doubled(system)))


@pytest.mark.parametrize(
    ("system", "name"), [(system, name) for system in SYSTEMS for name in listings_of(system)]
)
def test_who_is_in_no_row_of_a_listing_looks_no_better(system: System, name: str) -> None:
    assert_no_better(goodness(facts_of(system, without(system, [name]))), whole(system), name)


@pytest.mark.parametrize("system", SYSTEMS)
@given(data=st.data())
def test_who_is_in_no_row_of_several_looks_no_better(system: System, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(listings_of(system))))
    facts = facts_of(system, without(system, names))
    assert_no_better(goodness(facts), whole(system), names)
    if "iku" in names or {"capaian-1", "capaian-2"} <= names:
        assert_not_recorded(facts)


def assert_not_recorded(facts: Facts) -> None:
    for (name, period), item in facts.items():
        if name == RECORDED:
            assert item.value is not True, period
        if name == MEAN:
            assert item.value is None, period


def test_whose_key_indicators_are_nowhere_has_recorded_nothing() -> None:
    """The source was read and knows of none: absent, as whether they were set."""
    assert facts_of("e-sakip", doubled("e-sakip"))[RECORDED, "2026-Q1"].value is True
    facts = facts_of("e-sakip", without("e-sakip", ["iku"]))
    assert_not_recorded(facts)
    for quarter in ("2026-Q1", "2026-Q2"):
        found = {name: facts[name, quarter].status for name in (RECORDED, MEAN)}
        assert found == {RECORDED: "absent", MEAN: "absent"}
    assert facts["iku_set", "2026"].status == "absent"


def test_key_indicators_that_are_all_open_demand_nothing_either() -> None:
    data = doubled("e-sakip")
    data["iku"][0]["status"] = "draf"
    facts = facts_of("e-sakip", data)
    assert facts["iku_set", "2026"].value is False
    assert_not_recorded(facts)
    assert facts[RECORDED, "2026-Q1"].status == "absent"


def test_a_key_indicator_that_cannot_be_read_may_be_the_one_that_is_asked_for() -> None:
    data = without("e-sakip", ["iku"])
    data["iku"].append({**doubled("e-sakip")["iku"][0], "target_tahunan": "banyak"})
    facts = facts_of("e-sakip", data)
    assert facts[RECORDED, "2026-Q1"].status != "absent"


def test_a_unit_without_key_indicators_reports_nothing_for_its_agency() -> None:
    """Of two units of one agency, the one that is asked does not stand in for the other."""
    data = doubled("e-sakip")
    ours = a_source("e-sakip", units=dict.fromkeys((UNITS["e-sakip"], OTHER["e-sakip"]), AGENCY))

    def read(rows: Listings) -> Facts:
        found = asyncio.run(read_listings(ours, rows))
        return {
            (item.key.fact.partition(".")[2], item.key.period): item
            for item in observed(ours, found)
        }

    assert read(data)[RECORDED, "2026-Q1"].value is True
    data["iku"] = data["iku"][:1]
    facts = read(data)
    assert_not_recorded(facts)
    assert facts[MEAN, "2026-Q1"].status == "absent"


CUMULATIVE: Sequence[Mapping[str, Any]] = (
    {},
    {"cumulative_columns": frozenset({"planned", "spent"})},
)


@pytest.mark.parametrize("options", CUMULATIVE)
def test_who_has_no_budget_has_realised_none(options: Mapping[str, Any]) -> None:
    """Nobody can tell which sub-activities it left out."""
    before = facts_of("e-program", doubled("e-program"), **options)
    assert before["realisation", "2026-01"].value is not None
    facts = facts_of("e-program", without("e-program", ["sub-kegiatan"]), **options)
    spent = facts["realisation", "2026-01"]
    assert (spent.status, spent.value) == ("unknown", None)
    assert spent.doubt is not None
    assert spent.doubt.code == "beyond_budget"
    for name in ("physical_realisation", "physical_target"):
        assert facts[name, "2026-01"].value is None
    assert facts["ceiling_amount", "2026"].status == "absent"


def test_who_reported_no_month_has_absent_months() -> None:
    facts = facts_of("e-program", without("e-program", ["realisasi"]))
    for name in ("cash_plan", "realisation", "physical_realisation", "physical_target"):
        assert facts[name, "2026-01"].status == "absent"


def test_what_the_neighbour_has_is_the_neighbours() -> None:
    """A listing of which the agency has all rows and the neighbour none changes nothing for it."""
    for system in SYSTEMS:
        own: dict[str, list[Row]] = {
            name: [row for row in rows if name == "jadwal" or of_other(system, row) != row]
            for name, rows in doubled(system).items()
        }
        assert goodness(facts_of(system, own)) == whole(system)


def test_an_indicator_beside_those_that_are_asked_for_is_no_lack() -> None:
    data = doubled("e-sakip")
    data["capaian-1"].insert(0, achieved_row(7, 1, "10"))
    assert facts_of("e-sakip", data)[RECORDED, "2026-Q1"].value is True
