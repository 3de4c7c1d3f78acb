"""The cheapest path to a target, checked against trying everything."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from tests.support.waiting import NEVER_SECONDS
from tests.unit.rules.samples import LEVELS, PERCENT, edition, indicator, node

from rules.compiled import CompiledEdition
from rules.edition import Edition, EvidenceHint, Node
from rules.exact import Number
from rules.text import Text
from scoring.trials.domain.deadline import Deadline
from scoring.trials.domain.goal import Efforts, Goal, Problem
from scoring.trials.domain.path import NoLinearNodeError, NoPathError, problem_of, steps_of
from scoring.trials.usecases.solve_path import solve_path

ROOT = node("index", 100, None, kind="instrument")


def indicator_with(code: str, weight: Number, *hints: tuple[str, int | None]) -> Node:
    evidence = tuple(EvidenceHint(each, Text(each, each), level) for each, level in hints)
    return node(code, weight, "index", scale_code=LEVELS.code, evidence=evidence)


def path(of: Edition, levels: list[Number | None], goal: Goal, **efforts: Any) -> Problem:
    return problem_of(CompiledEdition(of), levels, goal, Efforts(**efforts))


def chosen_sets(problem: Problem, solutions: int) -> list[tuple[int, ...]]:
    """Return the sets of raises that are found with time enough."""
    found = solve_path(problem, solutions=solutions, deadline=Deadline(NEVER_SECONDS))
    assert all(solution.is_proven for solution in found.found)
    return [solution.chosen for solution in found.found]


def best(problem: Problem) -> list[tuple[str, Number]]:
    (chosen, *_) = chosen_sets(problem, 1)
    assert problem.is_solved_by(set(chosen))
    return [(problem.raises[place].code, problem.raises[place].level_to) for place in chosen]


def test_the_cheapest_raise_that_reaches_the_target_is_chosen() -> None:
    of = edition(ROOT, indicator_with("1", 20), indicator_with("2", 80))
    problem = path(of, [1, 1], Goal("index", Fraction(6, 5)))

    assert best(problem) == [("1", 2)]
    assert problem.needed == Fraction(1, 5)


def test_a_target_is_reached_exactly_or_passed_never_missed_by_a_hair() -> None:
    of = edition(ROOT, indicator_with("1", Fraction(100, 3)), indicator_with("2", Fraction(200, 3)))
    third = Fraction(1, 3)

    assert best(path(of, [1, 1], Goal("index", 1 + third))) == [("1", 2)]
    assert best(path(of, [1, 1], Goal("index", 1 + third + Fraction(1, 10**12)))) == [("2", 2)]


def test_a_level_asks_for_all_levels_below_it() -> None:
    of = edition(ROOT, indicator_with("1", 100))
    problem = path(of, [2], Goal("index", 4), raises={("1", 3): 50, ("1", 4): 1})

    assert best(problem) == [("1", 3), ("1", 4)]
    assert problem.effort([0, 1]) == 51


def test_evidence_that_several_indicators_share_is_paid_once() -> None:
    of = edition(
        ROOT,
        indicator_with("1", 30, ("decree", 2)),
        indicator_with("2", 30, ("decree", 2)),
        indicator_with("3", 40, ("report", 2)),
    )
    problem = path(
        of, [1, 1, 1], Goal("index", Fraction(8, 5)), evidence={"decree": 9, "report": 9}
    )

    assert best(problem) == [("1", 2), ("2", 2)]
    assert problem.effort(chosen_sets(problem, 1)[0]) == 1 + 1 + 9


def test_evidence_that_a_level_reached_has_needed_costs_nothing() -> None:
    of = edition(
        ROOT, indicator_with("1", 50, ("decree", None)), indicator_with("2", 50, ("decree", 2))
    )
    problem = path(of, [3, 1], Goal("index", Fraction(5, 2)))

    assert all(not one.evidence for one in problem.raises)
    assert best(problem) == [("2", 2)]


def test_every_indicator_can_be_asked_to_reach_a_level() -> None:
    of = edition(ROOT, indicator_with("1", 50), indicator_with("2", 50))

    assert best(path(of, [1, 4], Goal("index", every_indicator=3))) == [("1", 2), ("1", 3)]


def test_a_node_can_be_the_goal() -> None:
    problem = path(edition(), [1, 1, 1], Goal("A1", Fraction(4, 3)))

    assert {one.code for one in problem.raises} == {"1", "2"}
    assert best(problem) == [("1", 2)]


def test_a_goal_that_is_reached_asks_for_nothing() -> None:
    assert best(path(edition(), [3, 3, 3], Goal("index", 3))) == []


def test_locked_indicators_and_ceilings_are_kept() -> None:
    of = edition(ROOT, indicator_with("1", 20), indicator_with("2", 80))
    goal = Goal("index", Fraction(6, 5), locked={"1"})

    assert best(path(of, [1, 1], goal)) == [("2", 2)]
    with pytest.raises(NoPathError):
        path(of, [1, 1], Goal("index", 3, ceilings={"2": 2}))


def test_what_cannot_be_reached_says_how_far_one_gets() -> None:
    with pytest.raises(NoPathError) as raised:
        path(edition(), [1, 1, 1], Goal("index", 4, locked={"3"}))
    assert raised.value.highest == Fraction(17, 5)
    with pytest.raises(NoPathError):
        path(edition(), [1, 1, 1], Goal("index", every_indicator=3, ceilings={"2": 2}))


def test_what_counts_nothing_stays_so() -> None:
    of = edition(ROOT, indicator_with("1", 50), indicator_with("2", 50))

    assert {one.code for one in path(of, [1, None], Goal("index", 2)).raises} == {"1"}


def test_the_least_of_several_has_no_slope() -> None:
    least = node("index", 100, None, kind="instrument", aggregation="minimum")
    with pytest.raises(NoLinearNodeError):
        path(edition(least, indicator_with("1", 100)), [1], Goal("index", 2))


def test_percents_rise_by_tens() -> None:
    assert steps_of(PERCENT) == tuple(range(0, 101, 10))
    of = edition(ROOT, indicator("1", 100, "index", PERCENT))

    assert best(path(of, [Fraction(151, 2)], Goal("index", 85))) == [("1", 80), ("1", 90)]


def test_levels_of_many_digits_are_added_up_exactly() -> None:
    of = edition(ROOT, *(indicator(str(each), 50, "index", PERCENT) for each in range(2)))
    odd = Fraction(10**30 + 1, 3 * 10**29)  # a little above 10/3
    reached = (10 - odd) / 2 + odd
    problem = path(of, [odd, odd], Goal("index", reached))

    assert [level for _, level in best(problem)] == [10]
    assert len(best(path(of, [odd, odd], Goal("index", reached + Fraction(1, 10**40))))) == 2


def test_alternatives_are_other_ways_and_not_the_same_with_more() -> None:
    of = edition(ROOT, *(indicator_with(str(each), 25) for each in range(1, 5)))
    problem = path(of, [1] * 4, Goal("index", Fraction(5, 4)))
    found = chosen_sets(problem, 9)

    assert [len(chosen) for chosen in found] == [1, 1, 1, 1]
    assert len(set(found)) == 4


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count = draw(st.integers(1, 4))
    codes = st.lists(st.sampled_from("abc"), max_size=2, unique=True)
    nodes = [
        indicator_with(
            str(place),
            draw(st.fractions(1, 9, max_denominator=7)),
            *((code, draw(st.sampled_from([None, 2, 3, 4]))) for code in draw(codes)),
        )
        for place in range(count)
    ]
    of = edition(ROOT, *nodes)
    levels: list[Number | None] = draw(st.lists(st.integers(1, 4), min_size=count, max_size=count))
    costs = st.fractions(0, 6, max_denominator=3)
    raises: dict[tuple[str, Number], Number] = {
        (each.code, level): draw(costs) for each in nodes for level in range(2, 6)
    }
    evidence: dict[str, Number] = {code: draw(costs) for code in "abc"}
    goal = Goal(
        "index", draw(st.fractions(1, 5, max_denominator=11)), draw(st.sampled_from([None, 2]))
    )
    try:
        return problem_of(CompiledEdition(of), levels, goal, Efforts(raises, evidence))
    except NoPathError:
        reject()


@given(problems())
@settings(max_examples=150, deadline=None)
def test_no_set_of_raises_is_cheaper(problem: Problem) -> None:
    found = chosen_sets(problem, 3)
    cheapest = min(problem.effort(chosen) for chosen in solving(problem))

    assert all(problem.is_solved_by(set(chosen)) for chosen in found)
    assert problem.effort(found[0]) == cheapest
    efforts = [problem.effort(chosen) for chosen in found]
    assert efforts == sorted(efforts)


def solving(problem: Problem) -> Iterator[list[int]]:
    """Yield every set of raises that reaches the goal."""
    indicators: dict[str, list[int]] = {}
    for place, one in enumerate(problem.raises):
        indicators.setdefault(one.code, []).append(place)
    for counts in product(*(range(len(places) + 1) for places in indicators.values())):
        chosen = [
            place
            for places, count in zip(indicators.values(), counts, strict=True)
            for place in places[:count]
        ]
        if problem.is_solved_by(set(chosen)):
            yield chosen
