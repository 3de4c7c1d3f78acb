"""The generated region: the same for the same seed, and consistent but for its mismatches."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.region.agencies import agencies, agency
from sandbox.region.budgeting.tables import Budgeting, make_budgeting
from sandbox.region.generate import (
    Region,
    generate,
    generate_accountability,
    generate_budgeting,
    generate_planning,
)
from sandbox.region.planning.tables import Planning, make_planning
from sandbox.region.years import BOOKED_MONTHS, CLOSED_YEAR, CURRENT_YEAR, YEARS

EXCEEDED = agency("DPUPR").unit_code


def versions(tables: Any) -> dict[tuple[str, int], str]:
    return {
        (name, year): getattr(tables, name).version(year)
        for name in tables.__slots__
        for year in YEARS
    }


@pytest.mark.parametrize("make", [generate_planning, generate_budgeting, generate_accountability])
def test_one_seed_gives_one_region(make: Callable[[int], Any]) -> None:
    assert versions(make(1)) == versions(make(1))


def test_another_seed_gives_another_region() -> None:
    assert versions(generate_budgeting(1)) != versions(generate_budgeting(2))


def test_agencies_have_ids_of_their_own_in_every_system() -> None:
    assert len(agencies()) == 30
    for system in ("e-planning", "e-program", "e-sakip"):
        assert len({one.ids[system] for one in agencies()}) == 30
    assert agency("Diskominfo").code == "9901.2.16.01"
    assert agency("Diskominfo").ids == {
        "e-planning": "2.16.01",
        "e-program": "2.16.2.20.2.21.01.0000",
        "e-sakip": "20",
    }


def test_old_and_new_sub_activity_codes_live_side_by_side() -> None:
    for one in agencies():
        rows = generate_budgeting_once().in_force(one.unit_code, CURRENT_YEAR)
        lengths = {len(code.rsplit(".", 1)[1]) for code in rows}
        assert lengths == {2, 4}, one.short_name


def test_before_the_mismatches_the_budget_follows_the_plan() -> None:
    planned = totals_by_activity(make_planning(9901), make_budgeting(9901))
    unplanned = [key for key, (plan, budget) in planned.items() if plan != budget]
    bakesbangpol = agency("Bakesbangpol").org_code
    assert unplanned == [(CURRENT_YEAR, bakesbangpol, "2.16.03.2.02")]


def test_the_mismatches_change_the_plan_only_where_they_say() -> None:
    planned = totals_by_activity(generate_planning(9901), generate_budgeting_once())
    differing = {org for (_, org, _), (plan, budget) in planned.items() if plan != budget}
    assert differing == {
        agency(name).org_code for name in ("Bakesbangpol", "DPUPR", "BPBD", "DKPP")
    }


def test_every_cash_plan_adds_up_to_the_budget_in_force() -> None:
    budgeting = generate_budgeting_once()
    for year in YEARS:
        for document in budgeting.documents.of(year):
            allocations = budgeting.in_force(document.unit_code, year).values()
            assert sum(document.cash_plan) == sum(row.amount for row in allocations)
            assert min(document.cash_plan) >= 0


def test_a_shift_between_projects_keeps_the_total() -> None:
    budgeting = generate_budgeting_once()
    totals: dict[tuple[int, str, int], int] = defaultdict(int)
    for row in budgeting.allocations.all():
        schedule = (row.schedule_id - 1) % 3
        totals[row.year, row.unit_code, schedule] += row.amount
    for (year, unit, schedule), amount in totals.items():
        if schedule == 1 and unit not in {agency(n).unit_code for n in ("Bakesbangpol", "DKPP")}:
            assert amount == totals[year, unit, 0]


def test_nobody_spends_more_than_the_budget_and_work_never_goes_back() -> None:
    budgeting = generate_budgeting_once()
    by_line: dict[tuple[int, str, str], list[Any]] = defaultdict(list)
    for row in budgeting.realisations.all():
        by_line[row.year, row.unit_code, row.code].append(row)
    for (year, unit, code), rows in by_line.items():
        assert [row.month for row in rows] == list(range(1, BOOKED_MONTHS[year] + 1))
        assert sum(row.spent for row in rows) <= budgeting.in_force(unit, year)[code].amount
        assert all(row.spent >= 0 and row.planned >= 0 for row in rows)
        work = [row.physical for row in rows]
        assert work == sorted(work)
        assert 0 <= work[0] <= work[-1] <= 100


def test_the_cash_plan_of_a_dpa_is_that_of_its_sub_activities_but_for_one_agency() -> None:
    budgeting = generate_budgeting_once()
    planned: dict[tuple[int, str, int], int] = defaultdict(int)
    for row in budgeting.realisations.all():
        planned[row.year, row.unit_code, row.month] += row.planned
    differing = {
        document.unit_code
        for document in budgeting.documents.all()
        for month in range(1, BOOKED_MONTHS[document.year] + 1)
        if planned[document.year, document.unit_code, month] != document.cash_plan[month - 1]
    }
    assert differing == {agency("Disdik").unit_code}


def test_the_schedule_of_autumn_2026_is_open() -> None:
    budgeting = generate_budgeting_once()
    assert [row.locked for row in budgeting.schedules.of(CLOSED_YEAR)] == [True, True, True]
    assert [row.locked for row in budgeting.schedules.of(CURRENT_YEAR)] == [True, True, False]
    for row in budgeting.allocations.all():
        schedule = budgeting.schedules.get(row.schedule_id)
        assert schedule is not None
        assert schedule.locked == row.locked


def test_every_achievement_belongs_to_an_indicator_of_its_agency(region: Region) -> None:
    for row in region.accountability.achievements.all():
        indicator = region.accountability.indicators.get(row.indicator_id)
        assert indicator is not None
        assert indicator.agency_id == row.agency_id
        assert row.target > 0


@pytest.fixture(scope="module")
def region() -> Region:
    return generate()


def generate_budgeting_once() -> Budgeting:
    return _BUDGETING


_BUDGETING = generate_budgeting()


def totals_by_activity(
    planning: Planning, budgeting: Budgeting
) -> dict[tuple[int, str, str], tuple[int, int]]:
    """Return ceiling and first budget (murni, else the first there is) of every activity."""
    orgs = {one.unit_code: one.org_code for one in agencies()}
    budget: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
    for row in budgeting.allocations.all():
        activity = row.code.rsplit(".", 1)[0]
        budget[row.year, orgs[row.unit_code], activity].setdefault(row.code, row.amount)
    plan = {(row.year, row.org_code, row.activity): row.amount for row in planning.ceilings.all()}
    return {key: (plan.get(key, 0), sum(rows.values())) for key, rows in budget.items()}
