"""A path that cannot be proven in time: the best that was found counts, and says so."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, reject, settings
from tests.support.waiting import NEVER_SECONDS
from tests.unit.rules.samples import edition
from tests.unit.scoring.trials import test_path_of_unanswered as unanswered
from tests.unit.scoring.trials.test_path import ROOT, indicator_with, path, problems, solving

from scoring.trials.domain.deadline import Deadline
from scoring.trials.domain.goal import Goal, Problem
from scoring.trials.domain.path import NoPathError
from scoring.trials.domain.spare import any_solution
from scoring.trials.usecases import solve_path as solver
from scoring.trials.usecases.solve_path import Solutions, solve_path

if TYPE_CHECKING:
    import pytest


def four_equal() -> Problem:
    of = edition(ROOT, *(indicator_with(str(number), 25) for number in range(1, 5)))
    return path(of, [1] * 4, Goal("index", Fraction(5, 4)))


class Steps:
    """A clock on which every look takes a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def solved_in(problem: Problem, seconds: float, *, solutions: int = 3) -> Solutions:
    deadline = Deadline(seconds, monotonic=Steps())
    return solve_path(problem, solutions=solutions, deadline=deadline)


@given(problems())
@settings(max_examples=50, deadline=None)
def test_without_any_time_a_way_is_found_that_spares_what_it_can(problem: Problem) -> None:
    found = solved_in(problem, 0)
    chosen = set(found.found[0].chosen)

    assert problem.is_solved_by(chosen)
    assert found.found[0].is_proven == found.is_complete == problem.is_solved_by(())
    needed_by = {below for place in chosen for below in problem.below(place)}
    assert not any(problem.is_solved_by(chosen - {place}) for place in chosen - needed_by)


@given(unanswered.tasks())
@settings(max_examples=50, deadline=None)
def test_so_it_is_where_first_levels_take_weight_from_others(drawn: unanswered.Drawn) -> None:
    of, levels, goal, efforts = drawn
    try:
        problem = unanswered.path(levels, goal, of, efforts)
    except NoPathError:
        reject()
    found = any_solution(problem, Deadline(NEVER_SECONDS))

    assert found is not None
    assert problem.is_solved_by(set(found))


def test_what_was_proven_before_the_end_stays() -> None:
    found = solved_in(four_equal(), 4)

    assert [solution.is_proven for solution in found.found][:1] == [True]
    assert len(found.found) < 3
    assert not found.is_complete


def test_no_run_is_made_when_enough_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    runs, run = [], solver._Model.solve

    def counted(self: solver._Model) -> solver._Run:
        runs.append(1)
        return run(self)

    monkeypatch.setattr(solver._Model, "solve", counted)
    found = solve_path(four_equal(), solutions=2, deadline=Deadline(NEVER_SECONDS))

    assert (len(found.found), len(runs)) == (2, 2)
    assert found.is_complete
    assert all(solution.is_proven for solution in found.found)


def test_when_there_are_no_more_ways_all_were_looked_for() -> None:
    found = solve_path(four_equal(), solutions=9, deadline=Deadline(NEVER_SECONDS))

    assert len(found.found) == 4
    assert found.is_complete


def test_a_computation_that_is_ended_early_stops() -> None:
    deadline = Deadline(NEVER_SECONDS)
    deadline.end()
    found = solve_path(four_equal(), solutions=3, deadline=deadline)

    assert [solution.is_proven for solution in found.found] == [False]
    (cheapest, *_) = solving(four_equal())
    assert len(found.found[0].chosen) == len(cheapest)
