"""What was spent against what was budgeted, and the cash plan in the two places that have it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from integration.facts.domain.rows import reason_of
from integration.reconciliation.domain.evidence import Evidence, Held, amount_of
from integration.reconciliation.domain.finding import Given, Judged, side_of
from integration.reconciliation.domain.joining import NOT_COMPARED
from integration.reconciliation.domain.plans import Lines
from integration.records.domain import kinds
from integration.records.domain.record import Content
from integration.sources.domain.reason import Reason
from rules.exact import fraction
from rules.text import Text

_Sub = tuple[object, object, object]
_UNSTATED: Final = Reason(
    "no_amount",
    Text("Ada baris realisasi tanpa jumlah uang.", "Rows of realisation state no amount."),
)
_CASH: Final = "cash_plan"


def judge_spending(evidence: Evidence, lines: Lines, judged: Judged) -> None:
    """Judge what was spent on each sub-activity since January against its budget in force."""
    spent, _ = evidence.of_year(kinds.REALISATION)
    if not evidence.has_budget:
        judged.leave(["realised_beyond_budget"], [None], NOT_COMPARED, but=frozenset({"dpa"}))
        return
    budgets, rows = _by_sub(lines.counted.rows), _by_sub(spent.rows)
    limits = _Limits(evidence)
    for sub, given in sorted(rows.items(), key=str):
        reason = _doubt_about(sub, (spent, lines.budget, lines.counted))
        _judge_sub(evidence, sub, given, budgets.get(sub, []), limits, reason, judged)
    whole = reason_of((*spent.doubts, *lines.counted.doubts), None)
    if whole is not None:
        told = frozenset(f"{sub[2]}@{sub[0]}" for sub in rows) | {"dpa"}
        judged.leave(["realised_beyond_budget"], [None], whole, but=told)


def _doubt_about(sub: _Sub, held: Sequence[Held]) -> Reason | None:
    def is_its(content: Content) -> bool:
        return _sub(content) == sub

    return reason_of([d for one in held for d in one.doubts if d.may(is_its)], None)


def _judge_sub(
    evidence: Evidence,
    sub: _Sub,
    given: Sequence[Given],
    own: Sequence[Given],
    limits: "_Limits",
    reason: Reason | None,
    judged: Judged,
) -> None:
    subject = f"{sub[2]}@{sub[0]}"
    total, allowed = limits.spent(given), amount_of(own)
    if reason is not None or total is None or allowed is None:
        judged.leave(["realised_beyond_budget"], [subject], reason or _UNSTATED)
    elif total > allowed * limits.multiple(given):
        agency = evidence.agency_code
        judged.say(
            "realised_beyond_budget",
            subject,
            "beyond_budget" if own else "nothing_budgeted",
            [
                side_of("budget", agency, own, amount=allowed),
                side_of("realisation", agency, given, amount=total),
            ],
            amount=total,
            difference=total - allowed,
        )


def judge_cash_plan(evidence: Evidence, judged: Judged) -> None:
    """Compare the months of a unit's only budget document with its rows of realisation.

    Of several documents nobody can tell which is whose, so nothing is compared. A month counts
    where every row of the unit states its plan.
    """
    papers, _ = evidence.of_year(kinds.BUDGET_DOCUMENT)
    rows, _ = evidence.of_year(kinds.REALISATION)
    limits = _Limits(evidence)
    by_unit: dict[object, list[Given]] = defaultdict(list)
    for paper in papers.rows:
        by_unit[paper.record.content.get("unit_id")].append(paper)
    for unit, found in sorted(by_unit.items(), key=str):
        subject = f"{_CASH}:{unit}"
        own = rows.of(lambda content, unit=unit: content["unit_id"] == unit)  # type: ignore[misc] # bound now
        doubts = (*own.doubts, *papers.of(lambda c, unit=unit: c["unit_id"] == unit).doubts)  # type: ignore[misc] # bound now
        reason = reason_of(doubts, None)
        if reason is not None:
            judged.leave(["two_values"], [subject], reason)
        elif len(found) == 1 and not limits.is_cumulative(own.rows, "planned"):
            _compare_months(evidence, subject, found[0], own, judged)


def _compare_months(
    evidence: Evidence, subject: str, paper: Given, rows: Held, judged: Judged
) -> None:
    plan = _months(paper.record.content.get("cash_plan") or {})
    by_month: dict[int, list[Given]] = defaultdict(list)
    for row in rows.rows:
        by_month[row.record.content["month"]].append(row)
    differing: dict[int, tuple[Fraction, Fraction, list[Given]]] = {}
    for month, given in by_month.items():
        stated, written = amount_of(given, "planned"), plan.get(month)
        if stated is not None and written is not None and stated != written:
            differing[month] = (written, stated, given)
    if not differing:
        return
    agency = evidence.agency_code
    named = ", ".join(f"{evidence.year}-{month:02}" for month in sorted(differing))
    in_paper = sum((written for written, _, _ in differing.values()), Fraction(0))
    in_rows = sum((stated for _, stated, _ in differing.values()), Fraction(0))
    quoted = [row for month in sorted(differing) for row in differing[month][2]]
    judged.say(
        "two_values",
        subject,
        _CASH,
        [
            side_of("budget", agency, [paper], says=named, amount=in_paper),
            side_of("realisation", agency, quoted, says=named, amount=in_rows),
        ],
        amount=in_paper,
        difference=max(abs(written - stated) for written, stated, _ in differing.values()),
    )


def _months(plan: Content) -> Mapping[int, Fraction]:
    return {int(month): fraction(amount) for month, amount in plan.items() if amount is not None}


class _Limits:
    """How each source writes its columns, and how far its realisation may go."""

    def __init__(self, evidence: Evidence) -> None:
        self._records = {told.source.code: told.records for told in evidence.sources}

    def multiple(self, given: Sequence[Given]) -> Fraction:
        return max(self._records[one.source_code].budget_multiple for one in given)

    def is_cumulative(self, given: Iterable[Given], column: str) -> bool:
        return any(column in self._records[one.source_code].cumulative for one in given)

    def spent(self, given: Sequence[Given]) -> Fraction | None:
        """Return what was spent since January; None if a row that is needed does not state it."""
        if self.is_cumulative(given, "spent"):
            newest = max(given, key=lambda one: one.record.content["month"])
            return amount_of([newest], "spent")
        return amount_of(given, "spent")


def _by_sub(rows: Iterable[Given]) -> Mapping[_Sub, list[Given]]:
    found: dict[_Sub, list[Given]] = defaultdict(list)
    for row in rows:
        found[_sub(row.record.content)].append(row)
    return found


def _sub(content: Content) -> _Sub:
    return content["unit_id"], content["code_set"], content["code"]
