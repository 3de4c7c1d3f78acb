"""A plan against its budget: what is found, what is not, and what nobody can tell."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from tests.unit.integration.reconciliation.conftest import AGENCY, budget, ceiling

from integration.reconciliation.domain.derive import Derived
from integration.reconciliation.domain.finding import FindingKey, Side
from integration.reconciliation.domain.joining import Money
from integration.reconciliation.domain.plans import Unmatched

Compare = Callable[..., Derived]


def told(derived: Derived) -> list[tuple[str, str, str, str | None]]:
    return [(o.key.kind, o.key.subject, o.cause, o.difference) for o in derived.found]


def undecided(derived: Derived, kind: str, subject: str) -> bool:
    key = FindingKey(AGENCY, 2026, kind, subject)  # type: ignore[arg-type] # kinds of these tests
    return any(one.covers(key) for one in derived.undecided)


def test_what_agrees_is_no_finding_and_all_of_it_is_joined(compared: Compare) -> None:
    derived = compared(ceiling=[ceiling("100")], sub_activity=[budget("100")])
    assert told(derived) == []
    assert derived.money == Money(
        planned=Fraction(100),
        planned_joined=Fraction(100),
        budgeted=Fraction(100),
        budgeted_joined=Fraction(100),
    )


def test_several_sub_activities_are_one_activity_with_exact_sums(compared: Compare) -> None:
    rows = [budget("33.3"), budget("66.8", "1.01.02.2.01.02", code_set=1)]
    derived = compared(ceiling=[ceiling("100")], sub_activity=rows)
    assert told(derived) == [("ceiling_exceeded", "1.01.02.2.01", "above_ceiling", "0.1")]
    (finding,) = derived.found
    assert (finding.matched_by, finding.amount) == ("code_without_level", "100.1")
    assert [(s.field, s.amount, s.record_count) for s in finding.sides] == [
        ("plan", "100", 1),
        ("budget", "100.1", 2),
    ]


def test_one_side_without_the_other_is_found_with_its_money(compared: Compare) -> None:
    derived = compared(
        ceiling=[ceiling("100"), ceiling("7", activity="2.05")],
        sub_activity=[budget("100"), budget("9", "1.01.03.2.02.0001")],
    )
    assert told(derived) == [
        ("planned_without_budget", "1.01.02.2.05", "no_budget", "7"),
        ("budgeted_without_plan", "1.01.03.2.02", "no_plan", "9"),
    ]
    assert isinstance(derived.money, Money)
    assert derived.money.unjoined == 16


def test_a_level_that_differs_joins_nothing(compared: Compare) -> None:
    derived = compared(ceiling=[ceiling("100", activity="1.01")], sub_activity=[budget("100")])
    assert [one.key.kind for one in derived.found] == [
        "planned_without_budget",
        "budgeted_without_plan",
    ]


def test_a_budget_that_writes_its_own_affair_is_joined_and_says_so(compared: Compare) -> None:
    derived = compared(
        ceiling=[ceiling("90", "1.01.01", "2.02")],
        sub_activity=[budget("100", "X.XX.01.2.02.0001")],
    )
    (finding,) = derived.found
    assert (finding.key.kind, finding.matched_by) == ("ceiling_exceeded", "own_affair")


def test_names_join_nothing(compared: Compare) -> None:
    same = "Pengelolaan yang sama"
    derived = compared(
        ceiling=[ceiling("100", "1.01.02", title=same)],
        sub_activity=[budget("100", "1.01.09.2.07.0001", title=same)],
    )
    assert len(derived.found) == 2


def test_another_schedule_is_not_a_ceiling_that_is_exceeded(compared: Compare) -> None:
    rows = [budget("120"), budget("100", schedule_id="2")]
    derived = compared(ceiling=[ceiling("100")], sub_activity=rows)
    assert told(derived) == [("another_schedule", "1.01.02.2.01", "amount_of_schedule", "20")]
    later = compared(
        ceiling=[ceiling("100")], sub_activity=[budget("80", schedule_id="2"), *_other_first()]
    )
    assert told(later)[0] == ("another_schedule", "1.01.02.2.01", "budgeted_later", "20")


def _other_first() -> list[object]:
    return [budget("5", "1.01.03.2.01.0001")]


def test_money_that_moves_in_a_later_schedule_exceeds_nothing(compared: Compare) -> None:
    rows = [budget("100"), budget("150", schedule_id="2")]
    assert told(compared(ceiling=[ceiling("100")], sub_activity=rows)) == []


def test_a_budget_that_is_not_locked_is_none_yet(compared: Compare) -> None:
    derived = compared(ceiling=[ceiling("100")], sub_activity=[budget("100", locked=False)])
    assert told(derived) == [("planned_without_budget", "1.01.02.2.01", "not_locked", "100")]


def test_an_activity_of_another_agency_is_told_once_where_it_is_planned(compared: Compare) -> None:
    side = Side(field="budget", agency_code="9901.2", says="", amount="70")
    other = Unmatched("budget", "1.01.02.01", "9901.2", ("70", "75"), side)
    derived = compared(ceiling=[ceiling("70")], sub_activity=[], others=(other,))
    assert told(derived) == [("unit_differs", "1.01.02.01", "other_agency", None)]
    assert derived.found[0].other_agency_code == "9901.2"
    apart = compared(ceiling=[ceiling("71")], sub_activity=[], others=(other,))
    assert [one.key.kind for one in apart.found] == ["planned_without_budget"]
    planned = Unmatched("plan", "1.01.02.01", "9901.2", ("70",), side)
    own = compared(ceiling=[], sub_activity=[budget("70")], others=(planned,))
    assert told(own) == [], "the agency that plans it tells it"


def test_a_line_in_doubt_elsewhere_decides_nothing(compared: Compare) -> None:
    side = Side(field="budget", agency_code="9901.2", says="")
    other = Unmatched("budget", "1.01.02.01", "9901.2", (), side)
    derived = compared(ceiling=[ceiling("70")], sub_activity=[], others=(other,))
    assert told(derived) == []
    assert undecided(derived, "planned_without_budget", "1.01.02.01")


@pytest.mark.parametrize("down", ["e-planning", "e-program"])
def test_a_source_that_is_down_decides_nothing(compared: Compare, down: str) -> None:
    derived = compared(down=(down,), ceiling=[ceiling("100")], sub_activity=[budget("900")])
    assert told(derived) == []
    for subject in ("1.01.02.2.01", "of.a.record.that.is.gone"):
        assert undecided(derived, "ceiling_exceeded", subject)
    assert not isinstance(derived.money, Money)


def test_a_row_that_cannot_be_read_leaves_its_own_activity_open_and_no_other(
    compared: Compare,
) -> None:
    derived = compared(
        ceiling=[ceiling("100"), ceiling("5", activity="09")],
        sub_activity=[budget("900"), budget("6", "1.01.02.2.09.0001")],
        doubts={"sub_activity": [{"code": "1.01.02.2.01.0001", "year": 2026}]},
    )
    assert told(derived) == [("ceiling_exceeded", "1.01.02.2.09", "above_ceiling", "1")]
    assert undecided(derived, "ceiling_exceeded", "1.01.02.2.01")
    assert not undecided(derived, "ceiling_exceeded", "1.01.02.2.09")


def test_an_amount_that_is_not_stated_decides_nothing(compared: Compare) -> None:
    derived = compared(ceiling=[ceiling("100")], sub_activity=[{**budget("1"), "amount": None}])
    assert told(derived) == []
    assert undecided(derived, "ceiling_exceeded", "1.01.02.2.01")


def test_a_copy_of_the_ceiling_that_differs_is_two_values(compared: Compare) -> None:
    rows = [budget("100", original_ceiling="99")]
    derived = compared(ceiling=[ceiling("100")], sub_activity=rows)
    assert told(derived) == [("two_values", "ceiling:1.01.02.2.01", "ceiling_copy", "1")]
