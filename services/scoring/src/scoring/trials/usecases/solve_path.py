"""Find the cheapest raises that reach a goal: a small integer program, solved by HiGHS.

The solver reckons in floating point, so it gets whole numbers only, and what it gives is checked
exactly: a set that does not reach the goal is cut off and the solver asked again. The cost is a
whole number too, so a gap below 1 proves the optimum.

Where raises give indicators their first level, the goal is a mean of what has a value then. That is
no sum of whole numbers any more; the solver is told a little less than what it must come to, so
that no solution is lost, and the exact check decides as ever.

What the goal's node lacks to be judged is such a sum as well: of the weight that gets a level.

All runs of the solver have one deadline together. At its end the best set that was found counts,
marked as not proven; without one, raises are dropped from all of them until none can be spared.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import Any, Final, NamedTuple

import highspy

from kit.errors import Unavailable
from rules.exact import Number
from rules.text import Text
from scoring.trials.domain.deadline import Deadline
from scoring.trials.domain.goal import Aim, Problem
from scoring.trials.domain.mean import Leaf, Mean
from scoring.trials.domain.spare import any_solution, without_spare

_MOST_CUTS: Final = 50
# After the deadline, to leave out what can be spared.
AFTERWARDS_SECONDS: Final = 0.25
_HALF: Final = 0.5
_MOST_UNITS: Final = 10**7
_SLACK: Final = 1e-5
_TINY: Final = 1e-9  # what the solver itself takes for 0


class Solution(NamedTuple):
    """Raises by their places. `is_proven`: no other set is cheaper than this and those before."""

    chosen: tuple[int, ...]
    is_proven: bool


class Solutions(NamedTuple):
    """The cheapest sets of raises. `is_complete`: no more were asked for, or there are no more.

    There may be none where a floor is to be reached too: each can be reached, but not both.
    """

    found: list[Solution]
    is_complete: bool


def solve_path(problem: Problem, *, solutions: int, deadline: Deadline) -> Solutions:
    """Return the cheapest sets of raises, the best first, as far as there is time.

    The others are the cheapest that do not merely add to a better one. Among sets of equal cost
    the one with fewer raises goes first. There may be fewer than were asked for.

    Raises:
        Unavailable: There was no time to find a single one.
    """
    if problem.is_solved_by(()):
        return Solutions([Solution((), is_proven=True)], is_complete=True)
    found, is_complete = _solve(problem, solutions, deadline)
    if not found:
        # Needs no solver, but is seldom the cheapest.
        chosen = any_solution(problem, Deadline(AFTERWARDS_SECONDS))
        if chosen is None and is_complete and problem.needed_share:
            return Solutions([], is_complete=True)
        if chosen is None:
            raise _not_in_time()
        return Solutions([Solution(chosen, is_proven=False)], is_complete=False)
    return Solutions(found, is_complete)


def _solve(problem: Problem, solutions: int, deadline: Deadline) -> tuple[list[Solution], bool]:
    """Return what the solver finds, and whether that is all."""
    found: list[Solution] = []
    if deadline.is_over:
        return found, False
    model = _Model(problem, deadline)
    for _ in range(solutions + _MOST_CUTS):
        if len(found) == solutions:
            return found, True
        run = model.solve()
        if run.chosen is None:
            return found, run.is_proven
        if not problem.is_solved_by(set(run.chosen)):
            if not run.is_proven:
                return found, False
            model.forbid(run.chosen)
        elif run.is_proven:
            found.append(Solution(run.chosen, is_proven=True))
            model.forbid_more_than(run.chosen)
        else:
            chosen = without_spare(problem, run.chosen, Deadline(AFTERWARDS_SECONDS))
            found.append(Solution(chosen, is_proven=False))
            return found, len(found) == solutions
    return found, len(found) == solutions


class _Run(NamedTuple):
    """What one run of the solver gives; None: it has nothing, and proves that if it was in time."""

    chosen: tuple[int, ...] | None
    is_proven: bool


class _Part(NamedTuple):
    """A part of a mean: 1 or 0 for whether it counts, its value or 0, and the value's ends."""

    value: Any
    counts: Any
    low: float
    high: float


