"""The path to a target: which raises of levels would reach it, and what they cost.

A raise goes one step of the indicator's scale upwards; whoever wants level n makes every raise
below it. A raise has an effort, and so has every item of evidence that it needs and that no level
reached so far has needed; one item serves all indicators that name it and is paid for once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from rules.compiled import CompiledEdition
from rules.edition import Edition, EvidenceHint, Node, Scale
from rules.exact import Number, simplest

_PERCENT_STEP: Final = 10


class NoPathError(ValueError):
    """No set of raises reaches the target; `highest` is what all of them together would give."""

    def __init__(self, highest: Number) -> None:
        super().__init__("no set of raises reaches the target")
        self.highest = highest


class NoLinearNodeError(ValueError):
    """The node takes the least of its children, so raises do not add up."""


@dataclass(frozen=True, slots=True)
class Efforts:
    """What raises and items of evidence cost.

    What is not named costs the default: a raise as many units as the step's place on its scale
    (from the first level to the second: 1, to the third: 2), an item of evidence one unit.
    """

    raises: Mapping[tuple[str, Number], Number] = field(default_factory=dict)
    evidence: Mapping[str, Number] = field(default_factory=dict)

    def of_raise(self, code: str, level: Number, place: int) -> Number:
        """Return the effort of a raise to `level`, the step in this place of the scale."""
        return self.raises.get((code, level), place)

    def of_evidence(self, code: str) -> Number:
        """Return the effort of providing an item."""
        return self.evidence.get(code, 1)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: a node's exact value, a level of every indicator, or both.

    `locked` indicators stay as they are; `ceilings` are the highest levels that some may reach.
    """

    node_code: str
    target: Number | None = None
    every_indicator: Number | None = None
    locked: Collection[str] = ()
    ceilings: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raise:
    """One step of one indicator. `gain`: how much it adds to the node's exact value."""

    code: str
    level_from: Number
    level_to: Number
    effort: Number
    gain: Number
    evidence: tuple[str, ...]
    is_forced: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """All raises there are, an indicator's in rising order, and what they must add up to."""

    raises: tuple[Raise, ...]
    needed: Number
    evidence: Mapping[str, Number]

    def gain(self, chosen: Iterable[int]) -> Number:
        """Return what the raises in these places add to the node's value."""
        return simplest_sum(self.raises[place].gain for place in chosen)

    def evidence_of(self, chosen: Iterable[int]) -> list[str]:
        """Return the items that the raises in these places need, each once."""
        return [*dict.fromkeys(code for place in chosen for code in self.raises[place].evidence)]

    def effort(self, chosen: Sequence[int]) -> Number:
        """Return what the raises in these places cost, with their evidence."""
        evidence = simplest_sum(self.evidence[code] for code in self.evidence_of(chosen))
        return simplest(evidence + simplest_sum(self.raises[place].effort for place in chosen))

    def is_solved_by(self, chosen: Collection[int]) -> bool:
        """Say, exactly, whether these raises reach the goal and leave no step out."""
        missing = (place for place, one in enumerate(self.raises) if one.is_forced)
        if any(place not in chosen for place in missing) or self.gain(chosen) < self.needed:
            return False
        return all(below in chosen for place in chosen for below in self.below(place))

    def below(self, place: int) -> Iterator[int]:
        """Yield the place of the raise that must come before one, if there is any."""
        if place and self.raises[place - 1].code == self.raises[place].code:
            yield place - 1


def simplest_sum(numbers: Iterable[Number]) -> Number:
    """Return the exact sum."""
    return simplest(sum(numbers, start=0))


