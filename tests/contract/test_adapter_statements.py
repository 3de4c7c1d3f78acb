"""Two statements about one thing that contradict each other make what rests on them unknown."""

import asyncio
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import pytest
from tests.contract.looks import DATA, Row, achieved_row, read_listings, realised_row
from tests.contract.recordings import a_source, observed

from integration.facts.domain.fact import Observation
from integration.sources.domain.source import System


def facts_of(system: System, rows: Mapping[str, list[Row]]) -> dict[str, Observation]:
    source = a_source(system)
    found = asyncio.run(read_listings(source, dict(rows)))
    return {
        f"{item.key.fact.partition('.')[2]} {item.key.period}": item
        for item in observed(source, found)
    }


def indicator(target: str | None = "100", **changes: Any) -> Row:
    row = deepcopy(DATA["e-sakip"]["iku"][0])
    return {**row, "target_tahunan": {"2026": target}, **changes}


def quarters(*targets: str, direction: str = "naik") -> dict[str, list[Row]]:
    """Return an indicator with these targets from the first quarter on, all of them met."""
    listings: dict[str, list[Row]] = {}
    for quarter, target in enumerate(targets, start=1):
        row = {**achieved_row(1, quarter, target, direction), "target": target}
        listings[f"achievements/2026-Q{quarter}"] = [row]
    return listings


def means(listings: Mapping[str, list[Row]], *keys: Row) -> list[str]:
    facts = facts_of("e-sakip", {**listings, "iku": list(keys)})
    recorded = {item.value for name, item in facts.items() if "recorded" in name}
    assert recorded == {True}  # whether it was reported does not depend on it
    return [item.status for name, item in sorted(facts.items()) if name.startswith("achievement ")]


def test_an_indicator_that_is_better_both_ways_has_no_achievement() -> None:
    listings = quarters("100", "100", "100")
    for quarter in (2, 3):
        listings[f"achievements/2026-Q{quarter}"][0].update(arah="turun", realisasi="10")
    facts = facts_of("e-sakip", {**listings, "iku": [indicator()]})
    means = [facts[f"achievement 2026-Q{quarter}"] for quarter in (1, 2, 3)]
    assert [item.status for item in means] == ["unknown"] * 3
    assert means[0].doubt is not None
    assert means[0].doubt.text.en == (
        "Rows about the same thing contradict each other (achievement 2026-Q1:11, "
        "achievement 2026-Q2:21, achievement 2026-Q3:31). What can be read: 100."
    )


def test_the_direction_of_one_indicator_says_nothing_of_another() -> None:
    listings = quarters("100", "100")
    listings["achievements/2026-Q1"].append(achieved_row(2, 1, "10", "turun"))
    listings["achievements/2026-Q2"].append(achieved_row(2, 2, "10", "turun"))
    assert means(listings, indicator()) == ["value", "value"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [("naik", "value"), ("TURUN", "unknown"), (None, "value"), ("stabil", "value")],
)
def test_a_key_indicator_may_say_the_direction_too(said: str | None, expected: str) -> None:
    assert means(quarters("100"), indicator(arah=said)) == [expected]


# Targets of the year by quarter, and which of their means are known.
TARGETS: Sequence[tuple[str, Sequence[str], str | None, Sequence[int]]] = (
    # As they ordinarily are: even, in steps, in parts, at the end only, amended with the plan.
    ("naik", ("100", "100", "100", "100"), "100", ()),
    ("naik", ("10", "40", "70", "100"), "100", ()),
    ("naik", ("25", "25", "25", "25"), "100", ()),
    ("naik", ("40", "20", "30", "10"), "100", ()),
    ("naik", ("33.33", "33.33", "33.33"), "100", ()),
    ("naik", ("0", "0", "0", "100"), "100", ()),
    ("naik", ("100", "100", "80", "80"), "80", ()),
    ("naik", ("95", "95", "95", "95"), "100", ()),
    ("naik", ("100", "5"), None, ()),
    ("turun", ("20", "18", "16", "14"), "14", ()),
    ("turun", ("25", "50", "75", "100"), "100", ()),
    ("turun", ("25", "25", "25", "25"), "100", ()),
    ("turun", ("14", "14", "14", "14"), "14", ()),
    # One that gets easier without being a part, and a last one that is not the year's.
    ("naik", ("100", "5"), "100", (2,)),
    ("naik", ("100", "5", "100", "5"), "100", (2, 4)),
    ("naik", ("60", "50", "10"), "100", (3,)),
    ("naik", ("9", "9", "9", "9"), "90", (4,)),
    ("naik", ("10", "40", "70", "70"), "100", (4,)),
    ("turun", ("14", "40"), "14", (2,)),
    ("turun", ("20", "20", "20", "20"), "14", (4,)),
)


