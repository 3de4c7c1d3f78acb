"""Facts are written without loss, and as events carry them."""

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Exact
from rules.exact import fraction, text_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(5), "5"),
        (Fraction(0), "0"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(21545, 10000), "2.1545"),
        (Fraction(20, 3), "20/3"),
        (Fraction(1, 5**10), "0.0000001024"),
        (Fraction(1, 2**70), f"0.{5**70:070}"),
    ],
)
def test_a_number_is_written_without_loss(value: Fraction, expected: str) -> None:
    assert text_of(value) == expected


def test_a_long_mean_is_written_without_loss_as_the_contract_carries_it() -> None:
    """Integration cut what had more than 60 digits to 18 decimals."""
    long = Fraction(10**40 + 1, 3**170)
    written = text_of(long)
    assert fraction(written) == long
    assert text_of(-long) == f"-{written}"
    assert msgspec.convert(written, Exact) == written


@given(st.fractions(-(10**15), 10**15, max_denominator=10**12))
def test_what_is_written_is_read_back_and_fits_the_contract(value: Fraction) -> None:
    written = text_of(value)
    assert fraction(written) == value
    assert msgspec.convert(written, Exact) == written