class _Model:
    """The program: a variable for every raise and one for every item of evidence."""

    def __init__(self, problem: Problem, deadline: Deadline) -> None:
        self._deadline = deadline
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # it has no types there
        self._solver.HandleUserInterrupt = True
        deadline.stop_at_end(self._solver.cancelSolve)
        for name, value in (
            ("output_flag", False),
            ("random_seed", 1),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", _HALF),
        ):
            self._solver.setOptionValue(name, value)
        efforts = [one.effort for one in problem.raises]
        costs, _ = _whole([*efforts, *problem.evidence.values()])
        # A raise more counts less than the least difference in cost.
        factor = len(problem.raises) + 1
        count = len(problem.raises)
        self._raises = [
            self._solver.addVariable(
                lb=int(one.is_forced),
                ub=1,
                obj=cost * factor + 1,
                type=highspy.HighsVarType.kInteger,
            )
            for one, cost in zip(problem.raises, costs[:count], strict=True)
        ]
        self._evidence = {
            code: self._solver.addVariable(lb=0, ub=1, obj=cost * factor)
            for code, cost in zip(problem.evidence, costs[count:], strict=True)
        }
        self._bind(problem)

    def solve(self) -> _Run:
        """Run the solver until the deadline at the latest."""
        # The solver counts its time anew in every run.
        self._solver.setOptionValue("time_limit", self._deadline.seconds_left)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return _Run(None, is_proven=True)
        is_proven = status == highspy.HighsModelStatus.kOptimal
        solution = self._solver.getSolution()
        if not is_proven and not solution.value_valid:
            return _Run(None, is_proven=False)
        values = solution.col_value
        chosen = (place for place, one in enumerate(self._raises) if values[one.index] > _HALF)
        return _Run(tuple(chosen), is_proven)

    def forbid(self, chosen: Collection[int]) -> None:
        """Leave out exactly this set."""
        inside, outside = self._split(chosen)
        self._require(_sum(outside) - _sum(inside) >= 1 - len(inside))

    def forbid_more_than(self, chosen: Collection[int]) -> None:
        """Leave out this set and all that only add to it."""
        inside, _ = self._split(chosen)
        self._require(_sum(inside) <= len(inside) - 1)

    def _require(self, constraint: Any) -> None:
        """Add a constraint. Terms that cancel are left out: the solver refuses what is nearly 0."""
        places, factors = constraint.unique_elements()
        kept = abs(factors) > _TINY
        low, high = constraint.bounds
        status = self._solver.addRow(low, high, int(kept.sum()), places[kept], factors[kept])
        if status != highspy.HighsStatus.kOk:
            raise ArithmeticError(f"the solver refused {constraint}")

    def _bind(self, problem: Problem) -> None:
        for place, one in enumerate(problem.raises):
            for below in problem.below(place):
                self._require(self._raises[place] <= self._raises[below])
            for code in one.evidence:
                self._require(self._raises[place] <= self._evidence[code])
        self._bind_sum([one.share for one in problem.raises], problem.needed_share)
        if problem.aim is not None:
            self._bind_aim(problem, problem.aim)
        else:
            self._bind_sum([one.gain or 0 for one in problem.raises], problem.needed or 0)

    def _bind_sum(self, gains: Sequence[Number], needed: Number) -> None:
        """Ask for raises whose gains come to what is needed.

        Every sum of gains is so many units: what is needed can be rounded up to them. Where the
        unit is too small for floating point, gains are rounded up to a larger one, so that no
        solution is lost; those that only seem to be one are cut off later.
        """
        if needed > 0:
            unit = max(_whole(gains)[1], Fraction(sum(gains)) / _MOST_UNITS)
            weighted = [
                ceil(gain / unit) * one for gain, one in zip(gains, self._raises, strict=True)
            ]
            self._require(_sum(weighted) >= ceil(needed / unit))

    def _bind_aim(self, problem: Problem, aim: Aim) -> None:
        """Ask for a mean of at least the target: by weight, value - target is not negative."""
        if aim.target is None:
            return
        parts = [self._part(problem, part) for part in aim.mean.parts]
        whole = float(sum(part.weight for part in aim.mean.parts))
        least = float(aim.target)
        self._require(_sum(part.counts for part in parts) >= 1)
        self._require(
            _sum(
                float(of.weight) / whole * (part.value - least * part.counts)
                for of, part in zip(aim.mean.parts, parts, strict=True)
            )
            >= -_SLACK * max(1.0, abs(least))
        )

    def _part(self, problem: Problem, part: Leaf | Mean) -> "_Part":
        if isinstance(part, Mean):
            return self._mean(problem, part)
        places = [place for place, one in enumerate(problem.raises) if one.code == part.code]
        value = self._fixed(part.level or 0)
        counts = self._fixed(1) if part.level is not None else self._raises[places[0]]
        for place in places:
            one = problem.raises[place]
            value = value + float(one.level_to - (one.level_from or 0)) * self._raises[place]
        ends = [part.level or 0, *(problem.raises[place].level_to for place in places)]
        return _Part(value, counts, float(min(0, *ends)), float(max(0, *ends)))

    def _mean(self, problem: Problem, mean: Mean) -> "_Part":
        """Add a node's mean, which may be less but never more than that of what counts below."""
        parts = [self._part(problem, part) for part in mean.parts]
        low, high = min(part.low for part in parts), max(part.high for part in parts)
        counts = self._solver.addVariable(lb=0, ub=1, type=highspy.HighsVarType.kInteger)
        value = self._solver.addVariable(lb=low, ub=high)
        self._require(_sum(part.counts for part in parts) >= counts)
        self._require(value <= high * counts)
        whole = float(sum(part.weight for part in mean.parts))
        carried = []
        for of, part in zip(mean.parts, parts, strict=True):
            self._require(counts >= part.counts)
            # The node's value where the part counts, else nothing.
            share = self._solver.addVariable(lb=low, ub=high)
            self._require(share >= value - high * (counts - part.counts))
            self._require(share >= low * part.counts)
            carried.append(float(of.weight) / whole * (part.value - share))
        self._require(_sum(carried) >= 0)
        return _Part(value, counts, low, high)

    def _fixed(self, number: Number) -> Any:
        return self._solver.addVariable(lb=float(number), ub=float(number))

    def _split(self, chosen: Collection[int]) -> tuple[list[Any], list[Any]]:
        inside = [one for place, one in enumerate(self._raises) if place in chosen]
        return inside, [one for place, one in enumerate(self._raises) if place not in chosen]


def _not_in_time() -> Unavailable:
    return Unavailable(
        Text(
            "Langkah termurah tidak ditemukan tepat waktu. Persempit permintaan, misalnya dengan"
            " mengunci beberapa indikator.",
            "The cheapest path was not found in time. Ask for less, for example by fixing some"
            " indicators.",
        )
    )


def _whole(numbers: Sequence[Number]) -> tuple[list[int], Fraction]:
    """Return the numbers as the smallest whole ones in proportion, and what 1 stands for."""
    common = lcm(*(number.denominator for number in numbers))
    whole = [int(number * common) for number in numbers]
    divisor = gcd(*whole) or 1
    return [number // divisor for number in whole], Fraction(divisor, common)


def _sum(parts: Iterable[Any]) -> Any:
    return highspy.Highs.qsum([*parts])