@pytest.mark.parametrize(("direction", "targets", "yearly", "doubtful"), TARGETS)
def test_the_targets_of_quarters_agree_with_each_other_and_with_the_years(
    direction: str, targets: Sequence[str], yearly: str | None, doubtful: Sequence[int]
) -> None:
    listings = quarters(*(one.replace(".", ",") for one in targets), direction=direction)
    expected = [
        "unknown" if quarter in doubtful else "value" for quarter in range(1, len(targets) + 1)
    ]
    if targets[0] == "0":  # a target of zero is not measured
        expected = ["absent", "absent", "absent", "value"]
    assert means(listings, indicator(yearly)) == expected


def test_a_key_indicator_without_an_id_says_the_target_by_its_title() -> None:
    without = indicator("100")
    without["indikator"] = {"nama": "indikator  1", "satuan": "19"}
    assert means(quarters("100", "5"), without) == ["value", "unknown"]


A, B, C = (row["kode_sub_giat"] for row in DATA["e-program"]["sub-kegiatan"][:3])
OTHER = "2.16.02.2.01.0009"


def program(
    spent: Mapping[str, Sequence[int]], physical: Mapping[str, Sequence[tuple[int, int]]]
) -> dict[str, list[Row]]:
    """Return what was spent of 100 a month, and physical work and its target, by month."""
    rows: list[Row] = []
    for code, amounts in spent.items():
        for month, amount in enumerate(amounts, start=1):
            row = realised_row(1, month, code, spent=amount, physical=1)
            done, target = physical.get(code, [(20 * month, 20 * month)] * month)[month - 1]
            own = {"id_realisasi": len(rows) + 1, "realisasi_fisik": str(done)}
            rows.append({**row, **own, "target_fisik": str(target)})
    listings = deepcopy(dict(DATA["e-program"]))
    budgets = listings["sub-kegiatan"][:3]
    for row in budgets:
        row["pagu"] = "3000"
    return {**listings, "sub-kegiatan": budgets, "realisasi": rows}


def states(listings: Mapping[str, list[Row]], month: int) -> tuple[str, str]:
    """Return the states of money and work; plan and realisation turn together."""
    facts = facts_of("e-program", listings)
    names = ("cash_plan", "realisation", "physical_target", "physical_realisation")
    plan, spent, target, done = (facts[f"{name} 2026-{month:02}"].status for name in names)
    assert (plan, target) == (spent, done)
    return plan, target


EVEN = {A: (100, 100), B: (100, 100), C: (100, 100)}


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (((30, 30), (72, 72)), "value"),
        (((30, 40), (60, 72)), "value"),
        (((50, 72), (60, 66)), "value"),  # amended, by less than a tenth
        (((100, 100), (70, 70)), "value"),  # a larger budget: as much less was done of it
        (((100, 100), (50, 70)), "value"),
        (((20, 72), (20, 20)), "unknown"),
        (((10, 72), (0, 1)), "value"),  # it hides nothing
    ],
)
def test_a_target_of_work_that_falls_hides_nothing(
    months: Sequence[tuple[int, int]], expected: str
) -> None:
    assert states(program(EVEN, {A: months}), 2) == ("value", expected)


