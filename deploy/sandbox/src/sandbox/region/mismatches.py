"""The deliberate mismatches of the sample. Each function makes one.

1.  Dishub has ICT in its plan of 2026 but has not consulted the ICT unit: indicator 13 is level 2.
2.  Lembah Hening's budget of 2026 never reached e-SAKIP, each attempt failed: indicator 18 is 2.
3.  Bakesbangpol has ICT in its budget of 2026 that was never planned (see `budget_lines`).
4.  Dispusip's ceilings of 2026 wait for approval in e-planning while e-program's budget is locked.
5.  DPUPR's road works of 2026 are budgeted 1.25 thousand million rupiah above e-planning's ceiling.
6.  Disdik's DPA of 2026 plans for February what its realisation rows plan for January.
7.  Setwan books its realisation of 2026 on a DPA that has neither number nor date.
8.  DKP has a DPA for 2026 but no signed performance agreement.
9.  Four agencies have no action plan for 2026: two have a draft, two have nothing.
10. Disporapar's work plan (Renja) of 2026 is not approved although its ceilings are.
11. DPMD has reported nothing for the third quarter of 2026, Disnakertrans one of two indicators.
12. e-program still uses Bapperida's name from before the reorganisation in 2025.
13. A key indicator of DLH is supported by a programme that is in no plan and no budget.
14. Dinsos plans an activity for 2026, 420 million rupiah, that is in no budget.
15. An activity of DKPP in the plan of 2026 is budgeted from the schedule *pergeseran* on only.
16. No key indicator of BKPSDM names its programme of applications and informatics.
17. What BPBD budgets for preparedness in 2026 stands in the plan of Satpol PP.

Which of them reconciliation must find, and as what, is in `findings`; 1, 2 and 11 are facts.
"""

from dataclasses import replace

from sandbox.region.accountability.tables import Accountability
from sandbox.region.activities import ict_activities
from sandbox.region.agencies import agency
from sandbox.region.budgeting.tables import Allocation, Budgeting
from sandbox.region.planning.tables import Planning
from sandbox.region.years import CLOSED_YEAR, CURRENT_YEAR

_ROAD_WORKS = "1.03.10.2.01.0012"
_PREPAREDNESS = "1.05.03.2.02"


def disagree_in_planning(planning: Planning) -> None:
    """Make the mismatches in e-planning."""
    _leave_consultation_open(planning)
    _leave_ceilings_unapproved(planning)
    _leave_renja_unapproved(planning)
    _plan_without_budget(planning)
    _plan_at_another_agency(planning)


def disagree_in_budgeting(budgeting: Budgeting) -> None:
    """Make the mismatches in e-program."""
    _fail_exchanges(budgeting)
    _exceed_ceiling(budgeting)
    _shift_cash_plan(budgeting)
    _leave_dpa_a_draft(budgeting)
    _keep_old_name(budgeting)
    _budget_later(budgeting)


def disagree_in_accountability(accountability: Accountability) -> None:
    """Make the mismatches in e-SAKIP."""
    _leave_agreement_unsigned(accountability)
    _lack_action_plans(accountability)
    _leave_quarter_unreported(accountability)
    _support_by_unknown_programme(accountability)
    _measure_no_ict(accountability)


def _leave_consultation_open(planning: Planning) -> None:
    org = agency("Dishub").org_code
    for row in planning.consultations.of(CURRENT_YEAR):
        if row.org_code == org:
            planning.consultations.put(replace(row, number=None, held_on=None, agreed=False))


def _leave_ceilings_unapproved(planning: Planning) -> None:
    org = agency("Dispusip").org_code
    for row in planning.ceilings.of(CURRENT_YEAR):
        if row.org_code == org and not row.programme.endswith(".01"):
            planning.ceilings.put(replace(row, approved=False))


def _leave_renja_unapproved(planning: Planning) -> None:
    org = agency("Disporapar").org_code
    for row in planning.documents.of(CURRENT_YEAR):
        if row.org_code == org and row.kind == "RENJA":
            planning.documents.put(replace(row, approved_at=None))


def _plan_without_budget(planning: Planning) -> None:
    org = agency("Dinsos").org_code
    first = next(row for row in planning.ceilings.of(CURRENT_YEAR) if row.org_code == org)
    planning.ceilings.put(
        replace(
            first,
            id=planning.ceilings.next_id(),
            programme="1.06.04",
            programme_name="Rehabilitasi Sosial",
            activity="1.06.04.2.02",
            activity_name="Rehabilitasi Sosial Penyandang Masalah Lainnya di Luar Panti Sosial",
            amount=420_000_000,
        )
    )


def _plan_at_another_agency(planning: Planning) -> None:
    org, other = agency("BPBD").org_code, agency("Satpol PP").org_code
    for row in planning.ceilings.of(CURRENT_YEAR):
        if (row.org_code, row.activity) == (org, _PREPAREDNESS):
            moved = replace(row, org_code=other, sub_org_code=f"{other}.03")
            planning.ceilings.put(moved)


