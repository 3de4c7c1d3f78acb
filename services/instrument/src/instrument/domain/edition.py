"""An edition: one immutable version of an instrument, as a tree of weighted nodes."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from instrument.domain.text import Text

NodeKind = Literal["instrument", "domain", "aspect", "indicator"]
PeriodKind = Literal["year", "quarter", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleLevel:
    """One named step of a scale."""

    value: Fraction
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values an indicator can take. `empty`: what an empty answer counts; None: nothing."""

    code: str
    kind: Literal["levels", "percent"]
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
class Node:
    """One node of the tree. `weight` is its share in the whole, in percent points."""

    code: str
    kind: NodeKind
    name: Text
    weight: Fraction
    parent_code: str | None = None
    aggregation: Literal["weighted_mean"] | None = None
    scale_code: str | None = None
    page: int | None = None
    levels: tuple[LevelDescription, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named band of the exact index; a missing bound is open towards infinity."""

    name: Text
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
    certainty: Literal["verified", "unverified"]
    period_kind: PeriodKind
    announced_decimals: int
    scales: tuple[Scale, ...]
    nodes: tuple[Node, ...]
    predicates: tuple[Band, ...]
    maturity_levels: tuple[Band, ...] = ()
    in_force_from: date | None = None

    def scale_of(self, indicator_code: str) -> Scale | None:
        """Return the scale of an indicator, None where there is none."""
        node = next((node for node in self.nodes if node.code == indicator_code), None)
        if node is None:
            return None
        return next((scale for scale in self.scales if scale.code == node.scale_code), None)
