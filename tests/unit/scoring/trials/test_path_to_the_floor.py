"""A path whose result would be judged, checked against trying everything."""

from fractions import Fraction
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.waiting import NEVER_SECONDS
from tests.unit.rules.samples import LEVELS, PERCENT, by_code, edition, indicator
from tests.unit.scoring.trials.test_path import ROOT, chosen_sets

from rules.compiled import CompiledEdition
from rules.edition import Edition, node_values
from rules.exact import Number
from scoring.trials.domain.deadline import Deadline
from scoring.trials.domain.goal import Efforts, Goal, Lack, Problem
from scoring.trials.domain.path import NoFloorError, NoPathError, problem_of
from scoring.trials.domain.spare import any_solution
from scoring.trials.usecases.solve_path import solve_path

MONTH = edition(
    ROOT,
    indicator("1", 15, "index", PERCENT),
    indicator("2", 55, "index", PERCENT),
    indicator("3", 30, "index", PERCENT),
)


def lack_of(
    of: Edition, given: list[bool], floor: Number, *, answerable: frozenset[str] | None = None
) -> Lack:
    """Return what an index lacks of which some indicators have a level."""
    total = sum(each.weight for each in of.indicators)
    shares = {each.code: Fraction(each.weight) / total for each in of.indicators}
    missing = [
        each.code for each, is_given in zip(of.indicators, given, strict=True) if not is_given
    ]
    share = 1 - sum(shares[code] for code in missing)
    known = {code: shares[code] for code in missing if answerable is None or code in answerable}
    return Lack(max(Fraction(0), floor - share), known)


def path(levels: list[Number | None], goal: Goal, of: Edition, lack: Lack) -> Problem:
    unanswered = {
        each.code for each, level in zip(of.indicators, levels, strict=True) if level is None
    }
    return problem_of(
        CompiledEdition(of), levels, goal, Efforts(), unanswered=unanswered, lack=lack
    )


def best(problem: Problem) -> dict[str, Number]:
    (chosen, *_) = chosen_sets(problem, 1)
    return {problem.raises[place].code: problem.raises[place].level_to for place in chosen}


def test_a_month_that_is_known_to_15_percent_must_be_answered_first() -> None:
    problem = path(
        [100, None, None],
        Goal("index", 90),
        MONTH,
        lack_of(MONTH, [True, False, False], Fraction(7, 10)),
    )

    assert problem.needed == -10
    assert not problem.is_solved_by(())
    # 2 brings the 55 that are lacking, and keeps 90: (15 * 100 + 55 * 90) / 70.
    assert best(problem) == {"2": 90}


def test_what_counts_without_an_answer_is_answered() -> None:
    of = edition(ROOT, *(indicator(str(each), 50, "index", LEVELS) for each in (1, 2)))
    problem = path([3, 1], Goal("index", 2), of, lack_of(of, [True, False], Fraction(7, 10)))

    assert (problem.needed, problem.needed_share) == (0, Fraction(1, 5))
    assert best(problem) == {"2": 1}
    assert problem.effort(chosen_sets(problem, 1)[0]) == 0


def test_where_nobody_may_answer_there_is_no_path() -> None:
    lack = lack_of(MONTH, [True, False, False], Fraction(7, 10))
    with pytest.raises(NoFloorError) as raised:
        path([100, None, None], Goal("index", 90, locked={"2"}), MONTH, lack)

    assert raised.value.share == Fraction(3, 10)


def test_target_and_floor_can_exclude_each_other() -> None:
    lack = lack_of(MONTH, [True, False, False], Fraction(7, 10))
    problem = path([100, None, None], Goal("index", 90, ceilings={"2": 50, "3": 50}), MONTH, lack)
    solved = solve_path(problem, solutions=1, deadline=Deadline(NEVER_SECONDS))

    assert (solved.found, solved.is_complete) == ([], True)


class Drawn(NamedTuple):
    """A goal on a small edition, some of whose indicators nobody has answered."""

    of: Edition
    levels: list[Number | None]
    given: list[bool]
    goal: Goal
    floor: Fraction


@st.composite
def tasks(draw: st.DrawFn) -> Drawn:
    count = draw(st.integers(1, 3))
    weights = st.fractions(1, 9, max_denominator=7)
    of = edition(ROOT, *(indicator(str(at), draw(weights), "index", LEVELS) for at in range(count)))
    given = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    empty = draw(st.sampled_from([None, 1]))
    levels: list[Number | None] = [
        draw(st.integers(1, 5)) if is_given else empty for is_given in given
    ]
    ceilings = {str(at): draw(st.integers(1, 5)) for at in range(count)}
    goal = Goal("index", draw(st.fractions(1, 5, max_denominator=11)), ceilings=ceilings)
    return Drawn(of, levels, given, goal, draw(st.fractions(0, 1, max_denominator=9)))


@given(tasks())
@settings(max_examples=200, deadline=None)
def test_no_way_to_goal_and_floor_is_cheaper(drawn: Drawn) -> None:
    of, levels, given_, goal, floor = drawn
    every = [*_solving(drawn)]
    lack = lack_of(of, given_, floor)
    try:
        problem = path(levels, goal, of, lack)
    except (NoPathError, NoFloorError):
        assert not every
        return
    solved = solve_path(problem, solutions=2, deadline=Deadline(NEVER_SECONDS))
    assert bool(solved.found) == bool(every)
    for found in solved.found:
        assert found.is_proven
        assert problem.is_solved_by(set(found.chosen))
    if every:
        assert problem.effort(solved.found[0].chosen) == min(every)
        without_solver = any_solution(problem, Deadline(NEVER_SECONDS))
        assert without_solver is None or problem.is_solved_by(set(without_solver))


def _solving(drawn: Drawn) -> list[int]:
    """Return the efforts of all ways, by the plain definition."""
    of, levels, given_, goal, floor = drawn
    choices = [
        [
            (level, is_given),
            *(
                (step, True)
                for step in range(1, 6)
                if _is_open(level, step, ceiling, is_given=is_given)
            ),
        ]
        for level, is_given, ceiling in zip(levels, given_, goal.ceilings.values(), strict=True)
    ]
    total, efforts = sum(each.weight for each in of.indicators), []
    for chosen in product(*choices):
        value = node_values(of, by_code(of, [level for level, _ in chosen]))["index"]
        share = sum(
            each.weight
            for each, (_, is_given) in zip(of.indicators, chosen, strict=True)
            if is_given
        )
        if value is not None and value >= (goal.target or 0) and share >= floor * total:
            efforts.append(
                sum(
                    _effort(before, level)
                    for before, (level, _) in zip(levels, chosen, strict=True)
                )
            )
    return efforts


def _is_open(level: Number | None, step: int, ceiling: Number, *, is_given: bool) -> bool:
    if level is not None and step == level:
        return not is_given
    return (level is None or step > level) and step <= ceiling


def _effort(before: Number | None, level: Number | None) -> int:
    """Return the default effort: each step costs its place, the first nothing."""
    if level is None:
        return 0
    return sum(step - 1 for step in range(1, int(level) + 1) if before is None or step > before)
