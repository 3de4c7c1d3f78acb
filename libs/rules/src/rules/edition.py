"""An edition of an instrument: its tree of weighted nodes, its scales and its bands. Immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from rules.exact import Number
from rules.period import PeriodKind

_DEEPEST: Final = 20

NodeKind = Literal["instrument", "domain", "aspect", "indicator"]


class EditionError(ValueError):
    """What was published as an edition is none."""


class Text(NamedTuple):
    """What people read, in both languages."""

    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The values an indicator can take. `empty` is what an empty answer counts; None: nothing."""

    code: str
    kind: Literal["levels", "percent"]
    minimum: Number
    maximum: Number
    empty: Number | None = None
    levels: tuple[tuple[Number, Text], ...] = ()

    def admits(self, level: Number) -> bool:
        """Say whether the level is on the scale: one of its named steps, or any number between."""
        if self.kind == "levels" and self.levels:
            return any(level == value for value, _ in self.levels)
        return self.minimum <= level <= self.maximum


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree. `weight` is its share in the whole, in percent points."""

    code: str
    kind: NodeKind
    name: Text
    weight: Number
    parent_code: str | None = None
    scale_code: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A named band of the exact index. A missing bound is open towards infinity."""

    name: Text
    minimum: Number | None = None
    minimum_inclusive: bool = True
    maximum: Number | None = None
    maximum_inclusive: bool = False

    def holds(self, value: Number) -> bool:
        """Say whether the value lies in the band."""
        above = self.minimum is None or (
            value > self.minimum or (self.minimum_inclusive and value == self.minimum)
        )
        below = self.maximum is None or (
            value < self.maximum or (self.maximum_inclusive and value == self.maximum)
        )
        return above and below


@dataclass(frozen=True, slots=True)
class Edition:
    """One immutable version of an instrument.

    Raises:
        EditionError: The nodes are no tree, a weight is not positive, or a scale is missing.
    """

    code: str
    content_hash: str
    period_kind: PeriodKind
    announced_decimals: int
    scales: tuple[Scale, ...]
    nodes: tuple[Node, ...]
    predicates: tuple[Band, ...] = ()
    maturity_levels: tuple[Band, ...] = ()
    title: Text = Text("", "")  # noqa: RUF009 - a tuple cannot change
    root: Node = field(init=False)
    indicators: tuple[Node, ...] = field(init=False)
    inner: tuple[Node, ...] = field(init=False)
    children: Mapping[str, tuple[Node, ...]] = field(init=False)
    position: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        _check_nodes(self.nodes, {scale.code for scale in self.scales})
        children: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes:
            if node.parent_code is not None:
                children[node.parent_code] = (*children.get(node.parent_code, ()), node)
        indicators = tuple(node for node in self.nodes if node.kind == "indicator")
        derived = {
            "children": children,
            "indicators": indicators,
            "inner": tuple(node for node in self.nodes if node.kind != "indicator"),
            "position": {node.code: index for index, node in enumerate(indicators)},
            "root": _root(self.nodes, children),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def scale_of(self, indicator: Node) -> Scale:
        """Return the indicator's scale."""
        return next(scale for scale in self.scales if scale.code == indicator.scale_code)


def band_of(bands: Iterable[Band], value: Number) -> Band | None:
    """Return the first band that holds the exact value."""
    return next((band for band in bands if band.holds(value)), None)


def node_values(edition: Edition, levels: Mapping[str, Number]) -> dict[str, Number | None]:
    """Return the exact value of every node: the plain definition that `compiled` must equal.

    A node is the mean of its children by weight, over the children that have a value.
    """
    values: dict[str, Number | None] = {}

    def value_of(node: Node) -> Number | None:
        if node.kind == "indicator":
            value = levels.get(node.code)
        else:
            counted = [
                (child.weight, below)
                for child in edition.children.get(node.code, ())
                if (below := value_of(child)) is not None
            ]
            total = sum(weight for weight, _ in counted)
            value = Fraction(sum(w * below for w, below in counted)) / total if total else None
        values[node.code] = value
        return value

    value_of(edition.root)
    return values


def _check_nodes(nodes: tuple[Node, ...], scale_codes: set[str]) -> None:
    codes = {node.code for node in nodes}
    if len(codes) != len(nodes):
        raise EditionError("a node code stands twice")
    parents = {node.parent_code for node in nodes}
    for node in nodes:
        if node.weight <= 0:
            raise EditionError(f"node {node.code} has no positive weight")
        if node.parent_code is not None and node.parent_code not in codes:
            raise EditionError(f"node {node.code} has the unknown parent {node.parent_code}")
        if node.kind == "indicator" and node.scale_code not in scale_codes:
            raise EditionError(f"indicator {node.code} has no scale")
        if (node.kind == "indicator") == (node.code in parents):
            raise EditionError(f"node {node.code}: indicators, and only they, are leaves")


def _root(nodes: tuple[Node, ...], children: Mapping[str, tuple[Node, ...]]) -> Node:
    roots = [node for node in nodes if node.parent_code is None]
    if len(roots) != 1:
        raise EditionError(f"a tree has one root, not {len(roots)}")
    reached, row = 0, [roots[0]]
    for _ in range(_DEEPEST):
        reached += len(row)
        row = [child for node in row for child in children.get(node.code, ())]
    if reached != len(nodes):
        raise EditionError(f"some nodes hang on nothing, or deeper than {_DEEPEST}")
    return roots[0]
