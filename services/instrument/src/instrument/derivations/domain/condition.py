"""Conditions over facts in a derivation set."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Operator = Literal["==", "!=", ">=", ">", "<=", "<", "exists"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCondition:
    """One fact compared with a value, for the assessed agency or over its subtree."""

    kind: Literal["fact"] = field(default="fact", init=False)
    fact: str
    operator: Operator
    value: bool | Fraction | None = None
    scope: Literal["agency", "subtree"] = "agency"
    subtree_kind: str | None = None
    quantifier: Literal["all", "any", "share"] = "all"
    share: Fraction | None = None
    year_offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AllCondition:
    """All conditions hold. An empty list always holds."""

    kind: Literal["all"] = field(default="all", init=False)
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyCondition:
    """At least one holds."""

    kind: Literal["any"] = field(default="any", init=False)
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCondition:
    """The condition does not hold."""

    kind: Literal["not"] = field(default="not", init=False)
    condition: "Condition"


Condition = FactCondition | AllCondition | AnyCondition | NotCondition
