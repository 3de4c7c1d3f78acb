"""Rows about one thing that contradict each other: what rests on them is unknown."""

from collections.abc import Callable
from typing import Any

import pytest

from integration.facts.domain import accountability, budgeting, planning
from integration.facts.domain.fact import AgencyRecords, Observation

Held = Callable[..., AgencyRecords]
ABOUT_ONE = {"sub_unit_id": "1", "indicator_id": "7", "title": "x", "object": "x"}


def seen(observer: Any, records: AgencyRecords) -> dict[str, Observation]:
    """Return the observations by name, the newest period last."""
    return {item.key.fact.partition(".")[2]: item for item in observer(records, 2026)}


def allocation(amount: str, code: str = "0001", **changes: Any) -> dict[str, Any]:
    return (
        {
            "code_set": 1 if len(code) == 2 else 2,
            "code": f"2.16.03.2.02.{code}",
            "amount": amount,
            "schedule_id": "1",
            "starts_at": "2026-01-02T00:00:00Z",
            "locked": True,
            "ict": True,
        }
        | ABOUT_ONE
        | changes
    )


def realised(spent: str, code: str = "0001", **changes: Any) -> dict[str, Any]:
    return (
        {
            "month": 1,
            "code_set": 1 if len(code) == 2 else 2,
            "code": f"2.16.03.2.02.{code}",
            "planned": "10",
            "spent": spent,
            "physical": "50",
            "physical_target": "60",
        }
        | ABOUT_ONE
        | changes
    )


def achieved(realisation: str, target: str = "10", **changes: Any) -> dict[str, Any]:
    return (
        {
            "quarter": 1,
            "target": target,
            "realisation": realisation,
            "direction": "higher",
        }
        | ABOUT_ONE
        | changes
    )


def test_one_month_of_a_sub_activity_twice_is_unknown(held: Held) -> None:
    records = held(opened={"2026-01"}, realisation=[realised("50"), realised("70")])
    fact = seen(budgeting.observe, records)["realisation"]
    assert (fact.status, fact.value) == ("unknown", None)
    assert fact.doubt is not None
    assert fact.doubt.code == "conflicting_rows"
    assert "realisation 1, realisation 2" in fact.doubt.text.id
    assert [record.record_id for record in fact.records] == ["1", "2"]


def test_the_same_row_twice_counts_once(held: Held) -> None:
    records = held(opened={"2026-01"}, realisation=[realised("50"), realised("50")])
    fact = seen(budgeting.observe, records)["realisation"]
    assert (fact.status, fact.value) == ("value", "50")


def test_months_before_a_conflict_stay_known_and_those_after_it_do_not(held: Held) -> None:
    rows = [realised("1"), realised("2", month=2), realised("3", month=2), realised("4", month=3)]
    records = held(opened={"2026-03"}, realisation=rows)
    facts = {
        (item.key.fact, item.key.period): item.status for item in budgeting.observe(records, 2026)
    }
    assert [facts["budgeting.realisation", f"2026-0{month}"] for month in (1, 2, 3)] == [
        "value",
        "unknown",
        "unknown",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [allocation("100"), allocation("150")],
        [allocation("100"), allocation("100", ict=False)],
        [allocation("100"), allocation("100", "01")],
        # Two schedules that begin at the same time: neither is the latest.
        [allocation("100", schedule_id="9"), allocation("150", schedule_id="10")],
        # An amendment under the newer code does not replace the row under the older one.
        [
            allocation("100", "01"),
            allocation("100", schedule_id="2", starts_at="2026-09-01T00:00:00Z"),
        ],
    ],
)
def test_a_sub_activity_twice_in_what_counts_is_unknown(held: Held, rows: list[Any]) -> None:
    facts = seen(budgeting.observe, held(sub_activity=rows))
    assert facts["ceiling_amount"].status == "unknown"
    assert facts["ict_amount"].status == "unknown"


def test_a_conflict_in_a_schedule_that_no_longer_counts_is_no_doubt_of_the_budget(
    held: Held,
) -> None:
    rows = [
        allocation("100"),
        allocation("150"),
        allocation("90", schedule_id="2", starts_at="2026-09-01T00:00:00Z"),
    ]
    fact = seen(budgeting.observe, held(sub_activity=rows))["ceiling_amount"]
    assert (fact.status, fact.value) == ("value", "90")


