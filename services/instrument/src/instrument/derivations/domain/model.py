"""A derivation set: how levels of an edition's indicators follow from facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from instrument.derivations.domain.condition import Condition
from instrument.derivations.domain.contradiction import ContradictionRule
from instrument.editions.domain.model import PeriodKind
from rules.floor import Floor
from rules.text import Text

_COARSENESS: Final[Mapping[PeriodKind, int]] = {"month": 0, "quarter": 1, "year": 2}

FactType = Literal["boolean", "decimal"]
Formula = Literal["value", "ratio", "higher_is_better", "lower_is_better"]


@dataclass(frozen=True, slots=True)
class FactKind:
    """What the catalogue says of a fact; `is_of_quarters`: its months become a quarter's."""

    type: FactType
    unit: str
    period: PeriodKind
    is_of_quarters: bool = False

    def is_read_by(self, period: PeriodKind) -> bool:
        """Say whether an assessment of a kind of period can read it.

        Its own period must be as long or longer; those of three months become the quarter's.
        """
        if self.is_of_quarters and period == "quarter":
            return True
        return _COARSENESS[self.period] >= _COARSENESS[period]


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStep:
    """A level, and the condition that it adds to those of all lower levels."""

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
    """A number computed from facts, limited to [minimum, maximum]."""

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
class Example:
    """Facts by agency (`self`: the assessed one) and the level that must follow from them.

    A value is a truth value, an exact number, `absent` or `unknown`.
    """

    text: str
    indicator_code: str
    level: Fraction | None
    agencies: Mapping[str, Mapping[str, bool | str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationSet:
    """All rules, contradictions and examples of one version for one edition.

    `coverage_floors`: by track, the share of the weight that must have a level before the track is
    judged.
    """

    edition_code: str
    derivation_set_version: int
    rules: tuple[DerivationRule, ...]
    contradictions: tuple[ContradictionRule, ...] = ()
    examples: tuple[Example, ...] = ()
    coverage_floors: Mapping[str, Floor] | None = None
