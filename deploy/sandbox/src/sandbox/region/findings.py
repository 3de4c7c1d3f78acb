"""What reconciliation must find in the sample, and nothing else: computed from the tables alone.

The numbers of `mismatches` that it comes from stand beside each.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sandbox.region.agencies import agency
from sandbox.region.generate import Region
from sandbox.region.years import CLOSED_YEAR, CURRENT_YEAR, YEARS


class ExpectedFinding(NamedTuple):
    """A finding: its agency, year, kind, subject and cause, and the difference in rupiah."""

    agency_code: str
    year: int
    kind: str
    subject: str
    cause: str
    difference: int | None = None


def expected_findings(region: Region) -> set[ExpectedFinding]:
    """Return the findings that follow from the deliberate mismatches."""
    return {*_of_budgets(region), *_of_papers(), *_of_indicators(region)}


def _of_budgets(region: Region) -> Iterator[ExpectedFinding]:
    # 3: in the budget, never planned
    code = agency("Bakesbangpol").code
    amount = 85_000_000
    yield ExpectedFinding(
        code, CURRENT_YEAR, "budgeted_without_plan", "2.16.03.2.02", "no_plan", amount
    )
    # 5: above the ceiling
    code = agency("DPUPR").code
    yield ExpectedFinding(
        code, CURRENT_YEAR, "ceiling_exceeded", "1.03.10.2.01", "above_ceiling", 1_250_000_000
    )
    # 6: the months of the DPA are not those of the realisation
    disdik = agency("Disdik")
    subject = f"cash_plan:{disdik.unit_code}"
    moved = _moved_in_january(region)
    yield ExpectedFinding(disdik.code, CURRENT_YEAR, "two_values", subject, "cash_plan", moved)
    # 7: money without a DPA
    setwan = agency("Setwan")
    spent = sum(
        row.spent
        for row in region.budgeting.realisations.of(CURRENT_YEAR)
        if row.unit_code == setwan.unit_code
    )
    yield ExpectedFinding(
        setwan.code, CURRENT_YEAR, "realised_beyond_budget", "dpa", "no_dpa", spent
    )
    # 12: the name from before the reorganisation
    code = agency("Bapperida").code
    yield ExpectedFinding(code, CLOSED_YEAR, "unit_differs", "name", "unit_name")
    # 14: planned, in no budget
    code = agency("Dinsos").code
    yield ExpectedFinding(
        code, CURRENT_YEAR, "planned_without_budget", "1.06.04.02", "no_budget", 420_000_000
    )
    # 15: budgeted in a later schedule only
    yield _budgeted_later(region)
    # 17: planned by one agency, budgeted by another
    code = agency("Satpol PP").code
    yield ExpectedFinding(code, CURRENT_YEAR, "unit_differs", "1.05.03.02", "other_agency")


def _of_papers() -> Iterator[ExpectedFinding]:
    # 4, 10: locked or approved before what comes first
    code = agency("Dispusip").code
    kind = "budgeted_without_plan"
    yield ExpectedFinding(code, CURRENT_YEAR, kind, "ceilings", "plan_not_approved")
    code = agency("Disporapar").code
    yield ExpectedFinding(code, CURRENT_YEAR, kind, "renja", "renja_not_approved")
    # 8, 9: agreements and action plans
    kind = "agreement_differs"
    yield ExpectedFinding(agency("DKP").code, CURRENT_YEAR, kind, "signed", "not_signed")
    for name in ("Satpol PP", "DPMD", "Disporapar", "Karang Jernih"):
        yield ExpectedFinding(agency(name).code, CURRENT_YEAR, kind, "plan", "no_action_plan")


def _of_indicators(region: Region) -> Iterator[ExpectedFinding]:
    # 13: of both years, as its targets are
    dlh = agency("DLH")
    number = next(
        row.id
        for row in region.accountability.indicators.all()
        if row.agency_id == dlh.sakip_id and row.unit == "19"
    )
    subject = f"{number}:pengelolaan keanekaragaman hayati"
    for year in YEARS:
        yield ExpectedFinding(dlh.code, year, "target_without_budget", subject, "programme_unknown")
    # 16, and 3 again: what nobody planned, no indicator names either
    kind = "budget_without_indicator"
    for year in YEARS:
        yield ExpectedFinding(agency("BKPSDM").code, year, kind, "2.16.03", "no_indicator")
    code = agency("Bakesbangpol").code
    yield ExpectedFinding(code, CURRENT_YEAR, kind, "2.16.03", "no_indicator")


def _moved_in_january(region: Region) -> int:
    unit = agency("Disdik").unit_code
    paper = next(
        row for row in region.budgeting.documents.of(CURRENT_YEAR) if row.unit_code == unit
    )
    planned = sum(
        row.planned
        for row in region.budgeting.realisations.of(CURRENT_YEAR)
        if (row.unit_code, row.month) == (unit, 1)
    )
    return planned - paper.cash_plan[0]


def _budgeted_later(region: Region) -> ExpectedFinding:
    one = agency("DKPP")
    first, second, _ = sorted(row.id for row in region.budgeting.schedules.of(CURRENT_YEAR))
    rows = [
        row
        for row in region.budgeting.allocations.of(CURRENT_YEAR)
        if row.unit_code == one.unit_code
    ]
    at_first = {row.code for row in rows if row.schedule_id == first}
    late = next(row for row in rows if row.schedule_id == second and row.code not in at_first)
    # What was moved between the schedules is the difference to the plan.
    difference = abs(late.amount - late.planned)
    subject = late.code.rpartition(".")[0]
    return ExpectedFinding(
        one.code, CURRENT_YEAR, "another_schedule", subject, "budgeted_later", difference
    )
