"""An edition prepared for speed: the same exact values with whole numbers only.

Which children count decides all denominators. For each set of counted indicators a plan is made
once; then a node's value is a sum of products of whole numbers over a denominator known before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from operator import itemgetter, mul
from typing import Any, Final, NamedTuple

from rules.edition import (
    NOT_APPLICABLE,
    Answer,
    Edition,
    Node,
    climbed,
    counted,
    is_left_out,
    node_values,
)
from rules.exact import Number, parse, text_of

_MAX_PLANS: Final = 5_000
_MAX_ACCEPTED: Final = 1_000
_WHOLE: Final = 100


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
    """An edition with its plans. Answers are given in the order of `edition.answered`."""

    __slots__ = (
        "_accepted",
        "_full",
        "_is_linear",
        "_laddered",
        "_plans",
        "criteria_of",
        "edition",
        "empty",
        "parent_of",
        "total_weight",
        "weights",
    )

    def __init__(self, edition: Edition) -> None:
        self.edition: Final = edition
        self.empty: Final = tuple(edition.scale_of(node).empty for node in edition.answered)
        common = lcm(*(node.weight.denominator for node in edition.answered))
        self.weights: Final = tuple(int(node.weight * common) for node in edition.answered)
        self.total_weight: Final = sum(self.weights[: len(edition.indicators)])
        # By the position of a criterion, that of its indicator.
        self.parent_of: Final = {
            edition.position[node.code]: edition.position[node.parent_code or ""]
            for node in edition.criteria
        }
        self._laddered: Final = tuple(_laddered(edition))
        self.criteria_of: Final = {
            place: tuple(at for _, at in criteria) for place, _, criteria in self._laddered
        }
        self._is_linear: Final = all(node.aggregation != "minimum" for node in edition.inner)
        self._accepted: list[dict[str, Answer]] = [{} for _ in edition.answered]
        self._plans: dict[tuple[bool, ...], _Plan] = {}
        self._full = _plan(edition, (True,) * len(edition.indicators))

    def roll_up(self, answers: Sequence[Answer | None]) -> RollUp:
        """Return the exact values of all inner nodes; an answer of None is not counted."""
        levels = self.resolved(answers)
        if not self._is_linear:
            return self._plain(levels)
        plan = self._full if None not in levels else self._partial(levels)
        numerators, common = _over_one_denominator(levels)
        values = list(numerators)
        for multipliers, take in plan.steps:
            values.append(sum(map(mul, multipliers, take(values))))
        denominators = plan.denominators
        if common != 1:
            denominators = tuple(common * below for below in denominators)
        return RollUp(plan.pick(values), denominators)

    def resolved(self, answers: Sequence[Answer | None]) -> Sequence[Number | None]:
        """Return what every indicator counts: its answer, or what its criteria give."""
        if not self._laddered and NOT_APPLICABLE not in answers:
            return answers  # type: ignore[return-value]  # numbers only
        levels = [*answers[: len(self.edition.indicators)]]
        for place, node, criteria in self._laddered:
            if levels[place] is None:
                levels[place] = climbed(node, [(each, answers[at]) for each, at in criteria])
        return [
            counted(node, level)
            for node, level in zip(self.edition.indicators, levels, strict=True)
        ]

    def answer_of(self, place: int, text: str) -> Answer:
        """Return the answer in `text`: an exact number or `n/a`.

        Raises:
            RefusedLevelError: It is not on the scale, or may not be not applicable.
        """
        accepted = self._accepted[place]
        answer = accepted.get(text)
        if answer is None:
            answer = self._admitted(place, text)
            if len(accepted) < _MAX_ACCEPTED:
                accepted[text] = answer
        return answer

    def covered_weight(self, covered: Sequence[int]) -> int:
        """Return the weight of what is marked 1, over `total_weight`.

        Of an indicator that is not marked, its criteria that are count with their own weight.
        """
        if not self._laddered:
            return sum(map(mul, self.weights, covered))
        return sum(
            self.weights[place]
            for place, is_covered in enumerate(covered)
            if is_covered and not (place in self.parent_of and covered[self.parent_of[place]])
        )

    def level_weight(self, answers: Sequence[Answer | None], given: Sequence[int]) -> int:
        """Return the weight of the answers marked 1 that are levels, over `total_weight`.

        What is `n/a` and counts nothing is an answer and no level.
        """
        if NOT_APPLICABLE not in answers:
            return self.covered_weight(given)
        answered = self.edition.answered
        left_out = [
            int(is_given and is_left_out(answered[place], answer))
            for place, (answer, is_given) in enumerate(zip(answers, given, strict=True))
        ]
        for place, parent in self.parent_of.items():
            left_out[place] = int(left_out[place] and not given[parent])
        return self.covered_weight(given) - self.covered_weight(left_out)

    def _admitted(self, place: int, text: str) -> Answer:
        node = self.edition.answered[place]
        if text == NOT_APPLICABLE.value:
            if node.not_applicable == "refuse":
                raise RefusedLevelError(f"{node.kind} {node.code} always applies")
            return NOT_APPLICABLE
        scale = self.edition.scale_of(node)
        try:
            level = parse(text)
        except ValueError as error:
            raise RefusedLevelError(str(error)) from error
        if not scale.admits(level):
            ends = f"{text_of(scale.minimum)} to {text_of(scale.maximum)}"
            raise RefusedLevelError(
                f"level {text} is not on the scale of {node.kind} {node.code} ({ends})"
            )
        return level

    def _partial(self, levels: Sequence[Number | None]) -> _Plan:
        known = tuple(level is not None for level in levels)
        plan = self._plans.get(known)
        if plan is None:
            if len(self._plans) >= _MAX_PLANS:
                del self._plans[next(iter(self._plans))]  # the oldest, not all
            plan = self._plans[known] = _plan(self.edition, known)
        return plan

    def _plain(self, levels: Sequence[Number | None]) -> RollUp:
        """Add up by the plain definition, where a node is no sum of products."""
        codes = (node.code for node in self.edition.indicators)
        given = {
            code: level for code, level in zip(codes, levels, strict=True) if level is not None
        }
        values = node_values(self.edition, given)
        found = [values[node.code] for node in self.edition.inner]
        return RollUp(
            tuple(0 if value is None else value.numerator for value in found),
            tuple(0 if value is None else value.denominator for value in found),
        )


def _laddered(
    edition: Edition,
) -> Iterator[tuple[int, Node, tuple[tuple[Number, int], ...]]]:
    """Yield the position of each indicator with criteria, and their weights and positions."""
    for place, node in enumerate(edition.indicators):
        below = edition.children.get(node.code, ())
        if below:
            yield place, node, tuple((each.weight, edition.position[each.code]) for each in below)


def _over_one_denominator(levels: Sequence[Number | None]) -> tuple[list[int], int]:
    kinds = set(map(type, levels))
    if Fraction not in kinds:
        return [level or 0 for level in levels] if type(None) in kinds else list(levels), 1  # type: ignore[misc,arg-type]  # whole numbers only
    known = [0 if level is None else level for level in levels]
    common = lcm(*(level.denominator for level in known))
    return [level.numerator * (common // level.denominator) for level in known], common


def _plan(edition: Edition, known: tuple[bool, ...]) -> _Plan:
    """Order the inner nodes upwards and find each one's multipliers and denominator."""
    slots = dict(edition.position)
    below = {
        node.code: int(is_known) for node, is_known in zip(edition.indicators, known, strict=True)
    }
    steps: list[_Step] = []

    def add(node: Node) -> None:
        children = edition.children[node.code]
        for child in children:
            if not child.is_answered:
                add(child)
        counting = [child for child in children if below[child.code]]
        multipliers, below[node.code] = _multipliers(node, counting, below)
        steps.append(_Step(multipliers, _taker([slots[child.code] for child in counting])))
        slots[node.code] = len(edition.indicators) + len(steps) - 1

    add(edition.root)
    # What is shown in points is another slot than the mean that goes on upwards.
    shown = {node.code: below[node.code] for node in edition.inner}
    for node in edition.inner:
        if node.aggregation == "sum":
            points = Fraction(node.weight) / _WHOLE
            steps.append(_Step((points.numerator,), _taker([slots[node.code]])))
            slots[node.code] = len(edition.indicators) + len(steps) - 1
            shown[node.code] *= points.denominator
    return _Plan(
        tuple(steps),
        _picker([slots[node.code] for node in edition.inner]),
        tuple(shown[node.code] for node in edition.inner),
    )


def _multipliers(
    parent: Node, counting: list[Node], below: dict[str, int]
) -> tuple[tuple[int, ...], int]:
    """Return what each child's numerator is multiplied by, and the node's denominator."""
    if not counting:
        return (), 0
    weights = [1] * len(counting)
    if parent.aggregation != "mean":
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
