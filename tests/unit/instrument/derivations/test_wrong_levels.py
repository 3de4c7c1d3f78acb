"""A defective example names the facts that decided, whatever level its rule gives."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from instrument.derivations.domain.checks.examples import _why
from instrument.derivations.events import fact_catalogue
from instrument.derivations.usecases.read import check_derivation_document
from instrument.editions.usecases.read import read_edition
from rules.condition import AllOf, FactCondition
from rules.derivation import Ladder, Rule, Step
from rules.example import derive_example
from rules.fact import FactKind
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
