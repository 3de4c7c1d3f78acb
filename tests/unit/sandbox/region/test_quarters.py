"""What the packaged quarterly rules make of the sample region, against the facts of its tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import pytest
from tests.support.library import packaged_library

from instrument.derivations.events import rules_of
from rules.condition import Subject
from rules.derivation import Rule, derive
from rules.fact import UNSEEN, FactKey, Reading
from sandbox.region.agencies import agencies
from sandbox.region.generate import generate
from sandbox.region.oracle import Key, Value, expected_facts

LAST_MONTHS = {1: "03", 2: "06", 3: "09", 4: "12"}
MEASURES = {
    "T1": ("budgeting.realisation", "budgeting.cash_plan"),
    "T2": ("budgeting.physical_realisation", "budgeting.physical_target"),
}


@dataclass(frozen=True)
class RegionFacts:
    """The oracle's facts, as rules read them."""

    facts: Mapping[Key, Value]

    def read(self, key: FactKey) -> Reading:
        if key not in self.facts:
            return UNSEEN
        value = self.facts[key]
        return Reading("absent" if value is None else "value", value, True, None, None, "oracle")

    def holder(self, code: str, period: str) -> str | None:  # noqa: ARG002 - of the protocol
        return code

    def is_due(self, code: str, period: str) -> bool:  # noqa: ARG002 - of the protocol
        return True

    def subtree(self, kind: str | None) -> Iterable[str]:  # noqa: ARG002 - of the protocol
        return ()


@cache
def facts() -> Mapping[Key, Value]:
    return expected_facts(generate())


@cache
def rules() -> Mapping[str, Rule]:
    (third,) = (
        each
        for each in packaged_library().derivation_sets
        if (each.edition_code, each.derivation_set_version) == ("kinerja-pd-triwulanan", 3)
    )
    return rules_of(third)


def expected(agency: str, indicator: str, quarter: int) -> Fraction | None:
    """Return the quotient of the quarter's last month, if all its months are known."""
    numbers = []
    for name in MEASURES[indicator]:
        known = [(agency, name, f"2026-{month:02}") in facts() for month in _months(quarter)]
        value = facts().get((agency, name, f"2026-{LAST_MONTHS[quarter]}"))
        if not all(known) or value is None:
            return None
        numbers.append(Fraction(value))
    if numbers[1] <= 0:
        return None
    return min(max(100 * numbers[0] / numbers[1], Fraction(0)), Fraction(100))


def _months(quarter: int) -> range:
    return range(3 * quarter - 2, 3 * quarter + 1)


@pytest.mark.parametrize("indicator", [*MEASURES])
def test_every_quarter_of_every_agency_is_as_its_last_month(indicator: str) -> None:
    known = RegionFacts(facts())
    found = {
        (one.code, quarter): derive(
            rules()[indicator], known, Subject(one.code, f"2026-Q{quarter}")
        ).level
        for one in agencies()
        for quarter in LAST_MONTHS
    }

    assert found == {key: expected(key[0], indicator, key[1]) for key in found}
    assert len({level for level in found.values() if level is not None}) > len(agencies()) // 2
    assert any(level is None for level in found.values())
