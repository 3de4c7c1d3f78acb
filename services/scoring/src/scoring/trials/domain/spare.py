"""A solution without a solver: raises that can be spared are left out, the dearest first."""

from collections.abc import Collection, Sequence

from scoring.trials.domain.goal import Problem

# So often at most it is checked whether a raise can be spared: of many, some needless ones stay.
_MOST_CHECKS = 400


def any_solution(problem: Problem) -> tuple[int, ...] | None:
    """Return raises that reach the goal, seldom the cheapest; None if none are found this way.

    Where first levels take weight from others, all raises together may come to less than some of
    them: then those whose indicator can reach least are left out first.
    """
    chosen = set(range(len(problem.raises)))
    for places in _first_levels(problem):
        if problem.is_solved_by(chosen):
            break
        chosen.difference_update(places)
    return without_spare(problem, chosen) if problem.is_solved_by(chosen) else None


def without_spare(problem: Problem, chosen: Collection[int]) -> tuple[int, ...]:
    """Return a solution without the raises that it does not need, as far as they are found."""
    kept = set(chosen)
    checks = 0
    while checks < _MOST_CHECKS:
        before = len(kept)
        for place in sorted(_tops(problem, kept), key=lambda place: -problem.raises[place].effort):
            checks += 1
            if problem.is_solved_by(kept - {place}):
                kept.remove(place)
            if checks >= _MOST_CHECKS:
                break
        if len(kept) == before:
            break
    return tuple(sorted(kept))


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
