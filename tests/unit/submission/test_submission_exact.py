"""Exact numbers keep their value in both directions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submission.domain.exact import parse, render


@given(st.fractions())
def test_a_number_survives_the_way_out_and_in(number: Fraction) -> None:
    assert Fraction(render(number)) == number


@given(st.decimals(min_value=-1000, max_value=1000, places=6))
def test_a_decimal_stays_a_decimal(number: object) -> None:
    assert "/" not in render(Fraction(str(number)))


@pytest.mark.parametrize("text", ["", "1e3", "1,5", "1/0", ".5", "1.", "NaN", " 1", "1\n", "٣"])
def test_what_is_no_exact_number_is_none(text: str) -> None:
    assert parse(text) is None
