"""Two statements about one thing that contradict each other make what rests on them unknown."""

import asyncio
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import pytest
from tests.contract.looks import DATA, Row, achieved_row, read_listings
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
    facts = facts_of("e-sakip", listings)
    means = [facts[f"achievement 2026-Q{quarter}"] for quarter in (1, 2, 3)]
    assert [item.status for item in means] == ["unknown"] * 3
    assert means[0].doubt is not None
    assert means[0].doubt.text.en == (
        "Rows about the same thing contradict each other (achievement 11, achievement 21, "
        "achievement 31). What can be read: 100."
    )


def test_the_direction_of_one_indicator_says_nothing_of_another() -> None:
    listings = quarters("100", "100")
    listings["achievements/2026-Q1"].append(achieved_row(2, 1, "10", "turun"))
    listings["achievements/2026-Q2"].append(achieved_row(2, 2, "10", "turun"))
    assert means(listings) == ["value", "value"]


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
