"""A solution without a solver: of many raises those are left out that can be spared.

It is seldom the cheapest. The raises that cost most for what they give are left out first.
"""

from collections.abc import Collection, Sequence
from heapq import heapify, heappop, heappush
from math import inf
from typing import Final

from scoring.trials.domain.deadline import Deadline
from scoring.trials.domain.goal import Problem

_CUTS: Final = 16


def any_solution(problem: Problem, deadline: Deadline) -> tuple[int, ...] | None:
    """Return raises that reach the goal; None if none are found this way.

    Where first levels take weight from others, all raises together may come to less than some of
    them: then those are left out whose indicator can reach least, more of them at each try.
    """
    free = _first_levels(problem)
    everything = range(len(problem.raises))
    for count in sorted({len(free) * part // _CUTS for part in range(_CUTS + 1)}):
        left_out = {place for places in free[:count] for place in places}
        chosen = [place for place in everything if place not in left_out]
        if problem.is_solved_by(set(chosen)):
            return without_spare(problem, chosen, deadline)
    return None


def without_spare(problem: Problem, chosen: Collection[int], deadline: Deadline) -> tuple[int, ...]:
    """Return a solution without the raises that it does not need, as far as there is time."""
    kept = set(chosen)
    spare = None if problem.aim else problem.sum_of(kept) - (problem.needed or 0)
    spare_share = problem.share_of(kept) - problem.needed_share
    tops = [(-_price(problem, place), place) for place in _tops(problem, kept)]
    heapify(tops)
    while tops and not (spare is None and deadline.is_over):
        _, place = heappop(tops)
        one = problem.raises[place]
        # Sums are followed; a mean has to be asked for again.
        if one.share > spare_share:
            is_needed = True
        elif spare is not None:
            is_needed = one.is_forced or (one.gain or 0) > spare
        else:
            is_needed = not problem.is_solved_by(kept - {place})
        if is_needed:
            continue
        kept.remove(place)
        spare_share -= one.share
        if spare is not None:
            spare -= one.gain or 0
        for below in problem.below(place):
            heappush(tops, (-_price(problem, below), below))
    return tuple(sorted(kept))


def _price(problem: Problem, place: int) -> float:
    """Return what a raise costs for what it gives."""
    one = problem.raises[place]
    effort = one.effort + sum(problem.evidence[code] for code in one.evidence)
    if one.gain is None:
        return float(effort)
    return float(effort / one.gain) if one.gain else inf


def _tops(problem: Problem, chosen: Collection[int]) -> list[int]:
    """Return the raises that no other one rests on."""
    resting = {below for place in chosen for below in problem.below(place)}
    return [place for place in chosen if place not in resting]


def _first_levels(problem: Problem) -> Sequence[Sequence[int]]:
    """Return the raises of indicators that need not get a level, by the highest they can have."""
    free: dict[str, list[int]] = {}
    for place, one in enumerate(problem.raises):
        if one.code in free or (one.level_from is None and not one.is_forced):
            free.setdefault(one.code, []).append(place)
    return sorted(free.values(), key=lambda places: problem.raises[places[-1]].level_to)
