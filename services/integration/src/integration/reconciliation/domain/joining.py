"""Whether the programme of an agency is joined to its plan: findings, and how much money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from integration.reconciliation.domain.evidence import Evidence, amount_of
from integration.reconciliation.domain.finding import Judged, Kind, side_of
from integration.reconciliation.domain.plans import Line, Lines, Unmatched
from integration.sources.domain.reason import Reason
from rules.text import Text

LINE_KINDS: Final[frozenset[Kind]] = frozenset(
    {
        "planned_without_budget",
        "budgeted_without_plan",
        "ceiling_exceeded",
        "another_schedule",
        "unit_differs",
    }
)
_WITHOUT: Final[frozenset[Kind]] = frozenset(
    {"planned_without_budget", "budgeted_without_plan", "unit_differs"}
)
_ALL_OF_THEM: Final[frozenset[Kind]] = LINE_KINDS | {"two_values"}
NOT_COMPARED: Final = Reason(
    "one_side_only",
    Text(
        "Hanya satu sisi yang terbaca untuk instansi dan tahun ini, sehingga belum dapat"
        " dibandingkan.",
        "Only one side is read of this agency and year, so nothing can be compared yet.",
    ),
)
_ELSEWHERE: Final = Reason(
    "other_agency_in_doubt",
    Text(
        "Baris instansi lain yang mungkin sama sedang tidak dapat dipastikan.",
        "A line of another agency that may be the same cannot be told now.",
    ),
)
_NO_AMOUNT: Final = Reason(
    "no_amount",
    Text("Ada baris tanpa jumlah uang.", "There are rows that state no amount of money."),
)
Elsewhere = Mapping[str, Sequence[Unmatched]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The money of an agency and year in rupiah: planned, budgeted, and joined on either side."""

    planned: Fraction = Fraction(0)
    planned_joined: Fraction = Fraction(0)
    budgeted: Fraction = Fraction(0)
    budgeted_joined: Fraction = Fraction(0)

    @property
    def unjoined(self) -> Fraction:
        """Return how much of the plan has no budget, and of the budget no plan."""
        return self.planned - self.planned_joined + self.budgeted - self.budgeted_joined


def judge_joining(evidence: Evidence, lines: Lines, elsewhere: Elsewhere, judged: Judged) -> None:
    """Judge each activity. `elsewhere`: by place, what other agencies have without another side."""
    if not (evidence.has_plan and evidence.has_budget):
        judged.leave(_ALL_OF_THEM, [None], NOT_COMPARED)
        return
    for line in lines.lines:
        reason = line.reason or _unstated(line)
        if reason is not None:
            judged.leave(LINE_KINDS, line.pair.subjects, reason)
            judged.leave(["two_values"], [_copy(each) for each in line.pair.subjects], reason)
            continue
        _judge(evidence, line, elsewhere, judged)
        _judge_copy(evidence, line, judged)
    whole = lines.reason
    if whole is not None:
        # A row that cannot be read may be of an activity that no other row names.
        told = frozenset(one for line in lines.lines for one in line.pair.subjects)
        judged.leave(_ALL_OF_THEM, [None], whole, but=told | {_copy(one) for one in told})


def money_of(evidence: Evidence, lines: Lines) -> Money | Reason:
    """Return the money of all lines, or why nobody can tell it."""
    if not (evidence.has_plan and evidence.has_budget):
        return NOT_COMPARED
    reason = lines.reason or next(filter(None, map(_unstated, lines.lines)), None)
    if reason is not None:
        return reason
    planned = planned_joined = budgeted = budgeted_joined = Fraction(0)
    for line in lines.lines:
        ceiling, in_force = line.ceiling or Fraction(0), line.in_force or Fraction(0)
        planned, budgeted = planned + ceiling, budgeted + in_force
        if line.is_planned and line.is_budgeted:
            planned_joined, budgeted_joined = planned_joined + ceiling, budgeted_joined + in_force
    return Money(
        planned=planned,
        planned_joined=planned_joined,
        budgeted=budgeted,
        budgeted_joined=budgeted_joined,
    )


