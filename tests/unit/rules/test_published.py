"""What was published is read whole: nothing is lost, swapped or made up on its way."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from rules.condition import AllOf, AnyOf, FactCondition, Not
from rules.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.derivation import DerivationError, DerivationSet, Ladder, Measure, Rule, Step
from rules.edition import Band, EvidenceHint, LadderValue, Node, Scale, ScaleLevel, Text
from rules.fact import FactKind
from rules.published import derivation_set_of, edition_of

AMOUNT = FactKind("budgeting.realisation", "month", "sum")
CASH = FactKind("budgeting.cash_plan", "month", "sum")
CONSULTED = FactKind("planning.ict_consulted", "year", "all")
STRANGE = FactKind("of.tomorrow")
HALF = Fraction(1, 2)


def t(name: str) -> dict[str, str]:
    return {"id": f"{name}-id", "en": f"{name}-en"}


def text(name: str) -> Text:
    return Text(f"{name}-id", f"{name}-en")


def body(**content: Any) -> str:
    envelope = {
        "edition_code": "contoh",
        "content_hash": "a" * 64,
        "published_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return msgspec.json.encode(envelope | content).decode()


def edition_body(**more: Any) -> str:
    scales = [
        {
            "code": "grade",
            "kind": "grades",
            "minimum": "0",
            "maximum": "100",
            "empty": "10",
            "levels": [
                {"value": "50", "name": t("fifty"), "symbol": "C"},
                {"value": "80", "name": t("eighty")},
            ],
        },
        {"code": "met", "kind": "levels", "minimum": "0", "maximum": "1"},
    ]
    nodes = [
        {"code": "index", "kind": "instrument", "name": t("index"), "weight": "100"},
        {
            "code": "1",
            "kind": "indicator",
            "name": t("one"),
            "weight": "20/6",
            "parent_code": "index",
            "aggregation": "ladder",
            "scale_code": "grade",
            "not_applicable": "anchor",
            "anchor": "1/2",
            "ladder": [
                {"value": "0", "minimum": "0"},
                {"value": "80", "minimum": "1/2", "minimum_inclusive": False},
            ],
            "evidence": [
                {"code": "e", "name": t("proof"), "level": "3"},
                {"code": "f", "name": t("more")},
            ],
            "related": ["2"],
        },
        {
            "code": "1.a",
            "kind": "criterion",
            "name": t("a"),
            "weight": "20/6",
            "parent_code": "1",
            "scale_code": "met",
        },
    ]
    content = {
        "instrument_code": "kind",
        "revision": 1,
        "title": t("title"),
        "source": "A decree",
        "certainty": "unverified",
        "caveat": t("caveat"),
        "period_kind": "quarter",
        "announced_decimals": 3,
        "not_applicable": "redistribute",
        "scales": scales,
        "nodes": nodes,
        "predicates": [
            {
                "name": t("good"),
                "symbol": "A",
                "minimum": "5/2",
                "minimum_inclusive": False,
                "maximum": "9",
                "maximum_inclusive": True,
            },
            {"name": t("poor"), "maximum": "5/2"},
        ],
        "maturity_levels": [{"name": t("first"), "minimum": "1"}],
    }
    return body(**content | more)


def test_an_edition_is_read_whole() -> None:
    found = edition_of(edition_body())

    assert (found.code, found.content_hash) == ("contoh", "a" * 64)
    assert (found.period_kind, found.announced_decimals) == ("quarter", 3)
    assert (found.title, found.certainty, found.caveat) == (
        text("title"),
        "unverified",
        text("caveat"),
    )
    assert found.scales == (
        Scale(
            "grade",
            "grades",
            0,
            100,
            10,
            (ScaleLevel(50, text("fifty"), "C"), ScaleLevel(80, text("eighty"))),
        ),
        Scale("met", "levels", 0, 1),
    )
    assert found.predicates == (
        Band(
            text("good"),
            Fraction(5, 2),
            minimum_inclusive=False,
            maximum=9,
            maximum_inclusive=True,
            symbol="A",
        ),
        Band(text("poor"), maximum=Fraction(5, 2)),
    )
    assert found.maturity_levels == (Band(text("first"), 1),)
    assert edition_of(edition_body(caveat=None)).caveat is None


def test_its_nodes_are_read_whole() -> None:
    root, indicator, criterion = edition_of(edition_body()).nodes

    assert root == Node("index", "instrument", text("index"), 100, not_applicable="redistribute")
    assert indicator == Node(
        "1",
        "indicator",
        text("one"),
        Fraction(10, 3),
        "index",
        "grade",
        "ladder",
        (LadderValue(0, 0), LadderValue(80, HALF, minimum_inclusive=False)),
        "anchor",
        HALF,
        (EvidenceHint("e", text("proof"), 3), EvidenceHint("f", text("more"))),
        ("2",),
    )
    assert criterion == Node(
        "1.a",
        "criterion",
        text("a"),
        Fraction(10, 3),
        "1",
        "met",
        not_applicable="redistribute",
    )


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
