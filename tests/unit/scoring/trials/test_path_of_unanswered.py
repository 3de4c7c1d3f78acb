"""The path where indicators have no level yet, checked against trying everything.

A first level takes weight from all others: what a raise gives depends on which others are made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from tests.unit.rules.samples import PERCENT, by_code, edition, indicator, node
from tests.unit.scoring.trials.test_path import chosen_sets

from rules.compiled import CompiledEdition
from rules.edition import Edition, EvidenceHint, Node, node_values
from rules.exact import Number
from rules.text import Text
from scoring.trials.domain.goal import Efforts, Goal, Problem
from scoring.trials.domain.path import NoPathError, problem_of

ROOT = node("index", 100, None, kind="instrument")
QUARTER = edition(
    ROOT,
    node("A1", 35, "index"),
    indicator("1", 20, "A1", PERCENT),
    indicator("2", 15, "A1", PERCENT),
    node("A2", 65, "index"),
    indicator("3", 40, "A2", PERCENT),
    indicator("4", 25, "A2", PERCENT),
)


def path(
    levels: list[Number | None], goal: Goal, of: Edition = QUARTER, efforts: Efforts | None = None
) -> Problem:
    unanswered = {
        each.code for each, level in zip(of.indicators, levels, strict=True) if level is None
    }
    return problem_of(
        CompiledEdition(of), levels, goal, efforts or Efforts(), unanswered=unanswered
    )


def reached(problem: Problem, chosen: Sequence[int]) -> Mapping[str, Number]:
    return {problem.raises[place].code: problem.raises[place].level_to for place in chosen}


def best(problem: Problem) -> Mapping[str, Number]:
    (chosen, *_) = chosen_sets(problem, 1)
    assert problem.is_solved_by(set(chosen))
    return reached(problem, chosen)


def test_where_nothing_is_answered_a_first_level_is_a_raise() -> None:
    problem = path([None] * 4, Goal("index", 80))

    assert problem.needed is None
    assert problem.raises[0].level_from is None
    assert problem.raises[0].level_to == 0
    assert [*best(problem).values()] == [80]


def test_the_least_effort_is_found_where_a_first_level_would_cost_more() -> None:
    # 1 alone gives A1 its 60; a first level of 2 would have to climb up all of its steps.
    assert best(path([50, None, 70, 70], Goal("A1", 60))) == {"1": 60}


def test_a_first_level_can_be_the_cheapest_way() -> None:
    costly: dict[tuple[str, Number], Number] = {("1", step): 500 for step in range(0, 101, 10)}
    problem = path([50, None, 70, 70], Goal("A1", 60), efforts=Efforts(costly))
    (chosen, *_) = chosen_sets(problem, 1)

    # (20 * 50 + 15 * 80) / 35 is 62 6/7; with 70 it is less than 60.
    assert reached(problem, chosen) == {"2": 80}
    assert problem.needed == 10
    assert [*problem.gains(chosen).values()] == [Fraction(90, 7)]


def test_a_target_at_the_lowest_level_is_reached_by_first_levels() -> None:
    # What these levels and the target give the solver cancels out, but not to the last bit.
    of = edition(
        ROOT, *(indicator(str(each), weight, "index") for each, weight in ((0, 1), (1, 1), (2, 3)))
    )
    problem = path([None] * 3, Goal("index", 1, ceilings={"0": 1, "1": 2, "2": 1}), of)

    assert [*best(problem).values()] == [1]


def test_without_the_only_level_there_is_nothing_to_compare_with() -> None:
    problem = path([None] * 4, Goal("index", 80))
    (chosen, *_) = chosen_sets(problem, 1)

    assert [*problem.gains(chosen).values()] == [None]


def test_the_highest_leaves_out_what_would_lower_it() -> None:
    goal = Goal("index", 95, ceilings={"1": 60, "2": 90, "3": 80, "4": 10})
    with pytest.raises(NoPathError) as raised:
        path([50, None, None, None], goal)
    # A1: (20 * 60 + 15 * 90) / 35; A2: 80, because 4 would only lower it.
    assert raised.value.highest == Fraction(35 * Fraction(2550, 35) + 65 * 80, 100)


def test_every_indicator_means_those_without_a_level_too() -> None:
    problem = path([60, None, 80, 30], Goal("index", every_indicator=50))

    assert best(problem) == {"2": 50, "4": 50}
    with pytest.raises(NoPathError):
        path([60, None, 80, 30], Goal("index", every_indicator=50, locked={"2"}))


def test_where_no_level_can_be_given_nothing_is_reached() -> None:
    for goal in (Goal("index", 10), Goal("index", every_indicator=10)):
        with pytest.raises(NoPathError) as raised:
            problem_of(CompiledEdition(QUARTER), [None] * 4, goal, Efforts())
        assert raised.value.highest is None


def test_a_first_level_rests_on_what_its_own_step_asks() -> None:
    hints = (
        EvidenceHint("always", Text("a", "a")),
        EvidenceHint("lowest", Text("b", "b"), 0),
        EvidenceHint("high", Text("c", "c"), 20),
    )
    only = node("1", 100, "index", scale_code=PERCENT.code, evidence=hints)
    first, second, third, *_ = path([None], Goal("index", 30), edition(ROOT, only)).raises

    assert [each.evidence for each in (first, second, third)] == [
        ("lowest",),
        ("always",),
        ("always", "high"),
    ]


def test_points_are_reached_exactly() -> None:
    of = edition(
        node("index", 100, None, kind="instrument", aggregation="sum"),
        node("A1", 30, "index", aggregation="sum"),
        indicator("1", 10, "A1", PERCENT),
        indicator("2", 20, "A1", PERCENT),
        indicator("3", 70, "index", PERCENT),
    )
    problem = path([40, None, None], Goal("A1", 18), of)
    chosen = chosen_sets(problem, 1)[0]

    assert problem.needed == 6
    assert reached(problem, chosen) == {"1": 60}
    assert problem.gains(chosen) == {"1": 6}
    with pytest.raises(NoPathError) as raised:
        path([40, None, None], Goal("A1", 31), of)
    assert raised.value.highest == 30


class Drawn(NamedTuple):
    """A goal on a small tree, some of whose indicators have no level."""

    of: Edition
    levels: list[Number | None]
    goal: Goal
    efforts: Efforts


@st.composite
def tasks(draw: st.DrawFn) -> Drawn:
    weight = st.fractions(1, 9, max_denominator=7)
    nodes: list[Node] = [ROOT]
    how = st.sampled_from(["weighted_mean", "mean"])
    for aspect in range(draw(st.integers(1, 2))):
        code = f"A{aspect}"
        nodes.append(node(code, draw(weight), "index", aggregation=draw(how)))
        nodes += [
            indicator(f"{aspect}{each}", draw(weight), code)
            for each in range(draw(st.integers(1, 2)))
        ]
    of = edition(*nodes)
    levels: list[Number | None] = [
        draw(st.none() | st.integers(1, 5)) for _ in range(len(of.indicators))
    ]
    costs = st.fractions(0, 6, max_denominator=3)
    raises: dict[tuple[str, Number], Number] = {
        (each.code, level): draw(costs) for each in of.indicators for level in range(1, 6)
    }
    ceilings = {each.code: draw(st.integers(2, 5)) for each in of.indicators}
    target = draw(st.fractions(1, 5, max_denominator=11))
    goal = Goal("index", target, draw(st.sampled_from([None, None, 2])), ceilings=ceilings)
    return Drawn(of, levels, goal, Efforts(raises))


@given(tasks())
@settings(max_examples=150, deadline=None)
def test_no_set_of_raises_is_cheaper(drawn: Drawn) -> None:
    of, levels, goal, efforts = drawn
    every = [*solving(of, levels, goal)]
    if not every:
        with pytest.raises(NoPathError):
            path(levels, goal, of, efforts)
        return
    problem = path(levels, goal, of, efforts)
    found = chosen_sets(problem, 3)
    cheapest = min(
        sum(one.effort for one in problem.raises if one.level_to <= tops.get(one.code, 0))
        for tops in every
    )

    assert all(problem.is_solved_by(set(chosen)) for chosen in found)
    assert problem.effort(found[0]) == cheapest
    assert {**by_code(of, levels), **reached(problem, found[0])} in every


@given(tasks())
@settings(max_examples=100, deadline=None)
def test_the_highest_is_what_no_set_of_raises_exceeds(drawn: Drawn) -> None:
    of, levels, goal, _ = drawn
    every = [*solving(of, levels, replace(goal, target=None))]
    highest = max((node_values(of, tops)["index"] or 0 for tops in every), default=0)
    too_much = replace(goal, target=6)
    with pytest.raises(NoPathError) as raised:
        path(levels, too_much, of)

    if every:
        assert raised.value.highest == highest


def solving(
    of: Edition, levels: Sequence[Number | None], goal: Goal
) -> Iterator[Mapping[str, Number]]:
    """Yield by the plain definition every set of levels that reaches the goal."""
    choices = [
        [level, *(step for step in range(1, 6) if step > (level or 0) and step <= ceiling)]
        for level, ceiling in zip(levels, goal.ceilings.values(), strict=True)
    ]
    least = goal.every_indicator
    for chosen in product(*choices):
        value = node_values(of, by_code(of, chosen))["index"]
        is_reached = least is None or all(level is not None and level >= least for level in chosen)
        if value is not None and value >= (goal.target or 0) and is_reached:
            yield by_code(of, chosen)


@given(tasks())
@settings(max_examples=60, deadline=None)
def test_a_gain_is_what_the_node_would_lack_without_its_raises(drawn: Drawn) -> None:
    of, levels, goal, efforts = drawn
    try:
        problem = path(levels, goal, of, efforts)
    except NoPathError:
        reject()
    chosen = range(len(problem.raises))
    value = node_values(of, by_code(of, _levels(of, levels, reached(problem, chosen))))["index"]
    for code, gain in problem.gains(chosen).items():
        others = {one: level for one, level in reached(problem, chosen).items() if one != code}
        without = node_values(of, by_code(of, _levels(of, levels, others)))["index"]
        lacking = None if value is None or without is None else value - without
        assert gain == lacking


def _levels(
    of: Edition, levels: Sequence[Number | None], raised: Mapping[str, Number]
) -> list[Number | None]:
    return [raised.get(node.code, level) for node, level in zip(of.indicators, levels, strict=True)]
