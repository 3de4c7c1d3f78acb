"""An edition prepared for speed: the same exact values with whole numbers only.

Which children count decides all denominators. For each set of counted indicators a plan is made
once; then a node's value is a sum of products of whole numbers over a denominator known before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from operator import itemgetter, mul
from typing import Any, Final, NamedTuple

from rules.edition import Edition, Node
from rules.exact import Number, parse, text_of

_MAX_PLANS: Final = 5_000
_MAX_ACCEPTED: Final = 1_000


class RefusedLevelError(ValueError):
    """A level that is not on its indicator's scale."""


class RollUp(NamedTuple):
    """The inner nodes' values in the edition's order; where the denominator is 0 there is none."""

    numerators: tuple[int, ...]
    denominators: tuple[int, ...]


class _Step(NamedTuple):
    multipliers: tuple[int, ...]
    take: Callable[[Sequence[Any]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Plan:
    steps: tuple[_Step, ...]
    pick: Callable[[Sequence[int]], tuple[int, ...]]
    denominators: tuple[int, ...]


class CompiledEdition:
    """An edition with its plans. Levels are given in the order of `edition.indicators`."""

    __slots__ = ("_accepted", "_full", "_plans", "edition", "empty", "total_weight", "weights")

    def __init__(self, edition: Edition) -> None:
        self.edition: Final = edition
        self.empty: Final = tuple(edition.scale_of(node).empty for node in edition.indicators)
        common = lcm(*(node.weight.denominator for node in edition.indicators))
        self.weights: Final = tuple(int(node.weight * common) for node in edition.indicators)
        self.total_weight: Final = sum(self.weights)
        self._accepted: list[dict[str, Number]] = [{} for _ in edition.indicators]
        self._plans: dict[tuple[bool, ...], _Plan] = {}
        self._full = _plan(edition, (True,) * len(edition.indicators))

    def roll_up(self, levels: Sequence[Number | None]) -> RollUp:
        """Return the exact values of all inner nodes; a level of None is not counted."""
        plan = self._full if None not in levels else self._partial(levels)
        numerators, common = _over_one_denominator(levels)
        values = list(numerators)
        for multipliers, take in plan.steps:
            values.append(sum(map(mul, multipliers, take(values))))
        if common == 1:
            return RollUp(plan.pick(values), plan.denominators)
        return RollUp(plan.pick(values), tuple(common * below for below in plan.denominators))

    def level_of(self, indicator: int, text: str) -> Number:
        """Return the level in `text`.

        Raises:
            RefusedLevelError: It is not on the indicator's scale.
        """
        accepted = self._accepted[indicator]
        level = accepted.get(text)
        if level is None:
            level = self._on_scale(indicator, text)
            if len(accepted) < _MAX_ACCEPTED:
                accepted[text] = level
        return level

    def covered_weight(self, covered: Sequence[int]) -> int:
        """Return the sum of the weights of the indicators marked 1, over `total_weight`."""
        return sum(map(mul, self.weights, covered))

    def _on_scale(self, indicator: int, text: str) -> Number:
        node = self.edition.indicators[indicator]
        scale = self.edition.scale_of(node)
        try:
            level = parse(text)
        except ValueError as error:
            raise RefusedLevelError(str(error)) from error
        if not scale.admits(level):
            ends = f"{text_of(scale.minimum)} to {text_of(scale.maximum)}"
            raise RefusedLevelError(
                f"level {text} is not on the scale of indicator {node.code} ({ends})"
            )
        return level

    def _partial(self, levels: Sequence[Number | None]) -> _Plan:
        counted = tuple(level is not None for level in levels)
        plan = self._plans.get(counted)
        if plan is None:
            if len(self._plans) >= _MAX_PLANS:
                self._plans.clear()
            plan = self._plans[counted] = _plan(self.edition, counted)
        return plan


def _over_one_denominator(levels: Sequence[Number | None]) -> tuple[list[int], int]:
    kinds = set(map(type, levels))
    if Fraction not in kinds:
        return [level or 0 for level in levels] if type(None) in kinds else list(levels), 1  # type: ignore[misc,arg-type]  # whole numbers only
    known = [0 if level is None else level for level in levels]
    common = lcm(*(level.denominator for level in known))
    return [level.numerator * (common // level.denominator) for level in known], common


def _plan(edition: Edition, counted: tuple[bool, ...]) -> _Plan:
    """Order the inner nodes upwards and find each one's multipliers and denominator."""
    slots = dict(edition.position)
    below = {
        node.code: int(is_counted)
        for node, is_counted in zip(edition.indicators, counted, strict=True)
    }
    steps: list[_Step] = []

    def add(node: Node) -> None:
        children = edition.children[node.code]
        for child in children:
            if child.kind != "indicator":
                add(child)
        counting = [child for child in children if below[child.code]]
        multipliers, below[node.code] = _multipliers(counting, below)
        steps.append(_Step(multipliers, _taker([slots[child.code] for child in counting])))
        slots[node.code] = len(edition.indicators) + len(steps) - 1

    add(edition.root)
    inner = [node.code for node in edition.inner]
    return _Plan(
        tuple(steps),
        _picker([slots[code] for code in inner]),
        tuple(below[code] for code in inner),
    )


def _multipliers(counting: list[Node], below: dict[str, int]) -> tuple[tuple[int, ...], int]:
    """Return what each child's numerator is multiplied by, and the node's denominator."""
    if not counting:
        return (), 0
    whole = lcm(*(node.weight.denominator for node in counting))
    weights = [int(node.weight * whole) for node in counting]
    shared = lcm(*(below[node.code] for node in counting))
    multipliers = [
        weight * (shared // below[node.code])
        for weight, node in zip(weights, counting, strict=True)
    ]
    denominator = sum(weights) * shared
    divisor = gcd(denominator, *multipliers)
    return tuple(each // divisor for each in multipliers), denominator // divisor


def _taker(slots: list[int]) -> Callable[[Sequence[Any]], Sequence[int]]:
    """Return a function that takes these slots out of a list; neighbours as one slice."""
    if not slots:
        return itemgetter(slice(0, 0))
    if slots == list(range(slots[0], slots[0] + len(slots))):
        return itemgetter(slice(slots[0], slots[-1] + 1))
    return itemgetter(*slots)


def _picker(slots: list[int]) -> Callable[[Sequence[int]], tuple[int, ...]]:
    if len(slots) == 1:
        only = slots[0]
        return lambda values: (values[only],)
    return itemgetter(*slots)
