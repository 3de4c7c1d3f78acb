"""A derivation set: how levels of an edition's indicators follow from facts."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from instrument.domain.edition import PeriodKind
from instrument.domain.text import Text

FactType = Literal["boolean", "decimal"]
Operator = Literal["==", "!=", ">=", ">", "<=", "<", "exists"]
Formula = Literal["value", "ratio", "higher_is_better", "lower_is_better"]


@dataclass(frozen=True, slots=True)
class FactKind:
    """What the catalogue says of a fact."""

    type: FactType
    unit: str
    period: PeriodKind


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
    """Every one holds; of none: it always holds."""

    kind: Literal["all"] = field(default="all", init=False)
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyCondition:
    """At least one holds."""

    kind: Literal["any"] = field(default="any", init=False)
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCondition:
    """It does not hold."""

    kind: Literal["not"] = field(default="not", init=False)
    condition: "Condition"


Condition = FactCondition | AllCondition | AnyCondition | NotCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStep:
    """A level and what it asks beside everything below it."""

    level: Fraction
    condition: Condition
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Cumulative steps, lowest first."""

    kind: Literal["ladder"] = field(default="ladder", init=False)
    steps: tuple[LadderStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number from facts, cut to [minimum, maximum]."""

    kind: Literal["measure"] = field(default="measure", init=False)
    formula: Formula
    fact: str
    against: str | None = None
    scope: Literal["agency", "subtree"] = "agency"
    minimum: Fraction = Fraction(0)
    maximum: Fraction = Fraction(100)
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationRule:
    """How one indicator's level follows from facts."""

    code: str
    indicator_code: str
    derivation: Ladder | Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationSet:
    """All rules of one version for one edition."""

    edition_code: str
    derivation_set_version: int
    rules: tuple[DerivationRule, ...]