def problem_of(
    compiled: CompiledEdition, levels: Sequence[Number | None], goal: Goal, efforts: Efforts
) -> Problem:
    """Return the raises from these levels of all indicators, and what the goal still needs.

    An indicator that counts nothing now stays so: it would change what all the others weigh.

    Raises:
        NoLinearNodeError: Somewhere below the node the least of the children counts.
        NoPathError: All raises together do not reach the goal.
    """
    edition = compiled.edition
    below = [*_below(compiled, goal.node_code)]
    if any(node.aggregation == "minimum" for node in below):
        raise NoLinearNodeError(goal.node_code)
    value = _value_of(compiled, levels, goal.node_code)
    held = _held(compiled, levels)
    raises: list[Raise] = []
    for place, node in enumerate(edition.indicators):
        level = levels[place]
        if level is None or node.code in goal.locked or node not in below:
            continue
        raised = [*levels[:place], level + 1, *levels[place + 1 :]]
        slope = _value_of(compiled, raised, goal.node_code) - value
        start = _Start(node, edition.scale_of(node), level, slope)
        raises += _raises_of(start, goal, efforts, held)
    needed = 0 if goal.target is None else goal.target - value
    evidence = {code: efforts.of_evidence(code) for one in raises for code in one.evidence}
    problem = Problem(tuple(raises), simplest(needed), evidence)
    highest = problem.gain(range(len(raises)))
    if highest < problem.needed or not _can_all_reach(edition, below, levels, goal, raises):
        raise NoPathError(simplest(value + highest))
    return problem


def steps_of(scale: Scale) -> tuple[Number, ...]:
    """Return the values that raises lead to: the named levels, or every ten percent points."""
    if scale.levels:
        return tuple(level.value for level in scale.levels)
    count = int((scale.maximum - scale.minimum) // _PERCENT_STEP)
    steps = [scale.minimum + _PERCENT_STEP * number for number in range(count + 1)]
    return tuple(dict.fromkeys((*steps, scale.maximum)))


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an indicator stands. `slope`: what the node gains when it gains 1, from any level."""

    node: Node
    scale: Scale
    level: Number
    slope: Number


def _raises_of(
    start: _Start, goal: Goal, efforts: Efforts, held: Collection[str]
) -> Iterator[Raise]:
    code, before = start.node.code, start.level
    ceiling = goal.ceilings.get(code, start.scale.maximum)
    for place, step in enumerate(steps_of(start.scale)):
        if step <= start.level or step > ceiling:
            continue
        hints = {hint.code for hint in start.node.evidence if _is_needed(hint, before, step)}
        yield Raise(
            code,
            before,
            step,
            efforts.of_raise(code, step, place),
            simplest(start.slope * (step - before)),
            tuple(sorted(hints.difference(held))),
            goal.every_indicator is not None and before < goal.every_indicator,
        )
        before = step


def _is_needed(hint: EvidenceHint, before: Number, step: Number) -> bool:
    return hint.level is None or before < hint.level <= step


def _held(compiled: CompiledEdition, levels: Sequence[Number | None]) -> set[str]:
    """Return the evidence that levels reached so far have needed already."""
    edition = compiled.edition
    return {
        hint.code
        for node, level in zip(edition.indicators, levels, strict=True)
        if level is not None
        for hint in node.evidence
        if level > edition.scale_of(node).minimum and (hint.level is None or hint.level <= level)
    }


def _can_all_reach(
    edition: Edition,
    below: Collection[Node],
    levels: Sequence[Number | None],
    goal: Goal,
    raises: Sequence[Raise],
) -> bool:
    if goal.every_indicator is None:
        return True
    highest = {one.code: one.level_to for one in raises}
    return all(
        highest.get(node.code, level) >= goal.every_indicator
        for node, level in zip(edition.indicators, levels, strict=True)
        if level is not None and node in below
    )


def _below(compiled: CompiledEdition, code: str) -> Iterator[Node]:
    edition = compiled.edition
    yield next(node for node in edition.nodes if node.code == code)
    for child in edition.children.get(code, ()):
        yield from _below(compiled, child.code)


def _value_of(compiled: CompiledEdition, levels: Sequence[Number | None], code: str) -> Number:
    found = compiled.roll_up([*levels, *[None] * len(compiled.edition.criteria)])
    place = [node.code for node in compiled.edition.inner].index(code)
    if not found.denominators[place]:
        return 0
    return Fraction(found.numerators[place], found.denominators[place])
