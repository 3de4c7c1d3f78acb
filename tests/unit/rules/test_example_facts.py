"""Examples are read by the rules of production: agencies, absence, ignorance and other years."""

from typing import Any

import pytest

from rules.derivation import Ladder, Rule
from rules.exact import Number, parse
from rules.example import ExampleFacts, decisive, derive_example, first_unmet
from rules.fact import FactKey, FactKind
from rules.measure import Measure
from rules.period import PeriodKind

from .worlds import AMOUNT, CONSULTED, TEXT, ask, below, step

REACHED = FactKind("accountability.achievement", "quarter", "mean")
SPENT = FactKind("budgeting.realisation", "month", "sum")
PLANNED = FactKind("budgeting.cash_plan", "month", "sum")


def ladder(*conditions: Any) -> Rule:
    """Return a rule whose first level asks nothing, and each next one the next condition."""
    steps = (step(1), *(step(level, each) for level, each in enumerate(conditions, start=2)))
    return Rule("rule", "1", Ladder(steps))


def level(rule: Rule, period_kind: PeriodKind = "year", **agencies: Any) -> Number | None:
    return derive_example(rule, agencies, period_kind).level


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({CONSULTED.name: True}, 2),
        ({CONSULTED.name: False}, 1),
        ({CONSULTED.name: "absent"}, 1),
        ({CONSULTED.name: "unknown"}, None),
        ({}, None),
    ],
)
def test_what_is_absent_does_not_hold_and_what_is_unknown_proves_nothing(
    said: dict[str, bool | str], expected: Number | None
) -> None:
    assert level(ladder(ask()), self=said) == expected


def test_self_is_a_region_and_all_others_are_agencies_below_it() -> None:
    facts = ExampleFacts({"self": {}, "A": {}, "B": {}})
    assert tuple(facts.subtree(None)) == ("self", "A", "B")
    assert tuple(facts.subtree("region")) == ("self",)
    assert tuple(facts.subtree("agency")) == ("A", "B")
    everybody = ladder(below(subtree_kind="agency"))
    said = {CONSULTED.name: True}
    assert level(everybody, self={}, A=said, B=said) == 2
    assert level(everybody, self=said, A=said, B={CONSULTED.name: False}) == 1
    assert level(everybody, self=said, A=said, B={}) is None


def test_a_name_with_a_year_is_of_that_year() -> None:
    last_year = ladder(ask(year_offset=-1))
    assert level(last_year, self={f"{CONSULTED.name}@-1": True}) == 2
    assert level(last_year, self={f"{CONSULTED.name}@-1": False, CONSULTED.name: True}) == 1
    assert level(last_year, self={CONSULTED.name: True}) is None
    assert level(ladder(ask()), self={f"{CONSULTED.name}@-1": True}) is None


@pytest.mark.parametrize("period_kind", ["year", "quarter", "month"])
def test_a_yearly_fact_is_read_whatever_the_period(period_kind: PeriodKind) -> None:
    assert level(ladder(ask()), period_kind, self={CONSULTED.name: True}) == 2


def test_a_quarter_or_month_reads_its_own_facts() -> None:
    reached = Rule("rule", "1", Measure("value", REACHED, TEXT))
    spent = Rule("rule", "1", Measure("ratio", SPENT, TEXT, PLANNED))
    assert level(reached, "quarter", self={REACHED.name: "93.75"}) == parse("93.75")
    assert level(reached, "month", self={REACHED.name: "20/3"}) == parse("20/3")
    assert level(spent, "month", self={SPENT.name: "1", PLANNED.name: "3"}) == parse("100/3")
    assert level(spent, "month", self={SPENT.name: "1", PLANNED.name: "0"}) is None


def test_a_measure_over_a_subtree_leaves_out_a_region_without_the_fact() -> None:
    total = Rule("rule", "1", Measure("value", AMOUNT, TEXT, scope="subtree"))
    assert level(total, self={}, A={AMOUNT.name: "30"}, B={AMOUNT.name: "12.5"}) == parse("42.5")
    assert level(total, self={AMOUNT.name: "unknown"}, A={AMOUNT.name: "30"}) is None
    assert level(total, self={AMOUNT.name: "absent"}, A={AMOUNT.name: "30"}) == 30


def test_the_first_step_that_is_not_met_tells_why() -> None:
    rule = ladder(ask(), below("all", subtree_kind="agency"), ask(AMOUNT, ">", 0))
    said = {CONSULTED.name: True}
    derived = derive_example(
        rule, {"self": said, "A": said, "B": {}, "C": {CONSULTED.name: False}}, "year"
    )
    unmet = first_unmet(derived)
    assert unmet is not None
    assert (unmet.level, unmet.trace.truth) == (3, False)
    assert [member.agency_code for member in decisive(derived)] == ["C"]


def test_nothing_is_unmet_where_all_holds_and_a_measure_tells_all_it_read() -> None:
    met = derive_example(ladder(ask()), {"self": {CONSULTED.name: True}}, "year")
    assert first_unmet(met) is None
    assert list(decisive(met)) == []
    measured = derive_example(
        Rule("rule", "1", Measure("ratio", SPENT, TEXT, PLANNED)),
        {"self": {SPENT.name: "1"}},
        "month",
    )
    assert [member.fact for member in decisive(measured)] == [SPENT.name, PLANNED.name]


def test_a_fact_without_a_known_period_was_never_seen() -> None:
    facts = ExampleFacts({"self": {"own.fact": True}})
    assert facts.read(FactKey("self", "own.other", "")).status == "unknown"
    assert facts.read(FactKey("A", "own.fact", "2026")).status == "unknown"