def _unstated(line: Line) -> Reason | None:
    rows = (line.plan, line.at_first, line.counted)
    return _NO_AMOUNT if any(amount_of(each) is None for each in rows) else None


def _judge(evidence: Evidence, line: Line, elsewhere: Elsewhere, judged: Judged) -> None:
    if line.is_planned and line.is_budgeted:
        _judge_amounts(evidence, line, judged)
    elif line.is_planned or line.is_budgeted:
        _judge_alone(evidence, line, elsewhere, judged)


def _judge_amounts(evidence: Evidence, line: Line, judged: Judged) -> None:
    agency, pair = evidence.agency_code, line.pair
    sides = [line.plan_side(agency), line.budget_side(agency)]
    ceiling, first = line.ceiling or Fraction(0), line.first
    if not first:
        in_force = line.in_force or Fraction(0)
        judged.say(
            "another_schedule",
            pair.subject,
            "budgeted_later",
            sides,
            matched_by=pair.matched_by,
            amount=in_force,
            difference=abs(in_force - ceiling),
        )
    elif first > ceiling:
        is_other = ceiling in line.by_schedule().values()
        kind: Kind = "another_schedule" if is_other else "ceiling_exceeded"
        judged.say(
            kind,
            pair.subject,
            "amount_of_schedule" if is_other else "above_ceiling",
            sides,
            matched_by=pair.matched_by,
            amount=first,
            difference=first - ceiling,
        )


def _judge_alone(evidence: Evidence, line: Line, elsewhere: Elsewhere, judged: Judged) -> None:
    """Judge a line with one side: another agency may have the other one, with the same money."""
    agency, pair = evidence.agency_code, line.pair
    key = pair.plan or pair.budget
    others = () if key is None or (line.plan and line.rows) else elsewhere.get(key.place, ())
    ours = "plan" if line.is_planned else "budget"
    opposite = [one for one in others if one.field != ours]
    if opposite and not all(one.amounts for one in others):
        judged.leave(_WITHOUT, pair.subjects, _ELSEWHERE)
        return
    same = [one for one in others if one.field == ours]
    amounts = {str(one) for one in (line.ceiling, line.first, line.in_force) if one}
    is_one = len(opposite) == 1 and not same and not amounts.isdisjoint(opposite[0].amounts)
    if is_one and ours == "budget":
        return  # it is told of the agency that plans it
    if is_one:
        judged.say(
            "unit_differs",
            pair.subject,
            "other_agency",
            [line.plan_side(agency), opposite[0].side],
            amount=line.ceiling,
            other=opposite[0].agency_code,
        )
        return
    _say_alone(agency, line, judged)


def _say_alone(agency: str, line: Line, judged: Judged) -> None:
    """Say that a line has no other side; of a plan its budget may be there and not locked."""
    if line.is_planned:
        budgets = [line.budget_side(agency)] if line.rows else []
        judged.say(
            "planned_without_budget",
            line.pair.subject,
            "not_locked" if line.rows else "no_budget",
            [line.plan_side(agency), *budgets],
            matched_by=line.pair.matched_by,
            amount=line.ceiling,
            difference=line.ceiling,
        )
        return
    amount = line.in_force or line.first
    judged.say(
        "budgeted_without_plan",
        line.pair.subject,
        "no_plan",
        [line.budget_side(agency)],
        amount=amount,
        difference=amount,
    )


def _judge_copy(evidence: Evidence, line: Line, judged: Judged) -> None:
    """Compare the ceiling with the copy of it that a budget system may keep with each row."""
    rows = line.at_first or line.counted
    copy = amount_of(rows, "original_ceiling") if rows and line.plan else None
    ceiling = line.ceiling
    if copy is None or ceiling is None or copy == ceiling:
        return
    agency = evidence.agency_code
    judged.say(
        "two_values",
        _copy(line.pair.subject),
        "ceiling_copy",
        [line.plan_side(agency), side_of("budget", agency, rows, amount=copy)],
        matched_by=line.pair.matched_by,
        amount=ceiling,
        difference=abs(copy - ceiling),
    )


def _copy(subject: str) -> str:
    return f"ceiling:{subject}"
