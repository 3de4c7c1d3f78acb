"""The cost of each sub-activity by month; the tables of planning and budgeting start from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sandbox.region.activities import SubActivity, activities_of, ict_activities
from sandbox.region.agencies import Agency, agency
from sandbox.region.packaged import chance
from sandbox.region.years import CLOSED_YEAR, CURRENT_YEAR

# Shares of an agency's budget, by the last part of a common sub-activity's code.
_COMMON_SHARES = {"2.02.0001": 44, "2.01.0001": 1, "2.01.06": 1, "2.08.0002": 5}
_ICT_SHARE = 4
_ROUND_TO = 50_000

# Parts of the year's cash plan in January to December.
_SALARIES = (8, 8, 9, 8, 8, 16, 8, 8, 8, 8, 8, 3)
_ROUTINE = (6, 8, 8, 8, 9, 9, 9, 9, 9, 9, 8, 8)
_PROJECTS = (2, 3, 5, 7, 9, 11, 12, 13, 13, 12, 8, 5)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The budget of one sub-activity of an agency in the three schedules of a year, in rupiah."""

    agency: Agency
    sub: SubActivity
    year: int
    murni: int
    pergeseran: int
    perubahan: int

    def in_force(self) -> int:
        """Return the amount of the schedule that is in force at the end of the sample."""
        return self.perubahan if self.year == CLOSED_YEAR else self.pergeseran

    def cash_plan(self) -> list[int]:
        """Return the amounts that are to be paid from January to December."""
        return spread(self.in_force(), self._profile(), round_to=1_000)

    def _profile(self) -> Sequence[int]:
        if self.sub.salaries:
            return _SALARIES
        return _ROUTINE if self.sub.common else _PROJECTS


def budget_lines(seed: int, year: int, one: Agency) -> list[BudgetLine]:
    """Return an agency's budget: a shift between projects in spring, a revision in autumn."""
    random = chance(seed, "budget", year, one.code)
    subs = activities_of(one)
    growth = 1 if year == CLOSED_YEAR else Fraction(random.randint(102, 108), 100)
    weights = _weights(subs, projects=[random.randint(60, 140) for _ in subs])
    murni = spread(int(one.budget * growth), weights, round_to=_ROUND_TO)
    pergeseran = _shifted(murni, subs)
    revised = [
        amount if sub.salaries else amount * random.randint(96, 106) // 100
        for amount, sub in zip(pergeseran, subs, strict=True)
    ]
    perubahan = [amount // _ROUND_TO * _ROUND_TO for amount in revised]
    lines = [
        BudgetLine(one, sub, year, *amounts)
        for sub, *amounts in zip(subs, murni, pergeseran, perubahan, strict=True)
    ]
    return [*lines, *_outside_the_plan(one, year)]


def spread(total: int, weights: Sequence[int], *, round_to: int) -> list[int]:
    """Divide an amount in proportion to weights; the parts are rounded and add up to it exactly."""
    whole = sum(weights)
    parts = [total * weight // whole // round_to * round_to for weight in weights]
    largest = weights.index(max(weights))
    parts[largest] += total - sum(parts)
    return parts


def _weights(subs: Sequence[SubActivity], *, projects: Sequence[int]) -> list[int]:
    fixed = [_fixed_share(sub) for sub in subs]
    left = 100 - sum(fixed)
    own = sum(weight for weight, share in zip(projects, fixed, strict=True) if not share)
    return [
        share * own if share else left * weight
        for weight, share in zip(projects, fixed, strict=True)
    ]


def _fixed_share(sub: SubActivity) -> int:
    if sub.common:
        return _COMMON_SHARES[sub.code.removeprefix(f"{sub.programme}.")]
    return _ICT_SHARE if sub in ict_activities() else 0


def _shifted(murni: Sequence[int], subs: Sequence[SubActivity]) -> list[int]:
    """Move a twentieth of the first project to the second; the total of the agency stays."""
    first, second = [place for place, sub in enumerate(subs) if not sub.common][:2]
    moved = murni[first] // 20 // _ROUND_TO * _ROUND_TO
    result = list(murni)
    result[first] -= moved
    result[second] += moved
    return result


def _outside_the_plan(one: Agency, year: int) -> list[BudgetLine]:
    """Return the line that Bakesbangpol has in its budget but not in its plan: a mismatch."""
    if one != agency("Bakesbangpol") or year != CURRENT_YEAR:
        return []
    amount = 85_000_000
    return [BudgetLine(one, ict_activities()[0], year, 0, amount, amount)]
