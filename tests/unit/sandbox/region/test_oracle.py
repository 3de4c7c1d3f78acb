"""The expected facts: what they say of the story, and that they follow a change."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from contracts.facts import FACTS
from sandbox.region.accountability import changes as accountability_changes
from sandbox.region.agencies import agencies, agency
from sandbox.region.budgeting import changes as budgeting_changes
from sandbox.region.changes import Request
from sandbox.region.generate import Region, generate
from sandbox.region.loading.claims import claims
from sandbox.region.oracle import Key, Value, exact, expected_facts
from sandbox.region.planning import changes as planning_changes
from sandbox.region.years import WIB

NOW = datetime(2026, 11, 20, 9, tzinfo=WIB)

# Weights in percent points: policy 1-10, governance 11-20, management 21-31, services 32-41, 42-47.
WEIGHTS = {
    str(code): Fraction(weight)
    for codes, weight in (
        (range(1, 11), "1.3"),
        (range(11, 21), "2.5"),
        (range(21, 32), "1.5"),
        (range(32, 42), "2.75"),
        (range(42, 48), "3"),
    )
    for code in codes
}


@pytest.fixture
def region() -> Region:
    return generate()


def fact(region: Region, name: str, fact_name: str, period: str) -> Value:
    return expected_facts(region)[agency(name).code, fact_name, period]


def everybody(facts: Mapping[Key, Value], fact_name: str) -> list[Value]:
    return [facts[one.code, fact_name, "2026"] for one in agencies()]


def spbe_levels(region: Region) -> dict[str, int]:
    """Return the levels that follow from facts by the derivations of 59/2020, set 1."""
    facts = expected_facts(region)

    def anybody(name: str) -> bool:
        return any(value is True for value in everybody(facts, name))

    def all_of(name: str) -> bool:
        return all(value is True for value in everybody(facts, name))

    exchanges = ("planning.exchange_succeeded", "budgeting.exchange_succeeded")
    plans = [value is True for value in everybody(facts, "accountability.action_plan_set")]
    ladders: dict[str, list[str | None]] = {
        "12": ["planning.spbe_roadmap_documented", "planning.spbe_roadmap_complete"],
        "32": [None, "planning.renja_approved", "planning.exchange_succeeded"],
        "33": [None, "budgeting.dpa_issued", "budgeting.exchange_succeeded"],
    }
    levels = {
        code: 1 + sum(step is None or anybody(step) for step in steps)
        for code, steps in ladders.items()
    }
    levels["13"] = 3 if all_of("planning.ict_consulted") else 2
    levels["18"] = 3 if all(map(all_of, exchanges)) else 2
    enough = Fraction(sum(plans), len(plans)) >= Fraction(4, 5)
    levels["40"] = 4 if enough and anybody("accountability.exchange_succeeded") else 2
    return levels


def provisional_index(region: Region) -> Fraction:
    levels = {claim.indicator_code: int(claim.level) for claim in claims(2026)}
    levels |= spbe_levels(region)
    return sum((WEIGHTS[code] * level for code, level in levels.items()), Fraction(0)) / 100


def test_every_fact_of_the_catalogue_is_expected_and_no_other(region: Region) -> None:
    facts = expected_facts(region)
    # The region's systems know nothing of recommendations.
    read_ones = {name for name, fact in FACTS.items() if fact.systems != ("tolok",)}
    assert {name for _, name, _ in facts} == read_ones
    kinds = {4: "year", 7: "month"}
    for (_, name, period), value in facts.items():
        kind = "quarter" if "Q" in period else kinds[len(period)]
        assert FACTS[name].period == kind
        types = (bool, type(None)) if FACTS[name].type == "boolean" else (Fraction, type(None))
        assert isinstance(value, types)


def test_the_story_starts_below_and_ends_above_the_bound_of_baik(region: Region) -> None:
    assert sum(WEIGHTS.values()) == 100
    assert spbe_levels(region) == {"12": 3, "13": 2, "18": 2, "32": 4, "33": 4, "40": 4}
    start = provisional_index(region)
    assert start == Fraction("2.5555")

    planning_changes.consult(region.planning, Request({"org": "Dishub"}, NOW))
    assert provisional_index(region) - start == Fraction("0.025")

    budgeting_changes.exchange(region.budgeting, Request({"skpd": "Lembah Hening"}, NOW))
    assert provisional_index(region) == Fraction("2.6055")


def test_exactly_one_agency_has_not_consulted(region: Region) -> None:
    values = everybody(expected_facts(region), "planning.ict_consulted")
    assert values.count(False) == 1
    assert values.count(True) == 29
    assert fact(region, "Dishub", "planning.ict_consulted", "2026") is False


def test_a_realisation_moves_the_facts_of_its_month_and_of_later_ones(region: Region) -> None:
    before = expected_facts(region)
    budgeting_changes.realise(
        region.budgeting,
        Request({"skpd": "Dishub", "month": 9, "amount": 1_000_000_000, "physical": "90"}, NOW),
    )
    after = expected_facts(region)
    code = agency("Dishub").code
    changed = {key: (value, after[key]) for key, value in before.items() if after[key] != value}
    assert {key[0] for key in changed} == {code}
    for period in ("2026-09", "2026-10"):
        old, new = changed[code, "budgeting.realisation", period]
        assert isinstance(old, Fraction)
        assert new == old + 1_000_000_000


def test_a_month_that_nobody_booked_is_not_asked_about_until_somebody_does(region: Region) -> None:
    key = (agency("Setda").code, "budgeting.realisation", "2026-11")
    assert key not in expected_facts(region)
    budgeting_changes.realise(
        region.budgeting, Request({"skpd": "Dishub", "month": 11, "amount": 0}, NOW)
    )
    facts = expected_facts(region)
    assert facts[key] is None
    assert facts[agency("Dishub").code, "budgeting.realisation", "2026-11"] is not None


def test_an_achievement_needs_all_indicators(region: Region) -> None:
    assert fact(region, "Disnakertrans", "accountability.achievement", "2026-Q3") is None
    assert fact(region, "Disnakertrans", "accountability.achievement_recorded", "2026-Q3") is False
    accountability_changes.report_quarter(
        region.accountability, Request({"opd": "Disnakertrans", "quarter": 3}, NOW)
    )
    recorded = fact(region, "Disnakertrans", "accountability.achievement_recorded", "2026-Q3")
    assert recorded is True
    assert fact(region, "Disnakertrans", "accountability.achievement", "2026-Q3") is not None


def test_a_falling_indicator_is_reached_when_it_falls(region: Region) -> None:
    found = agency("Dishub").sakip_id
    rows = [
        row
        for row in region.accountability.achievements.of(2026)
        if (row.agency_id, row.quarter) == (found, 1)
    ]
    assert [(row.target, row.actual) for row in rows] == [
        (Decimal("0.66"), rows[0].actual),
        (Decimal("43.38"), rows[1].actual),
    ]
    assert rows[0].actual is not None
    assert rows[1].actual is not None
    rising = Fraction(rows[0].actual) / Fraction("0.66")
    falling = (2 * Fraction("43.38") - Fraction(rows[1].actual)) / Fraction("43.38")
    expected = (rising + falling) / 2 * 100
    assert fact(region, "Dishub", "accountability.achievement", "2026-Q1") == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, True),
        (Fraction(0), "0"),
        (Fraction(120), "120"),
        (Fraction("2.1545"), "2.1545"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(20, 3), "20/3"),
    ],
)
def test_exact_numbers_are_written_as_events_carry_them(value: Value, text: object) -> None:
    assert exact(value) == text


def test_a_booking_lifts_dishub_from_baik_to_sangat_baik(region: Region) -> None:
    def october() -> Fraction:
        facts = expected_facts(region)

        def share(part: str, whole: str) -> Fraction:
            above, below = (
                facts[agency("Dishub").code, f"budgeting.{name}", "2026-10"]
                for name in (part, whole)
            )
            assert isinstance(above, Fraction)
            assert isinstance(below, Fraction)
            return above / below * 100

        money = share("realisation", "cash_plan")
        work = share("physical_realisation", "physical_target")
        # The fourth quarter is not reported: of the second aspect (40) only K4 counts, with 100.
        return (money * 35 + work * 25 + 100 * 40) / 100

    assert Fraction("88.775") <= october() < Fraction("88.785")
    booking = {"skpd": "Dishub", "month": 10, "amount": 2_500_000_000, "physical": 95}
    budgeting_changes.realise(region.budgeting, Request(booking, NOW))
    assert Fraction("93.055") <= october() < Fraction("93.065")
