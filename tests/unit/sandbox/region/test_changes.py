"""What users of the systems do: each action, and that it leaves the data consistent."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.region.accountability import changes as accountability_changes
from sandbox.region.agencies import agency
from sandbox.region.budgeting import changes as budgeting_changes
from sandbox.region.budgeting.tables import Budgeting, Realisation
from sandbox.region.changes import InvalidChange, Request
from sandbox.region.generate import Region, generate
from sandbox.region.planning import changes as planning_changes
from sandbox.region.years import WIB

NOW = datetime(2026, 11, 20, 9, tzinfo=WIB)


@pytest.fixture
def region() -> Region:
    return generate()


@pytest.fixture(scope="module")
def untouched() -> Region:
    """A region for the tests that change nothing."""
    return generate()


def request(**members: Any) -> Request:
    return Request(members, NOW)


def assert_consistent(budgeting: Budgeting) -> None:
    booked: dict[tuple[int, str, str], list[Realisation]] = defaultdict(list)
    for row in sorted(budgeting.realisations.all(), key=lambda row: row.month):
        booked[row.year, row.unit_code, row.code].append(row)
    for document in budgeting.documents.all():
        allocations = budgeting.in_force(document.unit_code, document.year)
        assert sum(document.cash_plan) == sum(row.amount for row in allocations.values())
        assert min(document.cash_plan) >= 0
        for code, allocation in allocations.items():
            rows = booked[document.year, document.unit_code, code]
            assert sum(row.spent for row in rows) <= allocation.amount
            assert [row.physical for row in rows] == sorted(row.physical for row in rows)


def test_a_document_is_approved_and_taken_back(region: Region) -> None:
    (change,) = planning_changes.approve_document(
        region.planning, request(org="Disporapar", jenis="RENJA", year=2026)
    )
    assert change.before.approved_at is None
    assert change.after.approved_at == NOW
    (change,) = planning_changes.approve_document(
        region.planning, request(org="Disporapar", jenis="RENJA", approved=False)
    )
    assert change.after.approved_at is None


def test_a_consultation_is_written_down(region: Region) -> None:
    (change,) = planning_changes.consult(region.planning, request(org="Dishub"))
    assert (change.before.agreed, change.before.number) == (False, None)
    assert change.after.agreed
    assert change.after.held_on == NOW.date()
    assert region.planning.consultations.get(change.after.id) == change.after


def test_a_ceiling_changes_by_row_or_by_agency(region: Region) -> None:
    (change,) = planning_changes.change_ceiling(
        region.planning, request(org="2.15.01", amount=500_000_000)
    )
    assert change.after.org_code == "2.15.01"
    assert not change.after.programme.endswith(".01")
    (again,) = planning_changes.change_ceiling(
        region.planning, request(transid=str(change.after.id), amount="750000000")
    )
    assert (again.before.amount, again.after.amount) == (500_000_000, 750_000_000)


def test_ceilings_are_approved_together(region: Region) -> None:
    changes = planning_changes.approve_ceiling(region.planning, request(org="Dispusip"))
    assert len(changes) == 2
    assert all(change.after.approved for change in changes)
    assert planning_changes.approve_ceiling(region.planning, request(org="Dispusip")) == []


@pytest.mark.parametrize(
    ("exchange", "tables", "name"),
    [
        (planning_changes.exchange, "planning", "org"),
        (budgeting_changes.exchange, "budgeting", "skpd"),
        (accountability_changes.exchange, "accountability", "opd"),
    ],
)
def test_an_exchange_is_newer_than_those_before(
    region: Region, exchange: Callable[..., Any], tables: str, name: str
) -> None:
    early = Request({name: "Bapperida"}, NOW - timedelta(days=4000))
    first = exchange(getattr(region, tables), early)[0].after
    second = exchange(getattr(region, tables), early)[0].after
    late = exchange(getattr(region, tables), Request({name: "Bapperida", "succeeded": False}, NOW))
    assert first.at < second.at < late[0].after.at == NOW
    assert first.succeeded
    assert not late[0].after.succeeded


def test_what_is_entered_after_a_year_happened_in_it(region: Region) -> None:
    """What is dated after its year proves nothing of it: sources would look wrong to Tolok."""
    late = Request({"org": "Dishub", "skpd": "Dishub"}, NOW + timedelta(days=800))
    last = NOW.replace(month=12, day=31, hour=23, minute=59)
    (approved,) = planning_changes.approve_document(region.planning, late)
    (consulted,) = planning_changes.consult(region.planning, late)
    (issued,) = budgeting_changes.issue_dpa(region.budgeting, late)
    (exchanged,) = planning_changes.exchange(region.planning, late)
    assert (approved.after.approved_at, exchanged.after.at) == (last, last)
    assert (consulted.after.held_on, issued.after.issued_on) == (last.date(), last.date())


def test_a_realisation_is_booked_on_the_project_with_most_money_left(region: Region) -> None:
    (first, *later) = budgeting_changes.realise(
        region.budgeting, request(skpd="Dishub", month=9, amount=250_000_000, physical="88,5")
    )
    assert first.after.month == 9
    assert first.after.spent == first.before.spent + 250_000_000
    assert first.after.physical == Decimal("88.5")
    assert [change.after.month for change in later] == [10]
    assert later[0].after.spent == later[0].before.spent
    assert_consistent(region.budgeting)


def test_the_next_month_is_opened_for_the_whole_agency(region: Region) -> None:
    changes = budgeting_changes.realise(
        region.budgeting, request(skpd="Dishub", month=11, amount=100_000_000)
    )
    unit = agency("Dishub").unit_code
    assert len(changes) == len(region.budgeting.in_force(unit, 2026))
    assert {change.before for change in changes} == {None}
    document = next(row for row in region.budgeting.documents.of(2026) if row.unit_code == unit)
    assert sum(change.after.planned for change in changes) == document.cash_plan[10]
    assert sum(change.after.spent for change in changes) == 100_000_000
    assert_consistent(region.budgeting)


def test_a_dpa_is_issued(region: Region) -> None:
    (change,) = budgeting_changes.issue_dpa(region.budgeting, request(skpd="Setwan"))
    assert (change.before.number, change.before.issued_on) == (None, None)
    assert change.after.number
    assert change.after.issued_on == NOW.date()


def test_a_locked_schedule_comes_into_force_with_its_cash_plans(region: Region) -> None:
    unit = agency("DKP").unit_code
    before = region.budgeting.in_force(unit, 2026)
    changes = budgeting_changes.lock_schedule(region.budgeting, request(year=2026))
    assert changes[0].after.locked
    after = region.budgeting.in_force(unit, 2026)
    assert {row.schedule_id for row in after.values()} == {changes[0].after.id}
    assert before.keys() == after.keys()
    assert_consistent(region.budgeting)


def test_a_budget_changes_with_its_cash_plan(region: Region) -> None:
    changes = budgeting_changes.change_ceiling(
        region.budgeting, request(skpd="Dishub", amount=15_000_000_000)
    )
    assert [change.table for change in changes] == ["allocations", "documents"]
    assert changes[0].after.amount == 15_000_000_000
    assert_consistent(region.budgeting)


def test_a_quarter_is_reported_with_or_without_values(region: Region) -> None:
    changes = accountability_changes.report_quarter(
        region.accountability, request(opd="Dishub", quarter=4)
    )
    assert len(changes) == 2
    assert all(change.before.actual is None for change in changes)
    assert changes[0].after.actual < changes[0].after.target
    assert changes[1].after.actual > changes[1].after.target  # a falling indicator
    (change,) = accountability_changes.report_quarter(
        region.accountability,
        request(opd="20", quarter=4, indicator=changes_of("Diskominfo", region), realisasi="2,75"),
    )
    assert change.after.actual == Decimal("2.75")


def changes_of(name: str, region: Region) -> int:
    found = agency(name).sakip_id
    return next(row.id for row in region.accountability.indicators.all() if row.agency_id == found)


def test_a_document_is_published_or_made(region: Region) -> None:
    (draft,) = accountability_changes.publish_document(
        region.accountability, request(opd="Satpol PP", type="rencana-aksi")
    )
    assert draft.before.published_at is None
    assert draft.after.published_at == NOW
    (new,) = accountability_changes.publish_document(
        region.accountability, request(opd="Disporapar", type="rencana-aksi")
    )
    assert new.before is None
    assert new.after.published_at == NOW


@pytest.mark.parametrize(
    ("change", "tables", "members", "field"),
    [
        (planning_changes.consult, "planning", {}, "org"),
        (planning_changes.consult, "planning", {"org": "Dinas Sihir"}, "org"),
        (planning_changes.consult, "planning", {"org": "Satpol PP"}, "org"),
        (planning_changes.consult, "planning", {"org": "Dishub", "year": 1999}, "year"),
        (planning_changes.consult, "planning", {"org": "Dishub", "year": True}, "year"),
        (planning_changes.consult, "planning", {"org": "Dishub", "agreed": "ya"}, "agreed"),
        (planning_changes.approve_document, "planning", {"org": "DLH", "jenis": "X"}, "jenis"),
        (planning_changes.change_ceiling, "planning", {"transid": "0", "amount": 1}, "transid"),
        (planning_changes.change_ceiling, "planning", {"org": "DLH", "amount": -1}, "amount"),
        (planning_changes.change_ceiling, "planning", {"org": "DLH", "amount": "1.5"}, "amount"),
        (planning_changes.change_ceiling, "planning", {"org": "DLH", "amount": "NaN"}, "amount"),
        (
            budgeting_changes.realise,
            "budgeting",
            {"skpd": "DLH", "amount": 1, "month": 12},
            "month",
        ),
        (
            budgeting_changes.realise,
            "budgeting",
            {"skpd": "DLH", "amount": 10**12, "month": 10},
            "amount",
        ),
        (
            budgeting_changes.realise,
            "budgeting",
            {"skpd": "DLH", "amount": 1, "month": 11, "physical": 1},
            "physical",
        ),
        (
            budgeting_changes.realise,
            "budgeting",
            {"skpd": "DLH", "amount": 1, "month": 10, "sub": "1.01"},
            "sub",
        ),
        (budgeting_changes.lock_schedule, "budgeting", {"name": "lain"}, "name"),
        (budgeting_changes.change_ceiling, "budgeting", {"skpd": "DLH", "amount": 1}, "amount"),
        (
            accountability_changes.report_quarter,
            "accountability",
            {"opd": 14, "quarter": 5},
            "quarter",
        ),
        (
            accountability_changes.report_quarter,
            "accountability",
            {"opd": 14, "quarter": 4, "indicator": 1},
            "indicator",
        ),
        (
            accountability_changes.report_quarter,
            "accountability",
            {"opd": 14, "quarter": 4, "realisasi": "baik"},
            "realisasi",
        ),
        (
            accountability_changes.publish_document,
            "accountability",
            {"opd": 14, "type": "x"},
            "type",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    untouched: Region, change: Callable[..., Any], tables: str, members: dict[str, Any], field: str
) -> None:
    held = getattr(untouched, tables)
    before = {name: getattr(held, name).version(2026) for name in held.__slots__}
    with pytest.raises(InvalidChange) as refused:
        change(held, Request(members, NOW))
    assert refused.value.field == field
    assert {name: getattr(held, name).version(2026) for name in held.__slots__} == before


def test_a_quarter_without_an_achievement_is_named(untouched: Region) -> None:
    request = Request({"opd": 14, "quarter": 4, "year": 2026, "indicator": 1}, NOW)
    message = "The agency has no achievement for quarter 4 of 2026 of indicator 1."
    with pytest.raises(InvalidChange, match=message):
        accountability_changes.report_quarter(untouched.accountability, request)
