from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Exact
from integration.records.domain.number import exact, number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(5), "5"),
        (Fraction(0), "0"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(21545, 10000), "2.1545"),
        (Fraction(20, 3), "20/3"),
        (Fraction(1, 5**10), "0.0000001024"),
        (Fraction(1, 2**70), "1/1180591620717411303424"),
    ],
)
def test_a_number_is_written_without_loss(value: Fraction, expected: str) -> None:
    assert exact(value) == expected


def test_only_a_fraction_too_long_for_the_contract_is_cut() -> None:
    long = Fraction(10**40 + 1, 3**70)
    written = exact(long)
    assert abs(number(written) - long) <= Fraction(1, 2 * 10**18)
    assert exact(-long) == f"-{written}"


@given(st.fractions(-(10**15), 10**15, max_denominator=10**12))
def test_what_is_written_is_read_back_and_fits_the_contract(value: Fraction) -> None:
    written = exact(value)
    assert number(written) == value
    assert msgspec.convert(written, Exact) == written
