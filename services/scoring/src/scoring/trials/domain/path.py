"""The path to a target: which raises of levels would reach it, and what they cost.

A raise goes one step of the indicator's scale upwards; whoever wants level n makes every raise
below it. A raise has an effort, and so has every item of evidence that it needs and that no level
reached so far has needed; one item serves all indicators that name it and is paid for once.

The first raise of an indicator without a level gives it the lowest one of its scale.

A value of which too little rests on answers is not judged, so a path to it must also bring the
answers that its node lacks. What nobody answered may count something already (what the scale says
for an empty answer); then its first raise is the answer that this level is right.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from rules.compiled import CompiledEdition
from rules.edition import Edition, EvidenceHint, Node, Scale
from rules.exact import Number, simplest
from scoring.trials.domain.goal import Aim, Efforts, Goal, Lack, Problem, Raise
from scoring.trials.domain.mean import mean_of

_PERCENT_STEP: Final = 10
_WHOLE: Final = 100
_NOTHING: Final = Lack()


class NoPathError(ValueError):
    """No set of raises reaches the target; `highest` is the most that raises can give."""

    def __init__(self, highest: Number | None) -> None:
        super().__init__("no set of raises reaches the target")
        self.highest = highest


class NoFloorError(ValueError):
    """However much is answered, too little has a level; `share` is the most that can have one."""

    def __init__(self, share: Number) -> None:
        super().__init__("no set of raises reaches the floor")
        self.share = share


class NoLinearNodeError(ValueError):
    """The node takes the least of its children, so raises do not add up."""


def problem_of(
    compiled: CompiledEdition,
    levels: Sequence[Number | None],
    goal: Goal,
    efforts: Efforts,
    *,
    unanswered: Collection[str] = (),
    lack: Lack = _NOTHING,
) -> Problem:
    """Return the raises from these levels of all indicators, and what the goal still needs.

    Of the indicators without a level, only those that are `unanswered` can get one; all others
    stay without, because they are not applicable, or because nobody can decide on them.

    Raises:
        NoFloorError: No set of raises gives levels to as much as the node lacks.
        NoLinearNodeError: Somewhere below the node the least of the children counts.
        NoPathError: No set of raises reaches the goal.
    """
    edition = compiled.edition
    below = [*nodes_below(edition, goal.node_code)]
    if any(node.aggregation == "minimum" for node in below):
        raise NoLinearNodeError(goal.node_code)
    value = _value_of(compiled, levels, goal.node_code)
    starts = [*_starts(edition, levels, goal, below, unanswered)]
    held = _held(compiled, levels)
    raises = [one for start in starts for one in _raises_of(start, goal, efforts, held, lack=lack)]
    evidence = {code: efforts.of_evidence(code) for one in raises for code in one.evidence}
    needed, aim = _needed(goal, value), None
    if value is not None and all(one.level_from is not None for one in raises):
        slopes = _slopes(compiled, levels, goal.node_code, starts)
        raises = [replace(one, gain=_gain(one, slopes)) for one in raises]
    else:
        aim = _aim(edition, below[0], levels, goal, {one.code for one in raises})
    problem = Problem(tuple(raises), needed, evidence, aim, lack.share)
    highest = _highest(problem, value)
    is_short = goal.target is not None and (highest is None or highest < goal.target)
    if is_short or not _can_all_reach(edition, below, levels, goal, raises, unanswered):
        raise NoPathError(highest)
    return _reaching_floor(problem)


def nodes_below(edition: Edition, code: str) -> Iterator[Node]:
    """Yield a node and all below it."""
    yield next(node for node in edition.nodes if node.code == code)
    for child in edition.children.get(code, ()):
        yield from nodes_below(edition, child.code)


def steps_of(scale: Scale) -> tuple[Number, ...]:
    """Return the values that raises lead to: the named levels, or every ten percent points."""
    if scale.levels:
        return tuple(level.value for level in scale.levels)
    count = int((scale.maximum - scale.minimum) // _PERCENT_STEP)
    steps = [scale.minimum + _PERCENT_STEP * number for number in range(count + 1)]
    return tuple(dict.fromkeys((*steps, scale.maximum)))


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an indicator stands, and its place in the edition."""

    place: int
    node: Node
    scale: Scale
    level: Number | None


def _starts(
    edition: Edition,
    levels: Sequence[Number | None],
    goal: Goal,
    below: Collection[Node],
    unanswered: Collection[str],
) -> Iterator[_Start]:
    """Yield the indicators that can be raised."""
    codes = {node.code for node in below}
    for place, node in enumerate(edition.indicators):
        level = levels[place]
        if node.code in goal.locked or node.code not in codes:
            continue
        if level is not None or node.code in unanswered:
            yield _Start(place, node, edition.scale_of(node), level)


