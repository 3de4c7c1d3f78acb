"""Papers that should stand behind one another: ceilings, work plan, DPA, agreement, action plan.

Whether a paper is there is a fact with three values already; what is unknown decides nothing.
"""

from fractions import Fraction
from typing import Final

from integration.reconciliation.domain.evidence import Evidence, SaidFact
from integration.reconciliation.domain.finding import Judged, Kind, Quoted, Side, SideField
from integration.reconciliation.domain.joining import NOT_COMPARED
from integration.sources.domain.reason import Reason
from rules.exact import fraction
from rules.period import month_code
from rules.text import Text

_CEILING_APPROVED: Final = "planning.ceiling_approved"
_RENJA: Final = "planning.renja_approved"
_PLANNED: Final = "planning.ceiling_amount"
_LOCKED: Final = "budgeting.budget_locked"
_DPA: Final = "budgeting.dpa_issued"
_REALISATION: Final = "budgeting.realisation"
_AGREEMENT: Final = "accountability.agreement_signed"
_ACTION_PLAN: Final = "accountability.action_plan_set"
FACTS: Final = (
    _CEILING_APPROVED,
    _RENJA,
    _PLANNED,
    _LOCKED,
    _DPA,
    _REALISATION,
    _AGREEMENT,
    _ACTION_PLAN,
)
"""The facts that are compared."""
_MONTHS: Final = range(12, 0, -1)
_FIELDS: Final[dict[str, SideField]] = {
    "planning": "plan",
    "budgeting": "budget",
    "accountability": "accountability",
}
_SHOWN: Final[dict[bool | None, str]] = {True: "true", False: "false", None: "absent"}
_UNKNOWN: Final = Reason(
    "fact_unknown",
    Text(
        "Fakta yang dibandingkan sedang tidak diketahui.",
        "A fact that is compared is unknown now.",
    ),
)


def judge_papers(evidence: Evidence, judged: Judged) -> None:
    """Judge which paper is there although the one before it is not."""
    for kind, subject, cause, there, lacking in (
        ("budgeted_without_plan", "ceilings", "plan_not_approved", _LOCKED, _CEILING_APPROVED),
        ("budgeted_without_plan", "renja", "renja_not_approved", _CEILING_APPROVED, _RENJA),
        ("agreement_differs", "signed", "not_signed", _DPA, _AGREEMENT),
        ("agreement_differs", "plan", "no_action_plan", _AGREEMENT, _ACTION_PLAN),
    ):
        _judge_pair(evidence, judged, (kind, subject, cause), there=there, lacking=lacking)  # type: ignore[arg-type] # kinds of this tuple
    _judge_spent(evidence, judged)


def _judge_pair(
    evidence: Evidence, judged: Judged, what: tuple[Kind, str, str], *, there: str, lacking: str
) -> None:
    kind, subject, cause = what
    first, second = evidence.said(there), evidence.said(lacking)
    reason = _why_not(first, second)
    if reason is not None:
        judged.leave([kind], [subject], reason)
        return
    if first is None or second is None or first.value is not True:
        return
    if _lacks(evidence, lacking, second):
        money = evidence.said(_PLANNED) if kind == "budgeted_without_plan" else None
        value = None if money is None else money.value
        judged.say(
            kind,
            subject,
            cause,
            [_side(evidence, there, first), _side(evidence, lacking, second)],
            matched_by="agency",
            amount=fraction(value) if isinstance(value, str) else None,
        )


def _judge_spent(evidence: Evidence, judged: Judged) -> None:
    """Judge whether money is spent without a budget document."""
    paper = evidence.said(_DPA)
    spent = next(
        (
            (month, said)
            for month in _MONTHS
            if (said := evidence.said(_REALISATION, month_code(evidence.year, month))) is not None
            and said.status == "value"
        ),
        None,
    )
    if paper is None or paper.status == "unknown" or spent is None:
        reason = NOT_COMPARED if paper is None or spent is None else _UNKNOWN
        judged.leave(["realised_beyond_budget"], ["dpa"], reason)
        return
    month, said = spent
    amount = fraction(said.value) if isinstance(said.value, str) else Fraction(0)
    if paper.value is False and amount > 0:
        judged.say(
            "realised_beyond_budget",
            "dpa",
            "no_dpa",
            [
                _side(evidence, _DPA, paper),
                _side(evidence, _REALISATION, said, says=month_code(evidence.year, month)),
            ],
            matched_by="agency",
            amount=amount,
            difference=amount,
        )


def _why_not(*said: SaidFact | None) -> Reason | None:
    if None in said:
        return NOT_COMPARED
    is_unknown = any(one is not None and one.status == "unknown" for one in said)
    return _UNKNOWN if is_unknown else None


def _lacks(evidence: Evidence, fact: str, said: SaidFact) -> bool:
    """Say whether a paper is known not to be there, in a year in which others have theirs."""
    if said.status == "absent":
        return (fact, str(evidence.year)) in evidence.begun
    return said.value is False


def _side(evidence: Evidence, fact: str, said: SaidFact, *, says: str = "") -> Side:
    value = said.value
    shown = value if isinstance(value, str) else _SHOWN[value]
    return Side(
        field="realisation" if fact == _REALISATION else _FIELDS[fact.partition(".")[0]],
        agency_code=evidence.agency_code,
        says=says or f"{fact}: {shown}",
        amount=value if isinstance(value, str) else None,
        records=tuple(Quoted(said.source_code, *reference) for reference in said.records),
        record_count=said.record_count,
    )
