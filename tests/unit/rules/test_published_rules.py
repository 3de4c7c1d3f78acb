"""A published derivation set is read whole, its conditions and contradictions too."""

from fractions import Fraction
from typing import Any

import pytest
from tests.unit.rules.bodies import body, t, text

from rules.condition import AllOf, AnyOf, FactCondition, Not
from rules.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.derivation import DerivationError, DerivationSet, Ladder, Rule, Step
from rules.fact import FactKind
from rules.measure import Measure
from rules.published import derivation_set_of

AMOUNT = FactKind("budgeting.realisation", "month", "sum", "last")
CASH = FactKind("budgeting.cash_plan", "month", "sum", "last")
CONSULTED = FactKind("planning.ict_consulted", "year", "all")
STRANGE = FactKind("of.tomorrow")
HALF = Fraction(1, 2)


def fact(name: str = CONSULTED.name, operator: str = "==", **more: Any) -> dict[str, Any]:
    return {"kind": "fact", "fact": name, "operator": operator, **more}


RULES: list[dict[str, Any]] = [
    {
        "code": "r1",
        "indicator_code": "1",
        "derivation": {
            "kind": "ladder",
            "steps": [
                {"level": "1", "condition": {"kind": "all", "conditions": []}, "text": t("first")},
                {
                    "level": "5/2",
                    "condition": {
                        "kind": "any",
                        "conditions": [
                            {"kind": "not", "condition": fact(value=True)},
                            {"kind": "all", "conditions": [fact("of.tomorrow", "exists")]},
                            fact(
                                AMOUNT.name,
                                ">=",
                                value="1/2",
                                scope="subtree",
                                subtree_kind="agency",
                                quantifier="share",
                                share="4/5",
                                year_offset=-1,
                            ),
                        ],
                    },
                    "text": t("second"),
                },
            ],
        },
    },
    {
        "code": "r2",
        "indicator_code": "2",
        "derivation": {
            "kind": "measure",
            "formula": "ratio",
            "fact": AMOUNT.name,
            "against": CASH.name,
            "scope": "subtree",
            "minimum": "1/2",
            "maximum": "90",
            "text": t("ratio"),
        },
    },
    {
        "code": "r3",
        "indicator_code": "3",
        "derivation": {
            "kind": "measure",
            "formula": "value",
            "fact": AMOUNT.name,
            "text": t("value"),
        },
    },
]
CONTRADICTIONS: list[dict[str, Any]] = [
    {
        "code": "c1",
        "severity": "minor",
        "text": t("c1"),
        "check": {
            "kind": "claim_against_fact",
            "indicator_code": "1",
            "level": "3",
            "condition": fact(value=False),
        },
    },
    {
        "code": "c2",
        "severity": "major",
        "text": t("c2"),
        "check": {"kind": "claim_against_derived", "indicator_code": "1", "by": "2"},
    },
    {
        "code": "c3",
        "severity": "critical",
        "text": t("c3"),
        "check": {
            "kind": "related",
            "indicator_code": "1",
            "level": "4",
            "other_code": "2",
            "other_level": "5/2",
        },
    },
    {
        "code": "c4",
        "severity": "minor",
        "text": t("c4"),
        "check": {"kind": "last_year", "indicator_code": "2", "by": "1/2"},
    },
    {
        "code": "c5",
        "severity": "major",
        "text": t("c5"),
        "check": {
            "kind": "sources",
            "fact": AMOUNT.name,
            "against": CASH.name,
            "tolerance": "1/20",
        },
    },
]


def test_a_derivation_set_is_read_whole() -> None:
    found = derivation_set_of(
        body(derivation_set_version=7, rules=RULES, contradictions=CONTRADICTIONS)
    )
    second = AnyOf(
        (
            Not(FactCondition(CONSULTED, "==", value=True)),
            AllOf((FactCondition(STRANGE, "exists", None),)),
            FactCondition(
                AMOUNT,
                ">=",
                HALF,
                scope="subtree",
                subtree_kind="agency",
                quantifier="share",
                share=Fraction(4, 5),
                year_offset=-1,
            ),
        )
    )
    ladder = Ladder(
        (Step(1, AllOf(()), text("first")), Step(Fraction(5, 2), second, text("second")))
    )
    ratio = Measure("ratio", AMOUNT, text("ratio"), CASH, "subtree", HALF, 90)
    value = Measure("value", AMOUNT, text("value"), None, "agency", 0, 100)
    claim = ClaimAgainstFact("1", 3, FactCondition(CONSULTED, "==", value=False))
    related = RelatedClaims("1", 4, "2", Fraction(5, 2))
    sources = AgainstOtherSource(AMOUNT, CASH, Fraction(1, 20))

    assert found == DerivationSet(
        "contoh",
        7,
        (Rule("r1", "1", ladder), Rule("r2", "2", ratio), Rule("r3", "3", value)),
        (
            ContradictionRule("c1", "minor", text("c1"), claim),
            ContradictionRule("c2", "major", text("c2"), ClaimAgainstDerived("1", 2)),
            ContradictionRule("c3", "critical", text("c3"), related),
            ContradictionRule("c4", "minor", text("c4"), AgainstLastYear("2", HALF)),
            ContradictionRule("c5", "major", text("c5"), sources),
        ),
    )


@pytest.mark.parametrize("kind", ["all", "any", "not"])
def test_conditions_may_be_nested_50_deep_and_no_deeper(kind: str) -> None:
    def nested(depth: int) -> str:
        condition = fact(value=True)
        for _ in range(depth):
            condition = (
                {"kind": kind, "condition": condition}
                if kind == "not"
                else {"kind": kind, "conditions": [condition]}
            )
        step = {"level": "1", "condition": condition, "text": t("x")}
        derivation = {"kind": "ladder", "steps": [step]}
        rule = {"code": "r", "indicator_code": "1", "derivation": derivation}
        return body(derivation_set_version=1, rules=[rule])

    assert derivation_set_of(nested(50)).rules[0].code == "r"
    with pytest.raises(DerivationError, match=r"^conditions are nested deeper than 50$"):
        derivation_set_of(nested(51))
