from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from contracts.facts import FACTS
from integration.facts.domain import budgeting
from integration.facts.domain.fact import AgencyRecords

Held = Callable[..., AgencyRecords]
SCHEDULES = {
    "1": ("original", "2026-01-02T00:00:00Z"),
    "2": ("shifted", "2026-04-06T00:00:00Z"),
    "3": ("amended", "2026-09-29T00:00:00Z"),
}


def facts(records: AgencyRecords) -> dict[tuple[str, str], Any]:
    return {
        (item.key.fact.removeprefix("budgeting."), item.key.period): item.value
        for item in budgeting.observe(records, 2026)
    }


def of_year(records: AgencyRecords, name: str) -> Any:
    return facts(records)[name, "2026"]


def row(
    schedule: str = "1",
    amount: str = "100",
    *,
    locked: bool | None = True,
    code: str = "0007",
    **changes: Any,
) -> dict[str, Any]:
    return {
        "code_set": 2 if len(code) == 4 else 1,
        "code": f"2.16.03.2.02.{code}",
        "amount": amount,
        "schedule_id": schedule,
        "starts_at": SCHEDULES[schedule][1],
        "locked": locked,
        "ict": False,
    } | changes


def schedule(number: str, *, locked: bool) -> dict[str, Any]:
    return {"schedule_id": number, "locked": locked}


def realisation(month: int, **changes: Any) -> dict[str, Any]:
    return {
        "month": month,
        "code_set": 2,
        "code": "2.16.03.2.02.0007",
        "planned": "10",
        "spent": "8.5",
        "physical": "50",
        "physical_target": "60",
    } | changes


def test_every_yearly_fact_of_the_catalogue_is_observed_even_without_records(held: Held) -> None:
    observed = facts(held())
    assert {f"budgeting.{name}" for name, _ in observed} == {
        name
        for name, fact in FACTS.items()
        if "e-program" in fact.systems and fact.period == "year"
    }
    assert set(observed.values()) == {None}


def test_every_monthly_fact_is_observed_once_its_month_has_come(held: Held) -> None:
    observed = facts(held(opened={"2026-01"}))
    assert {f"budgeting.{name}" for name, period in observed if period == "2026-01"} == {
        name
        for name, fact in FACTS.items()
        if "e-program" in fact.systems and fact.period == "month"
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("1"), row("2", "120")], "120"),
        ([row("2", "120"), row("1")], "120"),
        ([row("1"), row("2", "120", locked=False)], "100"),
        ([row("1"), row("2", "120"), row("3", "90", locked=False)], "120"),
        ([row("1"), row("3", "90"), row("2", "120")], "90"),
        ([row("1", locked=False)], None),
        # A code of the old set and one of the new are two sub-activities, side by side.
        ([row("1", code="07"), row("1", code="0008")], "200"),
        # Two units of one agency have the same sub-activity each.
        ([row("1"), row("1", "150", unit_id="2.16.02")], "250"),
    ],
)
def test_the_latest_locked_schedule_counts(held: Held, rows: list[Any], expected: Any) -> None:
    assert of_year(held(sub_activity=rows), "ceiling_amount") == expected


def test_a_locked_row_of_an_open_schedule_does_not_count(held: Held) -> None:
    records = held(
        sub_activity=[row("1"), row("2", "120")],
        schedule=[schedule("1", locked=True), schedule("2", locked=False)],
    )
    assert of_year(records, "ceiling_amount") == "100"


def test_ict_is_counted_apart(held: Held) -> None:
    rows = [row("1"), row("1", "7", code="0008", ict=True)]
    assert of_year(held(sub_activity=rows), "ict_amount") == "7"
    assert of_year(held(sub_activity=rows[:1]), "ict_amount") == "0"
    assert of_year(held(sub_activity=[row("1", locked=False, ict=True)]), "ict_amount") is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("1"), row("1", code="0008")], True),
        ([row("1"), row("1", code="0008", locked=False)], False),
        # An amendment that is still open does not unlock the budget before it.
        ([row("1"), row("2", locked=False), row("2", code="0009", locked=False)], True),
        ([row("1"), row("1", code="0008", locked=None)], None),
        ([row("1", locked=False), row("1", code="0008", locked=None)], False),
    ],
)
def test_a_budget_is_locked_on_one_whole_schedule(
    held: Held,
    *,
    rows: list[Any],
    expected: bool | None,
) -> None:
    assert of_year(held(sub_activity=rows), "budget_locked") is expected


@pytest.mark.parametrize(
    ("number", "issued_on", "expected"),
    [("DPA/1", "2026-01-04", True), (None, "2026-01-04", False), ("DPA/1", None, False)],
)
def test_a_dpa_is_issued_with_number_and_date(
    held: Held,
    *,
    number: str | None,
    issued_on: str | None,
    expected: bool,
) -> None:
    records = held(budget_document=[{"number": number, "issued_on": issued_on}])
    assert of_year(records, "dpa_issued") is expected