def test_a_target_that_fell_stays_doubtful_until_it_has_risen_again() -> None:
    spent = dict.fromkeys(EVEN, (100,) * 4)
    work = {A: ((20, 72), (20, 20), (25, 25), (70, 75)), **dict.fromkeys((B, C), [(9, 9)] * 4)}
    rows = program(spent, work)
    assert [states(rows, month)[1] for month in (1, 2, 3, 4)] == [
        "value",
        "unknown",
        "unknown",
        "value",
    ]


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (130, 80, "value"),
        (150, 50, "value"),
        (200, 100, "value"),
        (100, 0, "value"),  # nothing covers it
        (110, 0, "value"),  # by less than a tenth
        (200, 0, "unknown"),
        (160, 49, "unknown"),
    ],
)
def test_what_is_ahead_of_its_plan_covers_nothing_that_failed(
    one: int, two: int, expected: str
) -> None:
    spent = {A: (one, one), B: (two, two), C: (100, 100)}
    work = {
        A: [(one // 5, 20), (one // 4, 25)],
        B: [(two // 5, 20), (two // 4, 25)],
        C: [(9, 9)] * 2,
    }
    rows = program(spent, work)
    money, _ = states(rows, 2)
    assert money == expected
    rows["sub-kegiatan"] = [{**row, "pagu": "1000"} for row in rows["sub-kegiatan"]]
    two_of_them = {**rows, "realisasi": [row for row in rows["realisasi"] if row["kode_sbl"] != C]}
    two_of_them["sub-kegiatan"] = two_of_them["sub-kegiatan"][:2]
    assert states(two_of_them, 1)[1] == expected


def test_the_sub_activity_that_is_covered_is_named() -> None:
    facts = facts_of("e-program", program({A: (200,), B: (0,), C: (100,)}, {}))
    found = facts["realisation 2026-01"]
    assert found.doubt is not None
    assert found.doubt.code == "hidden_delay"
    assert found.doubt.text.en == (
        "Sub-activities ahead of their plans cover those that reached less than half of theirs "
        "(realisation 2026:2). What can be read: 300."
    )


def test_one_that_catches_up_later_is_known() -> None:
    spent = {A: (200, 0), B: (0, 200), C: (100, 100)}
    rows = program(spent, {})
    assert [states(rows, month)[0] for month in (1, 2)] == ["unknown", "value"]


@pytest.mark.parametrize(
    ("of_it", "others", "expected"),
    [
        (400, 60, "unknown"),
        (100, 60, "unknown"),
        (60, 60, "value"),
        (20, 60, "value"),
        (0, 60, "value"),
    ],
)
def test_what_has_no_budget_fills_no_gap_of_others(of_it: int, others: int, expected: str) -> None:
    spent = {**dict.fromkeys(EVEN, (others, others)), OTHER: (of_it, of_it)}
    rows = program(spent, {})
    facts = facts_of("e-program", rows)
    assert facts["realisation 2026-02"].status == expected
    assert facts["cash_plan 2026-02"].status == "value"
    # One that is still open is a budget, and so is one of another code set.
    for code, amount, locked in ((OTHER, "3000", 0), (OTHER.replace(".0009", ".09"), "3000", 1)):
        budget = {**rows["sub-kegiatan"][0], "id_sub_bl": 9, "kode_sub_giat": code}
        more = [*rows["sub-kegiatan"], {**budget, "pagu": amount, "kunci_bl": locked}]
        assert states({**rows, "sub-kegiatan": more}, 2)[0] == "value"


@pytest.mark.parametrize(
    ("schedules", "expected"),
    [
        ([1], ("value", "value")),
        ([], ("absent", "absent")),
        ([2], ("absent", "absent")),
    ],
)
def test_a_budget_is_locked_only_if_its_schedule_says_so(
    schedules: Sequence[int], expected: tuple[str, str]
) -> None:
    listings = program(EVEN, {})
    schedule = listings["jadwal"][0]
    listings["jadwal"] = [{**schedule, "id_jadwal": number} for number in schedules]
    facts = facts_of("e-program", listings)
    names = ("budget_locked", "ceiling_amount")
    assert tuple(facts[f"{name} 2026"].status for name in names) == expected
