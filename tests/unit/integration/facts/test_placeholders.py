"""A placeholder is not a value: 0 in every month of a system that was never synchronised."""

from collections.abc import Callable, Iterable
from typing import Any

from integration.facts.domain.budgeting import observe
from integration.facts.domain.fact import AgencyRecords, Observation

Held = Callable[..., AgencyRecords]
CODE = "2.16.03.2.02.0001"


def month(number: int, spent: str, physical: str | None = "0", **more: Any) -> dict[str, Any]:
    about = {"code_set": 2, "code": CODE, "month": number, "planned": "10"}
    return {**about, "spent": spent, "physical": physical, "physical_target": "10", **more}


def facts(held: Held, rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Observation]:
    found = list(rows)
    budget = {
        "code_set": 2,
        "code": CODE,
        "amount": "1000",
        "schedule_id": "1",
        "starts_at": "2026-01-02T00:00:00Z",
        "locked": True,
        "ict": True,
    }
    opened = {f"2026-{row['month']:02}" for row in found}
    records = held(opened=opened, sub_activity=[budget], realisation=found)
    return {(one.key.fact, one.key.period): one for one in observe(records, 2026)}


def test_0_in_every_month_is_unknown_in_each_of_them(held: Held) -> None:
    found = facts(held, [month(1, "0"), month(2, "0", None), month(3, "0.00")])
    for number in ("01", "02", "03"):
        realised = found["budgeting.realisation", f"2026-{number}"]
        assert (realised.status, realised.value) == ("unknown", None)
        assert realised.doubt is not None
        assert realised.doubt.code == "placeholder_rows"
        assert found["budgeting.physical_realisation", f"2026-{number}"].status == "unknown"
        # The plan was filled in.
        assert found["budgeting.cash_plan", f"2026-{number}"].status == "value"


def test_one_month_of_nothing_is_nothing(held: Held) -> None:
    found = facts(held, [month(1, "0")])
    assert found["budgeting.realisation", "2026-01"].value == "0"


def test_a_later_amount_makes_the_zeros_before_it_known(held: Held) -> None:
    found = facts(held, [month(1, "0"), month(2, "0"), month(3, "25", "2")])
    assert [found["budgeting.realisation", f"2026-0{n}"].value for n in (1, 2, 3)] == [
        "0",
        "0",
        "25",
    ]


def test_work_without_money_is_no_placeholder(held: Held) -> None:
    found = facts(held, [month(1, "0", "5"), month(2, "0", "9")])
    assert found["budgeting.realisation", "2026-02"].value == "0"


def test_a_plan_of_0_is_a_placeholder_too_where_nothing_else_was_filled_in(held: Held) -> None:
    empty = facts(held, [month(n, "0", planned="0") for n in (1, 2)])
    assert empty["budgeting.cash_plan", "2026-02"].status == "unknown"
    filled = facts(held, [month(n, "3", "1", planned="0") for n in (1, 2)])
    assert filled["budgeting.cash_plan", "2026-02"].value == "0"
    assert filled["budgeting.realisation", "2026-02"].value == "6"
