"""An edition of an instrument: its tree of weighted nodes, its scales and its bands. Immutable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from rules.exact import Number, simplest, text_of
from rules.period import PeriodKind
from rules.text import Text

_DEEPEST: Final = 20
_WHOLE: Final = 100

NodeKind = Literal["instrument", "domain", "aspect", "indicator", "criterion"]
ScaleKind = Literal["levels", "grades", "percent", "fractional"]
Aggregation = Literal["weighted_mean", "mean", "sum", "minimum", "ladder"]
Certainty = Literal["verified", "unverified"]


class NotApplicable(Enum):
    """The answer that an indicator does not concern the agency."""

    NOT_APPLICABLE = "n/a"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
Answer = Number | NotApplicable


class EditionError(ValueError):
    """What was published as an edition is none."""


class ScaleLevel(NamedTuple):
    """One named step of a scale; `symbol` is what people write for it: a grade's letters."""

    value: Number
    name: Text
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The values an indicator can take. `empty` is what an empty answer counts; None: nothing.

    `levels`: the named ones only; any other kind: all numbers between the ends.
    """

    code: str
    kind: ScaleKind
    minimum: Number
    maximum: Number
    empty: Number | None = None
    levels: tuple[ScaleLevel, ...] = ()

    def admits(self, level: Number) -> bool:
        """Say whether the level is on the scale: one of its named steps, or any number between."""
        if self.kind == "levels" and self.levels:
            return any(level == step.value for step in self.levels)
        return self.minimum <= level <= self.maximum

    def named(self, level: Number | None) -> ScaleLevel | None:
        """Return the named step with this value."""
        return next((step for step in self.levels if step.value == level), None)


class LadderValue(NamedTuple):
    """The value of an indicator from a share of its criteria on: [0, 1]."""

    value: Number
    minimum: Number
    minimum_inclusive: bool = True


class EvidenceHint(NamedTuple):
    """What proves a level from `level` on; indicators that one document serves share its code."""

    code: str
    name: Text
    level: Number | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree. `weight` is its share in the whole, in percent points.

    `ladder` is of an indicator above criteria. `not_applicable`: its weight goes to what else
    counts below its parent, or it counts as `anchor`, or the answer is refused.
    """

    code: str
    kind: NodeKind
    name: Text
    weight: Number
    parent_code: str | None = None
    scale_code: str | None = None
    aggregation: Aggregation = "weighted_mean"
    ladder: tuple[LadderValue, ...] = ()
    not_applicable: Literal["redistribute", "anchor", "refuse"] = "refuse"
    anchor: Number | None = None
    evidence: tuple[EvidenceHint, ...] = ()
    related: tuple[str, ...] = ()
    descriptions: tuple[tuple[Number, Text], ...] = ()  # what each level means

    @property
    def is_answered(self) -> bool:
        """Say whether people or rules give it a level."""
        return self.kind in ("indicator", "criterion")


@dataclass(frozen=True, slots=True)
class Band:
    """A named band of the exact index. A missing bound is open towards infinity."""

    name: Text
    minimum: Number | None = None
    minimum_inclusive: bool = True
    maximum: Number | None = None
    maximum_inclusive: bool = False
    symbol: str | None = None

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
    certainty: Certainty = "verified"
    caveat: Text | None = None
    instrument_code: str = field(default="", kw_only=True)
    root: Node = field(init=False)
    indicators: tuple[Node, ...] = field(init=False)
    criteria: tuple[Node, ...] = field(init=False)
    answered: tuple[Node, ...] = field(init=False)
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
        criteria = tuple(node for node in self.nodes if node.kind == "criterion")
        answered = (*indicators, *criteria)
        derived = {
            "children": children,
            "indicators": indicators,
            "criteria": criteria,
            "answered": answered,
            "inner": tuple(node for node in self.nodes if not node.is_answered),
            "position": {node.code: index for index, node in enumerate(answered)},
            "root": _root(self.nodes, children),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def scale_of(self, answered: Node) -> Scale:
        """Return the scale of an indicator or criterion."""
        return next(scale for scale in self.scales if scale.code == answered.scale_code)


def band_of(bands: Iterable[Band], value: Number) -> Band | None:
    """Return the first band that holds the exact value."""
    return next((band for band in bands if band.holds(value)), None)


def node_values(edition: Edition, answers: Mapping[str, Answer]) -> dict[str, Number | None]:
    """Return the exact value of every node: the plain definition that `compiled` must equal.

    A node is the mean of those of its children that have a value. One with the aggregation `sum`
    is written in points: its weight times that mean over 100.
    """
    means: dict[str, Number | None] = {}

    def mean_of(node: Node) -> Number | None:
        children = edition.children.get(node.code, ())
        own = counted(node, answers.get(node.code))
        if node.kind == "indicator" and own is None and node.code not in answers and children:
            own = climbed(node, [(child.weight, answers.get(child.code)) for child in children])
        if not node.is_answered:
            found = [
                (child.weight, below) for child in children if (below := mean_of(child)) is not None
            ]
            own = aggregated(node.aggregation, found)
        means[node.code] = own
        for child in children if node.is_answered else ():
            mean_of(child)
        return own

    mean_of(edition.root)
    return {node.code: in_points(node, means[node.code]) for node in edition.nodes}


def counted(node: Node, answer: Answer | None) -> Number | None:
    """Return what an answer counts; None: nothing, and what else there is carries its weight."""
    return node.anchor if isinstance(answer, NotApplicable) else answer


def is_left_out(node: Node, answer: Answer | None) -> bool:
    """Say whether an answer is `n/a` and counts nothing; a ladder leaves out such criteria all."""
    return answer is NOT_APPLICABLE and (node.kind == "criterion" or node.anchor is None)


def answer_text(answer: Answer) -> str:
    """Return an answer as it travels: an exact number or `n/a`."""
    return answer.value if answer is NOT_APPLICABLE else text_of(answer)


def climbed(node: Node, criteria: Iterable[tuple[Number, Answer | None]]) -> Number | None:
    """Return what an indicator's criteria give by its ladder; None while none is answered.

    A criterion without an answer is not met, one that is not applicable is left out.
    """
    known = [*criteria]
    concerned = [(weight, answer) for weight, answer in known if answer is not NOT_APPLICABLE]
    total = sum(weight for weight, _ in concerned)
    if not total or all(answer is None for _, answer in known):
        return None
    met = sum(weight * answer for weight, answer in concerned if isinstance(answer, int | Fraction))
    share = Fraction(met) / total
    reached = [
        step.value
        for step in node.ladder
        if share > step.minimum or (step.minimum_inclusive and share == step.minimum)
    ]
    return reached[-1] if reached else None


def aggregated(how: Aggregation, found: Sequence[tuple[Number, Number]]) -> Number | None:
    """Return the mean or the least of what is below a node; each with its weight."""
    if not found:
        return None
    if how == "minimum":
        return min(value for _, value in found)
    if how == "mean":
        found = [(1, value) for _, value in found]
    return Fraction(sum(weight * value for weight, value in found)) / sum(w for w, _ in found)


def in_points(node: Node, mean: Number | None) -> Number | None:
    """Return a node's value as it is shown: points where the node is a sum."""
    if mean is None or node.aggregation != "sum" or node.is_answered:
        return mean
    return simplest(Fraction(node.weight * mean) / _WHOLE)


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
        if node.is_answered and node.scale_code not in scale_codes:
            raise EditionError(f"{node.kind} {node.code} has no scale")
        if node.is_answered == (node.code in parents) and not node.ladder:
            raise EditionError(f"node {node.code}: what is answered, and only that, is a leaf")


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
