"""A sum of months is known when every month is there: less of them would make a plan smaller."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from integration.facts.domain import accountability, budgeting
from integration.facts.domain.fact import AgencyRecords, Observation

Held = Callable[..., AgencyRecords]
A, B = "2.16.03.2.02.0001", "2.16.03.2.02.0002"


def allocation(code: str, amount: str | None = "1000") -> dict[str, Any]:
    return {
        "code_set": 2,
        "code": code,
        "amount": amount,
        "schedule_id": "1",
        "starts_at": "2026-01-02T00:00:00Z",
        "locked": True,
        "ict": False,
    }


def realised(month: int, code: str = A, **changes: Any) -> dict[str, Any]:
    own = {"month": month, "code_set": 2, "code": code, "planned": "100", "spent": "80"}
    return {**own, "physical": "50", "physical_target": "60", **changes}


def money(
    held: Held, rows: Iterable[dict[str, Any]], month: int = 3, **more: Any
) -> dict[str, Observation]:
    """Return what is known of a month's money, by name."""
    given = {"sub_activity": [allocation(A), allocation(B)], **more}
    own = {name: given.pop(name) for name in ("cumulative", "begun_on") if name in given}
    records = held(opened={f"2026-{month:02}"}, realisation=list(rows), **given)
    return {
        item.key.fact.partition(".")[2]: item
        for item in budgeting.observe(replace(records, **own), 2026)
        if item.key.period == f"2026-{month:02}"
    }


def test_with_every_month_the_sums_are_known(held: Held) -> None:
    facts = money(held, [realised(month, code) for month in (1, 2, 3) for code in (A, B)])
    assert (facts["cash_plan"].value, facts["realisation"].value) == ("600", "480")


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ([(1, A), (3, A)], "02"),
        ([(2, A), (3, A)], "01"),
        ([(3, A), (3, B)], "01, 02"),
        ([(1, A), (1, B), (2, A), (3, A), (3, B)], f"02 ({B})"),
        # It has a budget and was reported before: it goes on.
        ([(1, A), (1, B), (2, A), (2, B), (3, A)], f"03 ({B})"),
        ([(1, A), (1, B), (3, A)], f"02, 03 ({B})"),
    ],
)
def test_a_month_that_is_not_there_is_named_and_no_sum_is_known(
    held: Held, there: list[tuple[int, str]], named: str
) -> None:
    facts = money(held, [realised(*place) for place in there])
    for name, said in (("cash_plan", "Rencana"), ("realisation", "Realisasi")):
        fact = facts[name]
        assert (fact.status, fact.value) == ("unknown", None)
        assert fact.doubt is not None
        assert fact.doubt.text.id.startswith(f"{said} bulan {named} belum ada.")
    assert facts["cash_plan"].doubt is not None
    assert f"The plan of month {named} is not there yet." in facts["cash_plan"].doubt.text.en


def test_the_months_before_the_hole_stay_known(held: Held) -> None:
    rows = [realised(1), realised(3)]
    assert money(held, rows, month=1)["cash_plan"].value == "100"
    assert money(held, rows, month=2)["cash_plan"].status == "absent"
    assert money(held, rows, month=3)["cash_plan"].status == "unknown"


def test_a_sub_activity_may_begin_later(held: Held) -> None:
    rows = [realised(1), realised(2), realised(3), realised(3, B)]
    assert money(held, rows)["cash_plan"].value == "400"


@pytest.mark.parametrize("cumulative", [frozenset(), frozenset({"planned", "spent"})])
def test_a_sub_activity_with_a_budget_has_begun_in_december(
    held: Held, cumulative: frozenset[str]
) -> None:
    rows = [realised(month) for month in range(1, 13)]
    facts = money(held, rows, month=11, cumulative=cumulative)
    assert facts["cash_plan"].status == "value"
    facts = money(held, rows, month=12, cumulative=cumulative)
    assert (facts["cash_plan"].status, facts["realisation"].status) == ("unknown", "unknown")
    assert facts["cash_plan"].doubt is not None
    assert facts["cash_plan"].doubt.text.id.startswith(f"Rencana bulan 12 ({B}) belum ada.")
    given_up = [allocation(A), allocation(B, "0")]
    facts = money(held, rows, month=12, cumulative=cumulative, sub_activity=given_up)
    assert facts["cash_plan"].status == "value"


