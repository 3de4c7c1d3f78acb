"""All that is judged of an agency and year, from its evidence alone: the same for the same data."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from integration.reconciliation.domain.evidence import Evidence
from integration.reconciliation.domain.finding import Disagreement, Judged, Kind, Undecided
from integration.reconciliation.domain.joining import (
    NOT_COMPARED,
    Elsewhere,
    Money,
    judge_joining,
    money_of,
)
from integration.reconciliation.domain.papers import judge_papers
from integration.reconciliation.domain.plans import Lines
from integration.reconciliation.domain.spending import judge_cash_plan, judge_spending
from integration.reconciliation.domain.targets import judge_last_targets, judge_targets
from integration.reconciliation.domain.values import judge_names, judge_values
from integration.records.domain import kinds
from integration.sources.domain.reason import Reason

_TOLD_BY: Final[Sequence[tuple[Sequence[Kind], Sequence[str]]]] = (
    (("realised_beyond_budget",), (kinds.SUB_ACTIVITY, kinds.REALISATION)),
    (("two_values",), (kinds.BUDGET_DOCUMENT, kinds.REALISATION)),
    (
        ("target_without_budget", "budget_without_indicator", "agreement_differs"),
        (kinds.KEY_INDICATOR, kinds.SUB_ACTIVITY),
    ),
    (("unit_differs",), (kinds.UNIT, kinds.SUB_ACTIVITY, kinds.CEILING)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What is found, what nobody can tell, and the figures; a reason: why there are none."""

    found: tuple[Disagreement, ...]
    undecided: tuple[Undecided, ...]
    money: Money | Reason
    indicator_share: Fraction | Reason | None


def derive(evidence: Evidence, lines: Lines, elsewhere: Elsewhere) -> Derived:
    """Judge an agency and year. `elsewhere`: by place, lines of other agencies without a match."""
    judged = Judged(evidence.agency_code, evidence.year)
    _leave_untold(evidence, judged)
    judge_joining(evidence, lines, elsewhere, judged)
    judge_spending(evidence, lines, judged)
    judge_cash_plan(evidence, judged)
    share = judge_targets(evidence, lines, judged)
    judge_last_targets(evidence, judged)
    judge_papers(evidence, judged)
    judge_values(evidence, judged)
    judge_names(evidence, judged)
    return Derived(
        found=tuple(judged.found),
        undecided=tuple(judged.undecided),
        money=money_of(evidence, lines),
        indicator_share=share,
    )


def _leave_untold(evidence: Evidence, judged: Judged) -> None:
    """Leave what a source would have to tell that is not read for the agency any more."""
    for kinds_of_findings, kinds_of_records in _TOLD_BY:
        if not evidence.tells(*kinds_of_records):
            judged.leave(kinds_of_findings, [None], NOT_COMPARED)