def test_physical_work_is_not_weighted_by_a_budget_in_doubt(held: Held) -> None:
    records = held(
        opened={"2026-01"},
        sub_activity=[allocation("100"), allocation("150")],
        realisation=[realised("50")],
    )
    facts = seen(budgeting.observe, records)
    assert facts["physical_realisation"].status == "unknown"
    assert facts["realisation"].value == "50"


def test_one_indicator_twice_in_a_quarter_is_unknown(held: Held) -> None:
    records = held(opened={"2026-Q1"}, achievement=[achieved("8"), achieved("4")])
    facts = seen(accountability.observe, records)
    assert facts["achievement"].status == "unknown"
    assert facts["achievement_recorded"].status == "unknown"
    twice = held(opened={"2026-Q1"}, achievement=[achieved("8"), achieved("8")])
    assert seen(accountability.observe, twice)["achievement"].value == "80"


def test_one_month_under_both_code_sets_is_unknown(held: Held) -> None:
    records = held(opened={"2026-01"}, realisation=[realised("100"), realised("100", "01")])
    assert seen(budgeting.observe, records)["realisation"].status == "unknown"


@pytest.mark.parametrize(
    ("kind", "observer", "row", "other", "name"),
    [
        (
            "ceiling",
            planning.observe,
            {"programme_code": "2.16.03", "amount": "1", "approved": True, "ict": True},
            {"amount": "2"},
            "ceiling_amount",
        ),
        (
            "consultation",
            planning.observe,
            {"number": "BA/1", "held_on": "2026-01-02", "agreed": True},
            {"agreed": False},
            "ict_consulted",
        ),
        (
            "document",
            planning.observe,
            {"type": "renja", "approved": False, "contents": []},
            {"approved": True},
            "renja_approved",
        ),
        (
            "exchange",
            planning.observe,
            {"target": "e-program", "at": "2026-01-02T00:00:00Z", "succeeded": 1, "counts": True},
            {"succeeded": False},
            "exchange_succeeded",
        ),
        (
            "budget_document",
            budgeting.observe,
            {"number": "DPA/1", "issued_on": "2026-01-02"},
            {"issued_on": None},
            "dpa_issued",
        ),
        (
            "key_indicator",
            accountability.observe,
            {"first_year": 2025, "last_year": 2029, "status": "open", "targets": {"2026": "1"}},
            {"status": "finished"},
            "iku_set",
        ),
        (
            "document",
            accountability.observe,
            {"type": "action_plan", "url": "https://x.example/1", "published_at": None},
            {"published_at": "2026-02-03T02:00:00Z"},
            "action_plan_set",
        ),
    ],
)
def test_every_kind_has_a_key_under_which_rows_must_agree(
    held: Held, *, kind: str, observer: Any, row: dict[str, Any], other: dict[str, Any], name: str
) -> None:
    one = {**ABOUT_ONE, **row}
    assert seen(observer, held(**{kind: [one, one]}))[name].status == "value"
    assert seen(observer, held(**{kind: [one, {**one, **other}]}))[name].status == "unknown"


def test_of_two_that_are_the_newest_at_once_and_differ_neither_counts(held: Held) -> None:
    days = [("BA/9", True), ("BA/10", False)]
    rows = [{"number": n, "held_on": "2026-01-02", "agreed": agreed} for n, agreed in days]
    assert seen(planning.observe, held(consultation=rows))["ict_consulted"].status == "unknown"
    later = {"number": "BA/11", "held_on": "2026-01-03", "agreed": True}
    fact = seen(planning.observe, held(consultation=[*rows, later]))["ict_consulted"]
    assert (fact.status, fact.value) == ("value", True)


def test_of_two_exchanges_at_once_that_differ_neither_counts(held: Held) -> None:
    at = {"target": "e-program", "at": "2026-01-02T00:00:00Z", "counts": True}
    rows = [at | {"succeeded": succeeded} for succeeded in (True, False)]
    facts = seen(planning.observe, held(exchange=rows))
    assert facts["exchange_succeeded"].status == "unknown"