@pytest.mark.parametrize("budgets", [[allocation(A)], [allocation(A), allocation(B, "0")], []])
def test_a_sub_activity_without_a_budget_may_end(held: Held, budgets: list[dict[str, Any]]) -> None:
    rows = [realised(1), realised(1, B), realised(2), realised(3)]
    assert money(held, rows, sub_activity=budgets)["cash_plan"].value == "400"
    hole = [*rows, realised(3, B)]
    assert money(held, hole, sub_activity=budgets)["cash_plan"].status == "unknown"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2020, 1, 1), "unknown"),
        (date(2026, 2, 1), "value"),
        (date(2026, 1, 15), "value"),
        (date(2026, 3, 1), "value"),
    ],
)
def test_an_agency_has_no_months_before_it_began(held: Held, day: date, status: str) -> None:
    facts = money(held, [realised(2), realised(3)], begun_on=day)
    assert facts["cash_plan"].status == status


def test_each_unit_of_an_agency_has_all_months(held: Held) -> None:
    rows = [realised(month) for month in (1, 2, 3)]
    other = [realised(month, B, unit_id="2.16.02") for month in (2, 3)]
    facts = money(held, [*rows, *other])
    assert facts["cash_plan"].status == "unknown"
    first = realised(1, B, unit_id="2.16.02")
    assert money(held, [*rows, *other, first])["cash_plan"].value == "600"


def test_a_cumulative_column_needs_its_newest_row_only(held: Held) -> None:
    both = frozenset({"planned", "spent"})
    rows = [realised(1), realised(3, planned="300", spent="240")]
    facts = money(held, rows, cumulative=both)
    assert (facts["cash_plan"].value, facts["realisation"].value) == ("300", "240")
    stale = [realised(1), realised(1, B), realised(3, planned="300", spent="240")]
    facts = money(held, stale, cumulative=both)
    assert facts["cash_plan"].doubt is not None
    assert facts["cash_plan"].doubt.text.id.startswith(f"Rencana bulan 03 ({B}) belum ada.")
    gone = [allocation(A), allocation(B, "0")]
    assert money(held, stale, cumulative=both, sub_activity=gone)["cash_plan"].value == "400"


def achieved(quarter: int, indicator: str, realisation: str | None = "8") -> dict[str, Any]:
    own = {"quarter": quarter, "indicator_id": indicator, "realisation": realisation}
    return {**own, "target": "10", "direction": "higher"}


def quarter(held: Held, rows: list[dict[str, Any]], number: int) -> tuple[Observation, ...]:
    records = held(opened={f"2026-Q{number}"}, achievement=rows)
    return tuple(
        item
        for item in accountability.observe(records, 2026)
        if item.key.period == f"2026-Q{number}"
    )


def test_an_indicator_that_was_reported_before_is_missed_in_a_later_quarter(held: Held) -> None:
    rows = [achieved(1, "1"), achieved(1, "2", "1"), achieved(3, "1"), achieved(3, "2", "1")]
    assert [item.status for item in quarter(held, rows, 3)] == ["value", "value"]
    thin = quarter(held, rows[:3], 3)
    assert [item.status for item in thin] == ["unknown", "unknown"]
    assert thin[0].doubt is not None
    assert "(2)" in thin[0].doubt.text.id
    # One that is measured late in the year may begin there, and nothing at all is not reported yet.
    later = [*rows, achieved(3, "9")]
    assert [item.status for item in quarter(held, later, 3)] == ["value", "value"]
    assert [item.status for item in quarter(held, rows[:2], 3)] == ["absent", "absent"]
