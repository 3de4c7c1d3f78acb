"""An edition: one immutable version of an instrument, as a tree of weighted nodes."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from rules.text import Text

NodeKind = Literal["instrument", "domain", "aspect", "indicator", "criterion"]
ScaleKind = Literal["levels", "grades", "percent", "fractional"]
Aggregation = Literal["weighted_mean", "mean", "sum", "minimum", "ladder"]
NotApplicable = Literal["redistribute", "anchor", "refuse"]
Certainty = Literal["verified", "unverified"]
PeriodKind = Literal["year", "quarter", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleLevel:
    """One named step of a scale; `symbol` is what people write for it: a grade's letters."""

    value: Fraction
    name: Text
    symbol: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values an indicator can take. `empty`: what an empty answer counts; None: nothing.

    `levels`: the named ones only; any other kind: all numbers between the ends.
    """

    code: str
    kind: ScaleKind
    minimum: Fraction
    maximum: Fraction
    empty: Fraction | None = None
    levels: tuple[ScaleLevel, ...] = ()

    def holds(self, value: Fraction) -> bool:
        """Say whether an indicator can have this value."""
        if self.kind == "levels":
            return any(level.value == value for level in self.levels)
        return self.minimum <= value <= self.maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDescription:
    """What one level of an indicator means, in a sentence."""

    value: Fraction
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderValue:
    """The value of an indicator from a share of its criteria on: [0, 1]."""

    value: Fraction
    minimum: Fraction
    minimum_inclusive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceHint:
    """What proves a level from `level` on; indicators that one document serves share its code."""

    code: str
    name: Text
    level: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of the tree. `weight` is its share in the whole, in percent points.

    `aggregation` is of nodes with children; `ladder` of an indicator above criteria.
    `not_applicable` goes before the edition's rule. `related`: what the indicator builds on.
    A level from `reviewed_from` up needs a record of a review by people: no rule claims it.
    """

    code: str
    kind: NodeKind
    name: Text
    weight: Fraction
    parent_code: str | None = None
    aggregation: Aggregation | None = None
    ladder: tuple[LadderValue, ...] = ()
    scale_code: str | None = None
    not_applicable: NotApplicable | None = None
    anchor: Fraction | None = None
    page: int | None = None
    source: str | None = None
    certainty: Certainty | None = None
    levels: tuple[LevelDescription, ...] = ()
    reviewed_from: Fraction | None = None
    evidence: tuple[EvidenceHint, ...] = ()
    applicability: Text | None = None
    coaching_ministry: str | None = None
    related: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Say whether people or rules give it a level."""
        return self.kind in ("indicator", "criterion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named band of the exact index; a missing bound is open towards infinity."""

    name: Text
    symbol: str | None = None
    minimum: Fraction | None = None
    minimum_inclusive: bool = True
    maximum: Fraction | None = None
    maximum_inclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The whole edition, in the order in which people read it."""

    edition_code: str
    instrument_code: str
    title: Text
    source: str
    certainty: Certainty
    period_kind: PeriodKind
    announced_decimals: int
    scales: tuple[Scale, ...]
    nodes: tuple[Node, ...]
    predicates: tuple[Band, ...]
    maturity_levels: tuple[Band, ...] = ()
    in_force_from: date | None = None
    in_force_until: date | None = None
    caveat: Text | None = None
    not_applicable: Literal["redistribute", "refuse"] = "refuse"

    def scale_of(self, indicator_code: str) -> Scale | None:
        """Return the scale of an indicator or criterion, None where there is none."""
        node = next((node for node in self.nodes if node.code == indicator_code), None)
        if node is None or not node.is_answered:
            return None
        return next((scale for scale in self.scales if scale.code == node.scale_code), None)