def _fail_exchanges(budgeting: Budgeting) -> None:
    unit = agency("Lembah Hening").unit_code
    for row in budgeting.exchanges.of(CURRENT_YEAR):
        if row.unit_code == unit:
            budgeting.exchanges.put(replace(row, succeeded=False))


def _exceed_ceiling(budgeting: Budgeting) -> None:
    unit = agency("DPUPR").unit_code
    excess = 1_250_000_000
    for row in budgeting.allocations.of(CURRENT_YEAR):
        if row.unit_code == unit and row.code == _ROAD_WORKS:
            budgeting.allocations.put(replace(row, amount=row.amount + excess))
    for document in budgeting.documents.of(CURRENT_YEAR):
        if document.unit_code == unit:
            *months, december = document.cash_plan
            plan = (*months, december + excess)
            budgeting.documents.put(replace(document, cash_plan=plan))


def _shift_cash_plan(budgeting: Budgeting) -> None:
    unit = agency("Disdik").unit_code
    for row in budgeting.documents.of(CURRENT_YEAR):
        if row.unit_code == unit:
            january, february, *rest = row.cash_plan
            moved = january // 4
            plan = (january - moved, february + moved, *rest)
            budgeting.documents.put(replace(row, cash_plan=plan))


def _leave_dpa_a_draft(budgeting: Budgeting) -> None:
    unit = agency("Setwan").unit_code
    for row in budgeting.documents.of(CURRENT_YEAR):
        if row.unit_code == unit:
            budgeting.documents.put(replace(row, number=None, issued_on=None))


def _keep_old_name(budgeting: Budgeting) -> None:
    unit = agency("Bapperida").unit_code
    for row in budgeting.allocations.of(CLOSED_YEAR):
        if row.unit_code == unit:
            old_name = "BADAN PERENCANAAN PEMBANGUNAN DAERAH"
            budgeting.allocations.put(replace(row, unit_name=old_name))


def _budget_later(budgeting: Budgeting) -> None:
    """Take the first activity with one sub-activity out of the first schedule."""
    unit = agency("DKPP").unit_code
    first = min(schedule.id for schedule in budgeting.schedules.of(CURRENT_YEAR))
    rows = [
        row
        for row in budgeting.allocations.of(CURRENT_YEAR)
        if row.unit_code == unit and row.schedule_id == first and ".01.2." not in row.code
    ]
    by_activity: dict[str, list[Allocation]] = {}
    for row in rows:
        by_activity.setdefault(row.code.rpartition(".")[0], []).append(row)
    alone = next(found for found in by_activity.values() if len(found) == 1)
    budgeting.allocations.remove(alone[0])


def _leave_agreement_unsigned(accountability: Accountability) -> None:
    found = agency("DKP").sakip_id
    for row in accountability.documents.of(CURRENT_YEAR):
        if row.agency_id == found and row.kind == "perjanjian-kinerja":
            accountability.documents.put(replace(row, published_at=None))


def _lack_action_plans(accountability: Accountability) -> None:
    drafts = {agency(name).sakip_id for name in ("Satpol PP", "DPMD")}
    missing = {agency(name).sakip_id for name in ("Disporapar", "Karang Jernih")}
    for row in accountability.documents.of(CURRENT_YEAR):
        if row.kind != "rencana-aksi":
            continue
        if row.agency_id in drafts:
            accountability.documents.put(replace(row, published_at=None))
        elif row.agency_id in missing:
            accountability.documents.remove(row)


def _leave_quarter_unreported(accountability: Accountability) -> None:
    silent = agency("DPMD").sakip_id
    partial = agency("Disnakertrans").sakip_id
    first = min(row.id for row in accountability.indicators.all() if row.agency_id == partial)
    for row in accountability.achievements.of(CURRENT_YEAR):
        late = row.agency_id == silent or row.indicator_id == first
        if row.quarter == 3 and late:  # noqa: PLR2004  the third quarter
            accountability.achievements.put(replace(row, actual=None))


def _support_by_unknown_programme(accountability: Accountability) -> None:
    found = agency("DLH").sakip_id
    for row in accountability.indicators.all():
        if row.agency_id == found and row.unit == "19":
            programmes = (*row.programmes, "Pengelolaan Keanekaragaman Hayati")
            accountability.indicators.put(replace(row, programmes=programmes))


def _measure_no_ict(accountability: Accountability) -> None:
    found = agency("BKPSDM").sakip_id
    ict = ict_activities()[0].programme_name
    for row in accountability.indicators.all():
        if row.agency_id == found:
            programmes = tuple(name for name in row.programmes if name != ict)
            accountability.indicators.put(replace(row, programmes=programmes))