def _slopes(
    compiled: CompiledEdition,
    levels: Sequence[Number | None],
    node_code: str,
    starts: Iterable[_Start],
) -> Mapping[str, Number]:
    """Return by indicator what the node gains when it gains 1, from any level."""
    value = _value_of(compiled, levels, node_code) or 0
    slopes: dict[str, Number] = {}
    for start in starts:
        above = [*levels]
        above[start.place] = (start.level or 0) + 1
        slopes[start.node.code] = (_value_of(compiled, above, node_code) or 0) - value
    return slopes


def _gain(one: Raise, slopes: Mapping[str, Number]) -> Number:
    return simplest(slopes[one.code] * (one.level_to - (one.level_from or 0)))


def _needed(goal: Goal, value: Number | None) -> Number | None:
    if value is None:
        return None
    return 0 if goal.target is None else simplest(goal.target - value)


def _raises_of(
    start: _Start, goal: Goal, efforts: Efforts, held: Collection[str], *, lack: Lack
) -> Iterator[Raise]:
    code, before = start.node.code, start.level
    ceiling = goal.ceilings.get(code, start.scale.maximum)
    share = lack.of_code.get(code, 0) if lack.share else 0
    if share and before is not None and start.scale.admits(before):
        yield _answer(start, before, goal, efforts, held, share=share)
        share = 0
    for place, step in enumerate(steps_of(start.scale)):
        if (before is not None and step <= before) or step > ceiling:
            continue
        hints = {hint.code for hint in start.node.evidence if _is_needed(hint, before, step)}
        yield Raise(
            code,
            before,
            step,
            efforts.of_raise(code, step, place),
            None,
            tuple(sorted(hints.difference(held))),
            goal.every_indicator is not None and (before is None or before < goal.every_indicator),
            share,
        )
        before, share = step, 0


def _answer(
    start: _Start,
    level: Number,
    goal: Goal,
    efforts: Efforts,
    held: Collection[str],
    *,
    share: Number,
) -> Raise:
    """Return the answer that the level which counts without one is right. It costs no raise."""
    code = start.node.code
    hints = {hint.code for hint in start.node.evidence if _is_needed(hint, None, level)}
    return Raise(
        code,
        level,
        level,
        efforts.of_raise(code, level, 0),
        None,
        tuple(sorted(hints.difference(held))),
        goal.every_indicator is not None and level < goal.every_indicator,
        share,
    )


def _is_needed(hint: EvidenceHint, before: Number | None, step: Number) -> bool:
    """Say whether a raise needs an item; the lowest level itself rests on none of any level."""
    if before is None:
        return hint.level is not None and hint.level <= step
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
    unanswered: Collection[str],
) -> bool:
    if goal.every_indicator is None:
        return True
    highest = {one.code: one.level_to for one in raises}
    codes = {node.code for node in below}
    tops = [
        highest.get(node.code, level)
        for node, level in zip(edition.indicators, levels, strict=True)
        if node.code in codes and (level is not None or node.code in unanswered)
    ]
    return bool(tops) and all(top is not None and top >= goal.every_indicator for top in tops)


def _reaching_floor(problem: Problem) -> Problem:
    answered = problem.share_of(range(len(problem.raises)))
    if answered < problem.needed_share:
        raise NoFloorError(answered)
    return problem


def _aim(
    edition: Edition,
    node: Node,
    levels: Sequence[Number | None],
    goal: Goal,
    raised: Collection[str],
) -> Aim:
    points = Fraction(node.weight) / _WHOLE if node.aggregation == "sum" else 1
    target = None if goal.target is None else simplest(Fraction(goal.target) / points)
    return Aim(mean_of(edition, node, levels, raised), target, points)


def _highest(problem: Problem, value: Number | None) -> Number | None:
    """Return the most that raises can give the node."""
    if problem.aim is None:
        return simplest((value or 0) + problem.sum_of(range(len(problem.raises))))
    tops = {one.code: one.level_to for one in problem.raises}
    bound = {one.code for one in problem.raises if one.is_forced}
    mean = problem.aim.mean.highest(tops, bound)
    return None if mean is None else simplest(problem.aim.points * mean)


def _value_of(
    compiled: CompiledEdition, levels: Sequence[Number | None], code: str
) -> Number | None:
    found = compiled.roll_up([*levels, *[None] * len(compiled.edition.criteria)])
    place = [node.code for node in compiled.edition.inner].index(code)
    if not found.denominators[place]:
        return None
    return Fraction(found.numerators[place], found.denominators[place])
