"""Spending, indicators and papers against budgets: what is found and what nobody can tell."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.integration.reconciliation.conftest import budget, ceiling
from tests.unit.integration.reconciliation.test_joining import told, undecided

from integration.reconciliation.domain.derive import Derived
from integration.sources.domain.reason import Reason

Compare = Callable[..., Derived]
CODE = "1.01.02.2.01.0001"
AGREED: dict[str, Any] = {"ceiling": [ceiling("100")], "sub_activity": [budget("100")]}


def spent(amount: str | None, month: int = 1, **more: Any) -> Any:
    return {"code": CODE, "month": month, "spent": amount, **more}


def test_what_is_spent_beyond_the_budget_is_found_with_the_excess(compared: Compare) -> None:
    within = compared(**AGREED, realisation=[spent("60"), spent("40", 2)])
    beyond = compared(**AGREED, realisation=[spent("60"), spent("41.5", 2)])
    assert told(within) == []
    assert told(beyond) == [("realised_beyond_budget", f"{CODE}@1.01.01", "beyond_budget", "1.5")]


def test_what_is_spent_without_any_budget_is_found(compared: Compare) -> None:
    row = {**spent("3"), "code": "1.01.02.2.01.0009"}
    derived = compared(**AGREED, realisation=[row])
    assert told(derived)[0][2:] == ("nothing_budgeted", "3")


def test_a_month_without_an_amount_decides_nothing(compared: Compare) -> None:
    derived = compared(**AGREED, realisation=[spent("600"), spent(None, 2)])
    assert told(derived) == []
    assert undecided(derived, "realised_beyond_budget", f"{CODE}@1.01.01")


def test_the_months_of_a_cash_plan_are_compared_with_those_of_the_rows(compared: Compare) -> None:
    paper = {"cash_plan": {"01": "30", "02": "70"}}
    rows = [spent("0", planned="25"), spent("0", 2, planned="75")]
    derived = compared(**AGREED, budget_document=[paper], realisation=rows)
    assert told(derived) == [("two_values", "cash_plan:1.01.01", "cash_plan", "5")]
    assert derived.found[0].sides[0].says == "2026-01, 2026-02"
    second = {**paper, "number": "DPA/2"}
    several = compared(**AGREED, budget_document=[paper, second], realisation=rows)
    assert told(several) == [], "of several papers nobody can tell which is whose"


def indicator(*titles: str, **more: Any) -> Any:
    return {"programmes": [{"code": None, "title": title} for title in titles], **more}


def test_a_budget_whose_programme_an_indicator_names_is_measured(compared: Compare) -> None:
    derived = compared(**AGREED, key_indicator=[indicator("Program Pengelolaan Pendidikan")])
    assert told(derived) == []
    assert derived.indicator_share == Fraction(1)


def test_a_target_whose_programme_has_no_budget_is_found(compared: Compare) -> None:
    named = [indicator("Pengelolaan Pendidikan", "Program Kebudayaan")]
    derived = compared(**AGREED, key_indicator=named)
    assert told(derived) == [("target_without_budget", "7:kebudayaan", "programme_unknown", None)]
    assert derived.found[0].matched_by == "programme_title"


def test_a_budget_that_no_indicator_names_is_found_but_not_one_that_supports_all(
    compared: Compare,
) -> None:
    rows = [budget("100"), budget("9", "1.01.01.2.01.0001"), budget("8", "1.01.05.2.01.0001")]
    plan = [ceiling("100"), ceiling("9", "1.01.01"), ceiling("8", "1.01.05")]
    derived = compared(
        ceiling=plan, sub_activity=rows, key_indicator=[indicator("Pengelolaan Pendidikan")]
    )
    assert told(derived) == [("budget_without_indicator", "1.01.05", "no_indicator", None)]
    assert derived.indicator_share == Fraction(100, 108)


def test_titles_join_only_where_the_registration_declares_it(compared: Compare) -> None:
    derived = compared(**AGREED, by_title=False, key_indicator=[indicator("Program Kebudayaan")])
    assert told(derived) == []
    assert isinstance(derived.indicator_share, Reason)
    assert undecided(derived, "budget_without_indicator", "1.01.02")
    coded = [{"programmes": [{"code": "1.01.02", "title": None}]}]
    assert told(compared(**AGREED, by_title=False, key_indicator=coded)) == []


def test_programmes_that_are_not_told_decide_nothing(compared: Compare) -> None:
    derived = compared(**AGREED, key_indicator=[{"programmes": None}])
    assert told(derived) == []
    assert undecided(derived, "target_without_budget", "7:x")


def test_the_last_target_is_that_of_the_year_or_the_parts_come_to_it(compared: Compare) -> None:
    def quarters(*targets: str) -> list[Any]:
        return [
            {"quarter": q, "indicator_id": "7", "target": t, "realisation": None, "direction": None}
            for q, t in enumerate(targets, start=1)
        ]

    named = [indicator("Pengelolaan Pendidikan")]
    for fine in (quarters("20", "40", "60", "80"), quarters("20", "20", "20", "20")):
        assert told(compared(**AGREED, key_indicator=named, achievement=fine)) == []
    other = compared(**AGREED, key_indicator=named, achievement=quarters("20", "40", "60", "75"))
    assert told(other) == [("agreement_differs", "target:7", "target_differs", "5")]


PAPERS = {
    "planning.ceiling_approved": True,
    "planning.renja_approved": True,
    "budgeting.budget_locked": True,
    "budgeting.dpa_issued": True,
    "accountability.agreement_signed": True,
    "accountability.action_plan_set": True,
}


@pytest.mark.parametrize(
    ("fact", "subject", "cause"),
    [
        ("planning.renja_approved", "renja", "renja_not_approved"),
        ("accountability.agreement_signed", "signed", "not_signed"),
        ("accountability.action_plan_set", "plan", "no_action_plan"),
    ],
)
def test_a_paper_that_is_lacking_is_found_and_one_that_is_unknown_is_not(
    compared: Compare, fact: str, subject: str, cause: str
) -> None:
    assert told(compared(facts=PAPERS)) == []
    lacking = compared(facts={**PAPERS, fact: False})
    assert (subject, cause) in [(one[1], one[2]) for one in told(lacking)]
    unknown = compared(facts={**PAPERS, fact: "unknown"})
    assert told(unknown) == []
    kind = "budgeted_without_plan" if subject == "renja" else "agreement_differs"
    assert undecided(unknown, kind, subject)
    # Where nobody has such a paper in the year, it is not lacking yet.
    assert told(compared(facts={**PAPERS, fact: "absent"})) == []
