"""A node as the mean of what has a value below it, where raises can still give a level.

An indicator without a level carries no weight: its first level takes weight from all others, so
what a raise adds to the node depends on which others are made, and gains do not add up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.edition import Edition, Node
from rules.exact import Number, simplest

# A value, and by indicator what it would be without that indicator's level.
Traced = tuple[Number | None, Mapping[str, Number | None]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator as it stands; a level of None: it has none yet."""

    code: str
    weight: Number
    level: Number | None

    def value(self, levels: Mapping[str, Number]) -> Number | None:
        """Return its level among `levels`, else the one it has."""
        return levels.get(self.code, self.level)

    def value_without_each(self, levels: Mapping[str, Number]) -> Traced:
        """Return its level, and the one it has without `levels`."""
        return self.value(levels), {self.code: self.level} if self.code in levels else {}

    def highest(self, tops: Mapping[str, Number], _bound: Collection[str]) -> Number | None:
        """Return the highest level it can have."""
        return self.value(tops)

    def is_always(self, bound: Collection[str]) -> bool:
        """Say whether it counts in any case."""
        return self.level is not None or self.code in bound


@dataclass(frozen=True, slots=True)
class Mean:
    """A node above indicators; what can never have a value is not among its parts."""

    weight: Number
    parts: tuple["Mean | Leaf", ...]

    def value(self, levels: Mapping[str, Number]) -> Number | None:
        """Return the exact mean when some indicators have other levels; None: nothing counts."""
        return _mean((part.weight, part.value(levels)) for part in self.parts)

    def value_without_each(self, levels: Mapping[str, Number]) -> Traced:
        """Return the exact mean, and by indicator what it would be without its level in `levels`.

        Each part is looked at once, however many indicators there are.
        """
        traced = [(part.weight, *part.value_without_each(levels)) for part in self.parts]
        known = [(weight, value) for weight, value, _ in traced if value is not None]
        whole = sum(weight for weight, _ in known)
        total = sum(weight * value for weight, value in known)
        without: dict[str, Number | None] = {}
        for weight, value, less in traced:
            other_whole = whole - (0 if value is None else weight)
            other_total = total - (0 if value is None else weight * value)
            for code, rest in less.items():
                added = [] if rest is None else [(weight, rest)]
                without[code] = _ratio(
                    other_total + sum(one * level for one, level in added),
                    other_whole + sum(one for one, _ in added),
                )
        return _ratio(total, whole), without

    def highest(self, tops: Mapping[str, Number], bound: Collection[str]) -> Number | None:
        """Return the highest mean there can be when no indicator is above its top.

        `bound` are those without a level that must get one; all others may stay without.
        """
        values = [(part, part.highest(tops, bound)) for part in self.parts]
        known = [(part, value) for part, value in values if value is not None]
        always = [(part.weight, value) for part, value in known if part.is_always(bound)]
        others = [(value, part.weight) for part, value in known if not part.is_always(bound)]
        whole = sum(weight for weight, _ in always)
        total = sum(weight * value for weight, value in always)
        # One more part helps as long as it is above the mean of those there are.
        for value, weight in sorted(others, reverse=True):
            if whole and value * whole <= total:
                break
            whole, total = whole + weight, total + weight * value
        return _ratio(total, whole)

    def is_always(self, bound: Collection[str]) -> bool:
        """Say whether it has a value in any case."""
        return any(part.is_always(bound) for part in self.parts)


def mean_of(
    edition: Edition, node: Node, levels: Sequence[Number | None], unanswered: Collection[str]
) -> Mean:
    """Return a node with all below it that has a level or is among `unanswered`."""
    return Mean(node.weight, tuple(_parts(edition, node, levels, unanswered)))


def _parts(
    edition: Edition, node: Node, levels: Sequence[Number | None], unanswered: Collection[str]
) -> Iterator[Mean | Leaf]:
    for child in edition.children.get(node.code, ()):
        weight = 1 if node.aggregation == "mean" else child.weight
        if child.is_answered:
            level = levels[edition.position[child.code]]
            if level is not None or child.code in unanswered:
                yield Leaf(child.code, weight, level)
            continue
        parts = tuple(_parts(edition, child, levels, unanswered))
        if parts:
            yield Mean(weight, parts)


def _mean(found: Iterable[tuple[Number, Number | None]]) -> Number | None:
    counting = [(weight, value) for weight, value in found if value is not None]
    whole = sum(weight for weight, _ in counting)
    return _ratio(sum(weight * value for weight, value in counting), whole)


def _ratio(total: Number, whole: Number) -> Number | None:
    return simplest(Fraction(total) / whole) if whole else None
