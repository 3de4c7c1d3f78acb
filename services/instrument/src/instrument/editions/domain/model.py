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
    """One named step of a scale. `symbol`: what people write for it, like the letter A."""

    value: Fraction
    name: Text
    symbol: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values an indicator can have. `empty`: the value of an empty answer, None for none.

    On a scale of the kind `levels` only the named values are valid; on the others, all numbers
    between the ends.
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
    """The value of an indicator if at least this share of its criteria is met: [0, 1]."""

    value: Fraction
    minimum: Fraction
    minimum_inclusive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceHint:
    """A document that proves levels from `level` up. A code means one document everywhere."""

    code: str
    name: Text
    level: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node of the tree. `weight` is its share in the whole, in percent points.

    Nodes with children have `aggregation`; indicators with criteria have `ladder`.
    `not_applicable` overrides the rule of the edition. `related`: indicators that this one builds
    on. A level from `reviewed_from` up needs a review by people; no rule can give it.
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
        """Say whether it gets its level from people or rules, not from nodes below."""
        return self.kind in ("indicator", "criterion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named band of the exact index; a missing bound means no bound."""

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
