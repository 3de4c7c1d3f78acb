"""Exact numbers keep their value in both directions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instrument.domain.exact import parse, render


@given(st.fractions())
def test_a_number_survives_the_way_out_and_in(number: Fraction) -> None:
    text = render(number)
    assert Fraction(text) == number


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("2.50", "2.5"),
        ("40/6", "20/3"),
        ("20/8", "2.5"),
        ("-0.125", "-0.125"),
        ("100", "100"),
        ("0.00", "0"),
        ("1/3", "1/3"),
    ],
)
def test_shortest_form(text: str, shortest: str) -> None:
    assert render(parse(text)) == shortest


@pytest.mark.parametrize("text", ["", "1e3", "1,5", "1/0", ".5", "1.", "NaN", " 1", "1\n", "0x1"])
def test_what_is_no_exact_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="exact number"):
        parse(text)
