"""Sums since January, however a source writes them: made up in any order, with any gap."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.facts.domain import budgeting
from integration.facts.domain.fact import AgencyRecords, Observation
from rules.exact import fraction, text_of

Held = Callable[..., AgencyRecords]
Spent = Mapping[str, Mapping[int, Fraction]]
"""What was spent on each sub-activity in each month that has a row; not since January."""

MONTHS = range(1, 13)
AMOUNTS = st.integers(0, 100_000).map(lambda cents: Fraction(cents, 100))
CODES = st.sampled_from(["0001", "0002", "0010", "0100"])


def spendings(*, least: int = 1) -> st.SearchStrategy[Spent]:
    """Return years of some sub-activities, each with rows of `least` months or more."""
    series = st.dictionaries(st.integers(1, 6), AMOUNTS, min_size=least)
    return st.dictionaries(CODES, series, min_size=1)


held_is_made_once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def rows_of(spent: Spent, *, cumulative: bool) -> list[dict[str, Any]]:
    """Return the rows as a source writes them, each code in order of the months."""
    return [
        {
            "month": month,
            "code_set": 2,
            "code": f"2.16.03.2.02.{code}",
            "planned": text_of(shown(series, month) if cumulative else series[month]),
            "spent": text_of(shown(series, month) if cumulative else series[month]),
            "physical": "50",
            "physical_target": "60",
        }
        for code, series in spent.items()
        for month in sorted(series)
    ]


def shown(series: Mapping[int, Fraction], month: int) -> Fraction:
    return sum((amount for of, amount in series.items() if of <= month), Fraction(0))


def observed(
    held: Held,
    rows: list[dict[str, Any]],
    *,
    cumulative: bool,
    budgets: Mapping[str, str] | None = None,
    multiple: str = "1",
) -> dict[tuple[str, int], Observation]:
    """Return what is known of money, by name and month."""
    budget = [
        {
            "code_set": 2,
            "code": f"2.16.03.2.02.{code}",
            "amount": amount,
            "schedule_id": "1",
            "starts_at": "2026-01-02T00:00:00Z",
            "locked": True,
            "ict": False,
        }
        for code, amount in (budgets or {}).items()
    ]
    records = replace(
        held(opened={"2026-12"}, realisation=rows, sub_activity=budget),
        cumulative=frozenset({"planned", "spent"} if cumulative else ()),
        budget_multiple=Fraction(multiple),
    )
    return {
        (item.key.fact.removeprefix("budgeting."), int(item.key.period[-2:])): item
        for item in budgeting.observe(records, 2026)
        if item.key.fact in {"budgeting.realisation", "budgeting.cash_plan"}
    }


def known(item: Observation) -> tuple[str, Any]:
    return item.status, item.value


@held_is_made_once
@given(spent=spendings(), data=st.data())
def test_the_two_ways_to_write_one_year_say_the_same(
    held: Held, spent: Spent, data: st.DataObject
) -> None:
    written = {
        cumulative: data.draw(st.permutations(rows_of(spent, cumulative=cumulative)))
        for cumulative in (False, True)
    }
    monthly, summed = (
        observed(held, rows, cumulative=cumulative) for cumulative, rows in written.items()
    )
    for month in MONTHS:
        is_reported = any(month in series for series in spent.values())
        so_far = sum((shown(series, month) for series in spent.values()), Fraction(0))
        expected = ("value", text_of(so_far)) if is_reported else ("absent", None)
        lacks_months = is_reported and not is_whole(spent, month)
        for name in ("realisation", "cash_plan"):
            # Months that are not there are in no sum; what was summed by the source holds them.
            assert known(monthly[name, month]) == (("unknown", None) if lacks_months else expected)
            assert known(summed[name, month]) == expected


def is_whole(spent: Spent, month: int) -> bool:
    """Say whether no month has no row at all, and no sub-activity a hole between its rows."""
    so_far = [sorted(of for of in series if of <= month) for series in spent.values()]
    there = {of for months in so_far for of in months}
    return len(there) == max(there) and all(
        months == list(range(months[0], months[-1] + 1)) for months in so_far if months
    )


@held_is_made_once
@given(spent=spendings(least=2), lower=AMOUNTS.filter(bool), data=st.data())
def test_a_fall_anywhere_leaves_nothing_known_from_then_on(
    held: Held, spent: Spent, lower: Fraction, data: st.DataObject
) -> None:
    rows = rows_of(spent, cumulative=True)
    later = [
        place for place, row in enumerate(rows) if place and rows[place - 1]["code"] == row["code"]
    ]
    place = data.draw(st.sampled_from(later))
    whole = observed(held, rows, cumulative=True)
    fallen = [
        {**row, "spent": text_of(fraction(rows[place - 1]["spent"]) - lower)}
        if number == place
        else row
        for number, row in enumerate(rows)
    ]
    found = observed(held, data.draw(st.permutations(fallen)), cumulative=True)
    for month in MONTHS:
        before, now = whole["realisation", month], found["realisation", month]
        if month < rows[place]["month"] or before.status == "absent":
            assert known(now) == known(before)
        else:
            assert known(now) == ("unknown", None)
            assert now.doubt is not None
            assert now.doubt.code == "falling_rows"
        # The other column did not fall.
        assert known(found["cash_plan", month]) == known(whole["cash_plan", month])


@held_is_made_once
@given(spent=spendings(), data=st.data())
def test_a_sum_that_is_taken_back_is_not_replaced_by_an_older_one(
    held: Held, spent: Spent, data: st.DataObject
) -> None:
    rows = rows_of(spent, cumulative=True)
    place = data.draw(st.integers(0, len(rows) - 1))
    rows[place] = {**rows[place], "spent": None}
    found = observed(held, rows, cumulative=True)
    assert known(found["realisation", rows[place]["month"]]) == ("absent", None)


@held_is_made_once
@given(
    spent=spendings(),
    budgets=st.dictionaries(CODES, st.integers(0, 2000).map(str), min_size=1),
    multiple=st.sampled_from(["0.5", "1", "1.25", "3"]),
    cumulative=st.booleans(),
    is_read_so=st.booleans(),
)
def test_nothing_beyond_the_declared_multiple_is_ever_known(
    held: Held,
    spent: Spent,
    *,
    budgets: Mapping[str, str],
    multiple: str,
    cumulative: bool,
    is_read_so: bool,
) -> None:
    """So it is when a cumulative column is taken for one of months, and the other way round."""
    rows = rows_of(spent, cumulative=cumulative)
    found = observed(held, rows, cumulative=is_read_so, budgets=budgets, multiple=multiple)
    plain = observed(held, rows, cumulative=is_read_so)
    most = sum(map(Fraction, budgets.values())) * Fraction(multiple)
    for month in MONTHS:
        item, unbounded = found["realisation", month], plain["realisation", month]
        if item.status == "value":
            assert known(item) == known(unbounded)
            assert fraction(str(item.value)) <= most
        if unbounded.status == "value" and fraction(str(unbounded.value)) > most:
            assert known(item) == ("unknown", None)
        if known(found["cash_plan", month]) != known(plain["cash_plan", month]):
            # What has a budget goes on after its last row.
            doubt = found["cash_plan", month].doubt
            assert doubt is not None
            assert doubt.code == "missing_plan"
