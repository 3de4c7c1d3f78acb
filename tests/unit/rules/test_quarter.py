"""Monthly facts become the quarter's as the catalogue says, and an unknown month makes it so."""

from datetime import timedelta
from fractions import Fraction
from types import EllipsisType
from typing import Literal

import pytest
from tests.unit.rules.worlds import AT, TEXT, World, ask, step

from rules.condition import Subject
from rules.contradiction import AgainstOtherSource, ContradictionRule
from rules.derivation import Derived, Ladder, Rule, derive
from rules.exact import Number
from rules.fact import FactKind, FactValue, OverMonths
from rules.finding import Claims, find
from rules.measure import Formula, Measure
from rules.quarter import periods_read

QUARTER = Subject("1", "2026-Q1")
MONTHS = ("2026-01", "2026-02", "2026-03")
SUM, MEAN, LAST = (
    FactKind(f"work.{over}", "month", "sum", over) for over in ("sum", "mean", "last")
)


def value_of(
    fact: FactKind,
    against: FactKind | None = None,
    scope: Literal["agency", "subtree"] = "agency",
) -> Rule:
    formula: Formula = "value" if against is None else "ratio"
    return Rule("rule", "1", Measure(formula, fact, TEXT, against, scope, 0, 1000))


def world(fact: FactKind, *values: FactValue, code: str = "1") -> World:
    """Say a fact of each month; an Ellipsis would be one that nobody speaks of."""
    return also(World(), fact, *values, code=code)


def also(made: World, fact: FactKind, *values: FactValue | EllipsisType, code: str = "1") -> World:
    for month, value in zip(MONTHS, values, strict=True):
        if not isinstance(value, EllipsisType):
            made.say(code, fact, value, month)
    return made


def result(rule: Rule, known: World, subject: Subject = QUARTER) -> Derived:
    return derive(rule, known, subject)


@pytest.mark.parametrize(
    ("fact", "level"), [(SUM, 6), (MEAN, 2), (LAST, 3)], ids=lambda each: getattr(each, "name", "")
)
def test_months_are_summed_averaged_or_the_last_one_counts(fact: FactKind, level: Number) -> None:
    found = result(value_of(fact), world(fact, 1, 2, 3))

    assert (found.level, found.covered) == (level, True)


def test_a_mean_of_months_is_exact() -> None:
    assert result(value_of(MEAN), world(MEAN, 1, 0, 0)).level == Fraction(1, 3)


@pytest.mark.parametrize("fact", [SUM, MEAN, LAST], ids=lambda each: each.name)
@pytest.mark.parametrize("unknown", range(3))
def test_one_unknown_month_makes_the_quarter_unknown(fact: FactKind, unknown: int) -> None:
    values = [1, 2, 3]
    known = also(World(), fact, *(... if n == unknown else v for n, v in enumerate(values)))
    found = result(value_of(fact), known)

    assert found.level is None
    assert [member.reading.status for member in found.members] == ["unknown"]
    assert [month.period for month in found.members[0].months] == list(MONTHS)


def test_an_absent_month_is_missing_in_a_sum_and_a_mean() -> None:
    for fact in (SUM, MEAN):
        found = result(value_of(fact), world(fact, 1, None, 3))
        assert found.level is None
        assert [member.reading.status for member in found.members] == ["absent"]


def test_the_last_month_holds_those_before_it_and_nothing_stands_for_it() -> None:
    assert result(value_of(LAST), world(LAST, None, None, 3)).level == 3
    assert result(value_of(LAST), world(LAST, 1, 2, None)).level is None
    assert result(value_of(LAST), also(World(), LAST, 1, 2, ...)).level is None


def test_a_stale_month_leaves_the_quarter_its_value_but_uncovered() -> None:
    known = world(SUM, 1, 2, 3).lose("1", SUM, "2026-02", days=4)
    found = result(value_of(SUM), known)

    assert (found.level, found.covered) == (6, False)
    assert (found.oldest_fact_at, found.stale_since) == (AT, AT + timedelta(days=4))


def test_a_ratio_takes_both_facts_of_the_quarter() -> None:
    plan = FactKind("work.plan", "month", "sum", "last")
    known = also(world(LAST, 5, 10, 30), plan, 10, 20, 40)

    assert result(value_of(LAST, plan), known).level == 75


def test_a_condition_compares_what_the_months_come_to() -> None:
    rule = Rule("rule", "1", Ladder((step(1), step(2, ask(SUM, ">=", 6)))))

    assert result(rule, world(SUM, 1, 2, 3)).level == 2
    assert result(rule, world(SUM, 1, 2, 2)).level == 1
    assert result(rule, also(World(), SUM, 9, ..., 9)).level is None


def test_last_year_is_the_same_quarter() -> None:
    assert periods_read(SUM, "2026-Q4", -1) == ("2025-10", "2025-11", "2025-12")
    assert periods_read(SUM, "2026-05", 0) == ("2026-05",)
    assert periods_read(SUM, "2026", 0) == ()
    assert periods_read(FactKind("work.other", "month", "sum"), "2026-Q1", 0) == ()


def test_months_before_an_agency_began_are_not_missed_but_the_last_is() -> None:
    for fact, level in ((SUM, 5), (MEAN, Fraction(5, 2)), (LAST, 3)):
        known = also(World(), fact, ..., 2, 3)
        known.not_due.add(("1", "2026-01"))
        assert result(value_of(fact), known).level == level
    young = also(World(), LAST, ..., 2, ...)
    young.not_due = {("1", month) for month in MONTHS}
    assert result(value_of(LAST), young).level is None


def test_a_month_before_it_began_is_the_only_predecessors() -> None:
    known = also(world(SUM, 1, 1, 1, code="0"), SUM, ..., 2, 3)
    known.holders["1", "2026-01"] = "0"
    found = result(value_of(SUM), known)

    assert found.level == 6
    assert [month.agency_code for month in found.members[0].months] == ["0", "1", "1"]


def test_after_a_merger_of_several_the_quarter_is_unknown() -> None:
    known = also(World(), SUM, ..., 2, 3)
    known.holders["1", "2026-01"] = None

    assert result(value_of(SUM), known).level is None


def test_in_a_subtree_a_month_counts_once() -> None:
    known = also(world(SUM, 1, 1, 1, code="2"), SUM, ..., 2, 3, code="3")
    known.codes = ("1", "2", "3")
    known.holders["3", "2026-01"] = "2"

    assert result(value_of(SUM, scope="subtree"), known).level == 8


def test_two_sources_are_compared_by_the_quarter() -> None:
    other: OverMonths = "last"
    theirs = FactKind("other.work", "month", "sum", other)
    check = AgainstOtherSource(LAST, theirs, Fraction(1, 10))
    rule = ContradictionRule("rule", "minor", TEXT, check)
    known = also(world(LAST, 1, 2, 3), theirs, 9, 9, 3)

    assert find(rule, Claims({}, {}, {}), known, QUARTER).truth is False
    assert find(rule, Claims({}, {}, {}), also(known, theirs, 9, 9, 4), QUARTER).truth is True
