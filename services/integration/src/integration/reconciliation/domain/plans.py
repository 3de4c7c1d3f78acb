"""A plan against its budget, activity by activity: E-Planning against E-Program.

The ceiling of a plan belongs to the first schedule of the year's budget; later schedules may move
money by law, and what is in force is that of the latest locked one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from integration.facts.domain.budgeting import Budgets
from integration.facts.domain.rows import reason_of
from integration.reconciliation.domain.evidence import Evidence, Held, Told, amount_of, joined
from integration.reconciliation.domain.finding import Given, Side, side_of
from integration.reconciliation.domain.keys import (
    ActivityKey,
    Pair,
    of_budget,
    of_plan,
    pairs_of,
)
from integration.records.domain import kinds
from integration.records.domain.business_key import same_writing
from integration.records.domain.record import Content
from integration.sources.domain.reason import Reason

_FIRST_SCHEDULE: Final = "original"
_KeyOf = Callable[[Content], ActivityKey | None]


class Unmatched(NamedTuple):
    """A line that has no other within its agency: another agency may have it.

    `amounts` are those that may be its own; none if it cannot be told now.
    """

    field: Literal["plan", "budget"]
    place: str
    agency_code: str
    amounts: tuple[str, ...]
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An activity in its plan and in its budget. `reason`: why nothing can be told of it.

    `ceiling`, `first` and `in_force` are its money in the plan, in the first schedule of the
    budget, and in the schedule that counts; None: no row, or one that states no amount.
    """

    pair: Pair
    plan: tuple[Given, ...]
    rows: tuple[Given, ...]
    at_first: tuple[Given, ...]
    counted: tuple[Given, ...]
    reason: Reason | None

    @property
    def ceiling(self) -> Fraction | None:
        """Return the money in the plan."""
        return amount_of(self.plan) if self.plan else None

    @property
    def first(self) -> Fraction | None:
        """Return the money in the first schedule."""
        return amount_of(self.at_first) if self.at_first else None

    @property
    def in_force(self) -> Fraction | None:
        """Return the money in the schedule that counts."""
        return amount_of(self.counted) if self.counted else None

    @property
    def is_planned(self) -> bool:
        """Say whether there is money in the plan."""
        return bool(self.ceiling)

    @property
    def is_budgeted(self) -> bool:
        """Say whether there is money in a locked schedule."""
        return bool(self.in_force or self.first)

    def by_schedule(self) -> Mapping[str, Fraction | None]:
        """Return the money of each schedule."""
        found: dict[str, list[Given]] = defaultdict(list)
        for row in self.rows:
            found[same_writing(row.record.content["schedule_id"])].append(row)
        return {schedule: amount_of(rows) for schedule, rows in found.items()}

    def plan_side(self, agency_code: str) -> Side:
        """Return the plan, quoted."""
        titles = [row.record.content.get("title") or "" for row in self.plan]
        said = "; ".join(sorted({title for title in titles if title}))
        return side_of("plan", agency_code, self.plan, says=said, amount=self.ceiling)

    def budget_side(self, agency_code: str) -> Side:
        """Return the budget, quoted: that of the first schedule, else the one that counts."""
        rows = self.at_first or self.counted or self.rows
        titles = {row.record.content.get("title") or "" for row in rows}
        said = "; ".join(sorted(title for title in titles if title))
        return side_of("budget", agency_code, rows, says=said, amount=amount_of(rows))


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of an agency and year, with the doubts about its plan and its budget as wholes."""

    lines: tuple[Line, ...]
    plan: Held
    budget: Held
    counted: Held

    @property
    def reason(self) -> Reason | None:
        """Return why sums of all lines cannot be told."""
        return reason_of((*self.plan.doubts, *self.budget.doubts, *self.counted.doubts), None)

    def unmatched(self, agency_code: str) -> Iterator[Unmatched]:
        """Yield the lines that have money and no other within the agency."""
        for line in self.lines:
            key = line.pair.plan or line.pair.budget
            if key is None or (line.plan and line.rows):
                continue
            if line.plan and (line.is_planned or line.reason):
                said = () if line.reason else _texts([line.ceiling])
                side = line.plan_side(agency_code)
                yield Unmatched("plan", key.place, agency_code, said, side)
            elif line.rows and (line.is_budgeted or line.reason):
                said = () if line.reason else _texts([line.first, line.in_force])
                side = line.budget_side(agency_code)
                yield Unmatched("budget", key.place, agency_code, said, side)


def lines_of(evidence: Evidence) -> Lines:
    """Return the lines of an agency and year, in the order of their codes."""
    plan = evidence.of_year(kinds.CEILING)[0]
    budgets = list(evidence.budgets())
    listed = _of(budgets, "rows")
    counted, at_first = _of(budgets, "counted"), Held(tuple(_at_first(evidence, budgets)))
    by_plan, by_budget = _by_key(plan.rows, of_plan), _by_key(listed.rows, of_budget)
    firsts, counts = _by_key(at_first.rows, of_budget), _by_key(counted.rows, of_budget)
    lines = []
    for pair in pairs_of(by_plan.keys(), by_budget.keys()):
        doubts = [
            *(doubt for doubt in plan.doubts if doubt.may(_is(pair, of_plan))),
            *(doubt for doubt in listed.doubts if doubt.may(_is(pair, of_budget))),
            *(doubt for doubt in counted.doubts if doubt.may(_is(pair, of_budget))),
        ]
        line = Line(
            pair=pair,
            plan=tuple(by_plan.get(pair.plan, ())) if pair.plan else (),
            rows=tuple(by_budget.get(pair.budget, ())) if pair.budget else (),
            at_first=tuple(firsts.get(pair.budget, ())) if pair.budget else (),
            counted=tuple(counts.get(pair.budget, ())) if pair.budget else (),
            reason=reason_of(doubts, None),
        )
        lines.append(line)
    lines.sort(key=lambda line: line.pair.subject)
    return Lines(tuple(lines), plan, listed, counted)


def first_schedule(told: Told, budgets: Budgets, year: int) -> str | None:
    """Return the schedule to which the ceilings of the plan belong; None: nobody can tell.

    It is the one that is called the original; where none or several are, the earliest.
    """
    schedules = told.records.of_year(kinds.SCHEDULE, year)
    named = {
        same_writing(row.content["schedule_id"])
        for row in schedules
        if row.content.get("name") == _FIRST_SCHEDULE
    }
    if len(named) == 1:
        return named.pop()
    rows = schedules if len(schedules) else budgets.rows
    begun = {(row.content["starts_at"], same_writing(row.content["schedule_id"])) for row in rows}
    if not begun:
        return None
    earliest = min(at for at, _ in begun)
    found = [schedule for at, schedule in begun if at == earliest]
    return found[0] if len(found) == 1 else None


def _at_first(evidence: Evidence, found: Sequence[tuple[Told, Budgets]]) -> Iterator[Given]:
    for told, budgets in found:
        schedule = first_schedule(told, budgets, evidence.year)
        for row in budgets.locked:
            if same_writing(row.content["schedule_id"]) == schedule:
                yield Given(told.source.code, row)


def _of(found: Iterable[tuple[Told, Budgets]], part: Literal["rows", "counted"]) -> Held:
    rows = ((told, getattr(budgets, part)) for told, budgets in found)
    return joined(kinds.SUB_ACTIVITY, rows)[0]


def _by_key(rows: Iterable[Given], key_of: _KeyOf) -> dict[ActivityKey, list[Given]]:
    found: dict[ActivityKey, list[Given]] = defaultdict(list)
    for row in rows:
        key = key_of(row.record.content)
        if key is not None:
            found[key].append(row)
    return found


def _is(pair: Pair, key_of: _KeyOf) -> Callable[[Content], bool]:
    """Return what holds of rows that may be of this activity; a part that is not read may be."""
    places = {key.place for key in (pair.plan, pair.budget) if key is not None}

    def holds(content: Content) -> bool:
        key = key_of(content)
        return key is None or key.place in places

    return holds


def _texts(amounts: Iterable[Fraction | None]) -> tuple[str, ...]:
    return tuple(str(amount) for amount in amounts if amount is not None)
