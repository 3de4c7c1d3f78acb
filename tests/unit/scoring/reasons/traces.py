"""Traces of conditions of every kind, for the sentences that tell of them."""

from typing import Any

from rules.condition import Truth
from rules.fact import WrittenValue
from rules.text import Text
from scoring.state.domain.trace import ConditionTrace, FactTrace, RuleTrace, StepTrace

NAMES = {"a": "Dinas A"}


def title(fact: str) -> Text:
    return Text(f"judul {fact}", f"title {fact}")


def said(code: str, truth: Truth, *, fact: str = "x", status: Any = "value") -> FactTrace:
    return FactTrace(code, fact, "2026", truth, status, value=True, current=True, in_use=True)


def own(operator: str, value: WrittenValue, *, truth: Truth) -> ConditionTrace:
    """Return a comparison of the assessed agency's own fact."""
    return ConditionTrace(
        "fact",
        truth,
        "x",
        operator,
        value,
        "agency",
        met=int(truth is True),
        not_met=int(truth is False),
        unknown=int(truth is None),
        facts=(said("1", truth),),
    )


def below(
    quantifier: str, met: int, not_met: int, *, unknown: int = 0, truth: Truth = False
) -> ConditionTrace:
    """Return a comparison over the subtree: a meets it, b and c do not, d is not known."""
    facts = [said("a", truth=True)] * met + [said("b", truth=False), said("c", truth=False)][
        :not_met
    ]
    facts += [said("d", None, status="unknown")] * unknown
    return ConditionTrace(
        "fact",
        truth,
        "x",
        "==",
        value=True,
        scope="subtree",
        subtree_kind="agency",
        quantifier=quantifier,
        share="4/5",
        met=met,
        not_met=not_met,
        unknown=unknown,
        facts=tuple(facts),
    )


def joined(kind: Any, *parts: ConditionTrace, truth: bool = False) -> ConditionTrace:
    return ConditionTrace(kind, truth, parts=parts)


LACKING = own("==", value=True, truth=False)
HOLDING = own("==", value=True, truth=True)
ONE_LACKS = below("any", 0, 1)
ONE_HOLDS = below("any", 1, 0, truth=True)
CONDITIONS = {
    "own": LACKING,
    "own_unknown": own("==", value=True, truth=None),
    "gt": own(">", "3", truth=False),
    "exists": own("exists", None, truth=False),
    "false": own("!=", value=False, truth=False),
    "all": below("all", 1, 2, unknown=1),
    "any": below("any", 0, 2),
    "share": below("share", 1, 2, unknown=1),
    "share0": below("share", 0, 0),
    "and": joined("all", LACKING, ONE_LACKS, HOLDING),
    "or": joined("any", LACKING, ONE_LACKS),
    "not": joined("not", HOLDING),
    "not_all": joined("not", joined("all", HOLDING, ONE_HOLDS, truth=True)),
    "not_any": joined("not", joined("any", HOLDING, ONE_HOLDS, truth=True)),
    "twice": joined("all", LACKING, LACKING),
}


def rule(condition: ConditionTrace) -> RuleTrace:
    base = StepTrace("1", Text("dasar", "base"), ConditionTrace("all", truth=True))
    asked = StepTrace("2", Text("Arti.", "Meaning. "), condition)
    return RuleTrace("r", "3", steps=(base, asked))
