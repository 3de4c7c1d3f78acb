"""A defective example names the facts that decided, whatever level its rule gives."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from instrument.derivations.domain.checks.conditions import check_fact
from instrument.derivations.domain.checks.examples import _why
from instrument.derivations.events import fact_catalogue
from instrument.derivations.usecases.read import check_derivation_document
from instrument.editions.usecases.read import read_edition
from rules.condition import AllOf, FactCondition
from rules.derivation import Ladder, Rule, Step
from rules.example import derive_example
from rules.fact import FactKind
from rules.measure import Measure
from rules.period import PeriodKind
from rules.text import Text

SAMPLES = Path(__file__).parents[1] / "samples" / "documents"
AMOUNT = FactKind("planning.ict_amount", "year", "sum")
TEXT = Text("Ada anggaran", "There is a budget")
LADDER = Ladder(
    (
        Step(1, AllOf(()), TEXT),
        Step(2, FactCondition(AMOUNT, ">=", 10), TEXT),
        Step(3, FactCondition(AMOUNT, ">=", 20), TEXT),
    )
)


@pytest.mark.parametrize(
    ("amount", "expected", "reason"),
    [
        ("25", 5, "every condition is met (planning.ict_amount self: 25), and the rule gives no"),
        ("25", 2, "every condition up to level 3 is met (planning.ict_amount self: 25)"),
        ("15", 3, 'of level 3, "There is a budget", is not met (planning.ict_amount self: 15)'),
        ("5", None, "every condition up to level 1 is met"),
        ("absent", 2, "is not met (planning.ict_amount self: absent)"),
        ("unknown", 2, "is not known (planning.ict_amount self: unknown)"),
    ],
)
def test_the_facts_that_decided_are_named(amount: str, expected: int | None, reason: str) -> None:
    said: Any = {"self": {AMOUNT.name: amount}}
    derived = derive_example(Rule("r", "1", LADDER), said, "year")

    why = _why(derived, None if expected is None else Fraction(expected))

    assert reason in why.en
    assert "no fact" not in why.en
    assert "tanpa fakta" not in why.id


def test_a_denied_comparison_is_warned_of_and_hinders_nothing() -> None:
    edition, derivations = (
        yaml.safe_load((SAMPLES / f"{name}.yaml").read_text("utf-8"))
        for name in ("edition", "derivations")
    )
    known = read_edition("edition", edition)
    checked = check_derivation_document(derivations, known, fact_catalogue())

    assert checked.defects == ()
    assert checked.sound is not None
    assert [each.pointer for each in checked.warnings] == [
        "/rules/0/derivation/steps/2/condition/conditions/1/condition"
    ]


MONTHLY = FactKind("budgeting.cash_plan", "month", "sum", "last")


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("month", []),
        ("quarter", []),
        ("year", ["a fact per month is too fine for an assessment per year"]),
    ],
)
def test_months_become_a_quarters_and_never_a_years(period: PeriodKind, told: list[str]) -> None:
    found = check_fact("/fact", MONTHLY.name, period, fact_catalogue())

    assert [each.text.en for each in found] == told


def test_an_example_says_a_monthly_fact_of_each_month_or_of_one() -> None:
    rule = Rule("r", "1", Measure("value", MONTHLY, TEXT))
    said: Any = {"self": {MONTHLY.name: "30", f"{MONTHLY.name}@m3": "60"}}

    assert derive_example(rule, said, "quarter").level == 60
    said["self"][f"{MONTHLY.name}@m2"] = "unknown"
    assert derive_example(rule, said, "quarter").level is None
