"""The catalogue says of every monthly fact how it becomes the quarter's, and of no other."""

import pytest

from contracts.facts import FACTS, read_catalogue

FACT = """
[[facts]]
name = "work.done"
title = {{ id = "Pekerjaan", en = "Work" }}
type = "{type}"
unit = ""
period = "{period}"
subtree = "sum"
systems = ["e-program"]
fresh_days = 30
{more}
"""


def catalogue(*, period: str = "month", type_: str = "decimal", more: str = "") -> str:
    return FACT.format(period=period, type=type_, more=more)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (catalogue(), "over_months is of monthly facts, and of all of them"),
        (catalogue(period="quarter", more='over_months = "sum"'), "over_months is of monthly"),
        (catalogue(type_="boolean", more='over_months = "last"'), "only months of a number"),
        (catalogue(more='over_months = "newest"'), "Invalid enum value"),
        (2 * catalogue(more='over_months = "sum"'), "names a fact twice"),
    ],
)
def test_a_catalogue_that_does_not_say_it_is_refused(document: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_catalogue(document)


def test_what_is_cumulative_takes_the_last_month() -> None:
    monthly = {name: fact.over_months for name, fact in FACTS.items() if fact.period == "month"}

    assert set(monthly) == {
        "budgeting.cash_plan",
        "budgeting.realisation",
        "budgeting.physical_realisation",
        "budgeting.physical_target",
    }
    assert set(monthly.values()) == {"last"}
