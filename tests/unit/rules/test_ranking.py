"""Ranks are exact: who is equal shares one, a third is above 0.3333."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rules.exact import Number, parse
from rules.period import preceding
from rules.ranking import ranked


def ranks(*values: str) -> dict[str, int]:
    return {text: rank for rank, text in ranked(values, parse)}


def test_a_third_is_above_its_decimals_however_many_there_are() -> None:
    assert ranks("0.3333", "1/3", "0.33333333333333333333") == {
        "1/3": 1,
        "0.33333333333333333333": 2,
        "0.3333": 3,
    }


def test_equal_values_share_a_rank_however_they_are_written() -> None:
    assert ranks("2", "75", "150/2", "75.0", "1") == {
        "75": 1,
        "150/2": 1,
        "75.0": 1,
        "2": 4,
        "1": 5,
    }
    assert [text for _, text in ranked(["b", "a"], lambda _: 1)] == ["b", "a"]
    assert ranked([], lambda each: each) == []


@given(st.lists(st.fractions(max_denominator=9)))
def test_a_rank_is_one_more_than_who_is_better(values: list[Fraction]) -> None:
    items: list[Number] = [*values]
    for rank, value in ranked(items, lambda each: each):
        assert rank == 1 + sum(other > value for other in values)


def test_the_period_before_is_of_the_same_kind() -> None:
    assert [preceding(code) for code in ("2026", "2026-Q1", "2026-Q3", "2026-01", "2026-12")] == [
        "2025",
        "2025-Q4",
        "2026-Q2",
        "2025-12",
        "2026-11",
    ]