def test_money_is_cumulative_and_physical_work_is_of_the_month(held: Held) -> None:
    records = held(
        opened={"2026-01", "2026-02"},
        sub_activity=[row("1")],
        realisation=[realisation(1), realisation(2, spent="1.25", physical="55")],
    )
    observed = facts(records)
    assert observed["cash_plan", "2026-01"] == "10"
    assert observed["cash_plan", "2026-02"] == "20"
    assert observed["realisation", "2026-02"] == "9.75"
    assert observed["physical_realisation", "2026-02"] == "55"
    assert observed["physical_target", "2026-02"] == "60"


def test_physical_work_is_weighted_by_the_budget_exactly(held: Held) -> None:
    other = "2.16.03.2.02.0008"
    records = held(
        opened={"2026-01"},
        sub_activity=[row("1", "100"), row("1", "200", code="0008")],
        realisation=[realisation(1, physical="50"), realisation(1, code=other, physical="40.5")],
    )
    assert facts(records)["physical_realisation", "2026-01"] == "131/3"


def test_realisation_without_a_locked_budget_has_no_physical_mean(held: Held) -> None:
    records = held(opened={"2026-01"}, realisation=[realisation(1)])
    observed = facts(records)
    assert observed["realisation", "2026-01"] == "8.5"
    assert observed["physical_realisation", "2026-01"] is None


def test_a_month_that_has_not_come_is_not_observed(held: Held) -> None:
    observed = facts(held(opened={"2026-02", "2025-12"}, realisation=[realisation(2)]))
    assert {period for _, period in observed} == {"2026", "2026-01", "2026-02"}


def test_a_month_that_others_reported_is_absent(held: Held) -> None:
    observed = facts(held(opened={"2026-01", "2026-02"}, realisation=[realisation(1)]))
    assert observed["realisation", "2026-01"] == "8.5"
    assert observed["realisation", "2026-02"] is None


def test_a_correction_may_be_negative(held: Held) -> None:
    records = held(opened={"2026-02"}, realisation=[realisation(1), realisation(2, spent="-2")])
    assert facts(records)["realisation", "2026-02"] == "6.5"


def spent(records: AgencyRecords, month: int) -> Any:
    key = ("budgeting.realisation", f"2026-{month:02d}")
    return next(i for i in budgeting.observe(records, 2026) if (i.key.fact, i.key.period) == key)


def monthly(held: Held, *amounts: str, **registered: Any) -> AgencyRecords:
    rows = [realisation(month, spent=amount) for month, amount in enumerate(amounts, start=1)]
    opened = {f"2026-{month:02d}" for month in range(1, len(amounts) + 1)}
    return replace(
        held(opened=opened, sub_activity=[row("1", "100")], realisation=rows), **registered
    )


def test_a_cumulative_column_is_not_summed(held: Held) -> None:
    records = monthly(held, "10", "25", "40", cumulative=frozenset({"spent"}))
    assert [spent(records, month).value for month in (1, 2, 3)] == ["10", "25", "40"]
    assert facts(records)["cash_plan", "2026-03"] == "30"


def test_the_sum_of_a_cumulative_column_is_that_of_every_sub_activity(held: Held) -> None:
    rows = [realisation(1), realisation(1, code="2.16.03.2.02.0008"), realisation(2, spent="9")]
    records = held(opened={"2026-02"}, realisation=rows)
    records = replace(records, cumulative=frozenset({"spent"}))
    assert spent(records, 2).value == "17.5"


def test_a_cumulative_column_that_falls_is_a_finding_from_then_on(held: Held) -> None:
    records = monthly(held, "10", "25", "20", "40", cumulative=frozenset({"spent"}))
    found = [spent(records, month) for month in (1, 2, 3, 4)]
    assert [item.status for item in found] == ["value", "value", "unknown", "unknown"]
    assert found[2].doubt.code == "falling_rows"
    assert "realisation 3" in found[2].doubt.text.id


def test_a_cumulative_column_taken_for_one_of_months_is_a_finding_beyond_the_budget(
    held: Held,
) -> None:
    records = monthly(held, "30", "60", "90")
    found = [spent(records, month) for month in (1, 2, 3)]
    assert [item.value for item in found] == ["30", "90", None]
    assert found[2].doubt.code == "beyond_budget"
    assert facts(records)["cash_plan", "2026-03"] == "30"


@pytest.mark.parametrize(("multiple", "status"), [("1.2", "unknown"), ("1.8", "value")])
def test_the_multiple_of_the_budget_is_declared(held: Held, multiple: str, status: str) -> None:
    records = monthly(held, "30", "60", "90", budget_multiple=Fraction(multiple))
    assert spent(records, 3).status == status


def test_what_is_spent_beyond_all_budgets_together_is_a_finding(held: Held) -> None:
    other = realisation(1, code="2.16.03.2.02.0099", spent="101")
    records = held(opened={"2026-01"}, sub_activity=[row("1", "100")], realisation=[other])
    assert spent(records, 1).status == "unknown"


def test_a_cumulative_sum_goes_on_under_no_second_code_set(held: Held) -> None:
    rows = [
        realisation(1, code_set=1, code="2.16.03.2.02.07"),
        realisation(2, spent="20"),
    ]
    records = replace(held(opened={"2026-02"}, realisation=rows), cumulative=frozenset({"spent"}))
    assert [spent(records, month).status for month in (1, 2)] == ["value", "unknown"]
