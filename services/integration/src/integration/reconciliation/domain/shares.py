"""The shares of an agency and year as facts of this product, and the record that proves them."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from integration.facts.domain.fact import FactKey, Observation
from integration.reconciliation.domain.derive import Derived
from integration.reconciliation.domain.finding import Finding
from integration.reconciliation.domain.joining import Money
from integration.records.domain.kinds import RECONCILIATION
from integration.records.domain.record import Record
from integration.sources.domain.reason import Reason
from rules.exact import text_of
from rules.period import year_code
from rules.text import Text

PLAN_BUDGETED: Final = "reconciliation.plan_budgeted"
BUDGET_PLANNED: Final = "reconciliation.budget_planned"
BUDGET_MEASURED: Final = "reconciliation.budget_measured"
UNJOINED: Final = "reconciliation.unjoined_amount"
OPEN_FINDINGS: Final = "reconciliation.open_findings"
RESOURCE: Final = "reconciliations"
ADAPTER: Final = "tolok-reconciliation@1"
"""Stands for an adapter in the facts; another way of comparing gets another number."""

_HUNDRED: Final = 100
_IN_DOUBT: Final = Reason(
    "findings_in_doubt",
    Text(
        "Ada temuan yang sedang tidak dapat dipastikan.",
        "There are findings that are in doubt now.",
    ),
)


def record_of(
    agency_code: str, year: int, derived: Derived, findings: Collection[Finding]
) -> Record | None:
    """Return the record of what was compared; None where nothing can be told of the money."""
    money = derived.money
    if isinstance(money, Reason):
        return None
    share = derived.indicator_share
    going = [one for one in findings if one.status != "resolved"]
    content: dict[str, Any] = {
        "agency_code": agency_code,
        "year": year,
        "planned": text_of(money.planned),
        "planned_joined": text_of(money.planned_joined),
        "budgeted": text_of(money.budgeted),
        "budgeted_joined": text_of(money.budgeted_joined),
        "measured_share": text_of(share) if isinstance(share, Fraction) else None,
        "findings": {str(one.finding_id): one.status for one in going},
    }
    return Record.of(RECONCILIATION, f"{year}:{agency_code}", content)


def observations(
    agency_code: str,
    year: int,
    derived: Derived,
    findings: Collection[Finding],
    record: Record | None,
) -> Iterator[Observation]:
    """Yield the shares; a share of nothing is absent, and what cannot be told is unknown."""
    records = () if record is None else (record,)
    for fact, value in _values(derived, findings).items():
        key = FactKey(agency_code, fact, year_code(year))
        doubt = value if isinstance(value, Reason) else None
        said = text_of(value) if isinstance(value, Fraction) else None
        yield Observation(key, said, records, doubt)


def _values(
    derived: Derived, findings: Collection[Finding]
) -> Mapping[str, Fraction | Reason | None]:
    money, share = derived.money, derived.indicator_share
    measured = share * _HUNDRED if isinstance(share, Fraction) else share
    if isinstance(money, Reason):
        found: dict[str, Fraction | Reason | None] = dict.fromkeys(
            (PLAN_BUDGETED, BUDGET_PLANNED, UNJOINED), money
        )
    else:
        found = _of_money(money)
    is_doubtful = any(one.doubt is not None for one in findings if one.status != "resolved")
    count = Fraction(sum(one.status == "open" for one in findings))
    doubt = money if isinstance(money, Reason) else _IN_DOUBT if is_doubtful else None
    return {**found, BUDGET_MEASURED: measured, OPEN_FINDINGS: count if doubt is None else doubt}


def _of_money(money: Money) -> dict[str, Fraction | Reason | None]:
    return {
        PLAN_BUDGETED: _share(money.planned_joined, money.planned),
        BUDGET_PLANNED: _share(money.budgeted_joined, money.budgeted),
        UNJOINED: money.unjoined,
    }


def _share(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole * _HUNDRED if whole else None
