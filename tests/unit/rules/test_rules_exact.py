"""Exact numbers are read, written and announced without losing anything."""

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.score import NodeScore
from rules.exact import announce, fraction, parse, readable, round_half_up, text_of, write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("2.1545", Fraction(21545, 10000)),
        ("20/3", Fraction(20, 3)),
        ("-0.5", -Fraction(1, 2)),
    ],
)
def test_numbers_are_read_exactly(text: str, value: Fraction) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text", ["", "1e5", "1_000", " 1", "1/0", "0x1", "٣", "nan", "1.", "9" * 401]
)
def test_what_is_no_exact_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an exact number"):
        parse(text)


def test_a_whole_number_is_an_int() -> None:
    assert type(parse("3.0")) is int


def test_a_whole_number_is_read_as_a_fraction_where_one_is_wanted() -> None:
    assert (type(fraction("3.0")), fraction("3.0")) == (Fraction, Fraction(3))
    assert fraction("20/3") == Fraction(20, 3)
    with pytest.raises(ValueError, match="is not an exact number"):
        fraction("1e3")


@given(st.fractions(-(10**15), 10**15, max_denominator=10**9))
def test_what_is_written_reads_as_the_same_number(value: Fraction) -> None:
    assert parse(text_of(value)) == value


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(6, 2, "3"), (1, 8, "0.125"), (20, 3, "20/3"), (0, 7, "0"), (-5, 10, "-0.5"), (100, 1, "100")],
)
def test_the_shortest_form_is_written(numerator: int, denominator: int, text: str) -> None:
    assert write(numerator, denominator) == text


@pytest.mark.parametrize(
    ("value", "announced"),
    [
        ("2.1545", "2.15"),
        ("2.155", "2.16"),
        ("2.594", "2.59"),
        ("2.595", "2.60"),
        ("20/3", "6.67"),
        ("0", "0.00"),
    ],
)
def test_half_is_announced_upwards(value: str, announced: str) -> None:
    number = parse(value)

    assert announce(number.numerator, number.denominator, 2) == announced


def test_no_decimals_are_announced_as_a_whole_number() -> None:
    assert announce(5, 2, 0) == "3"


@given(st.fractions(0, 100), st.integers(0, 6))
def test_rounding_is_never_further_than_half_a_place(value: Fraction, decimals: int) -> None:
    rounded = round_half_up(value, decimals)

    assert abs(rounded - value) <= Fraction(1, 2 * 10**decimals)
    assert rounded >= value or value - rounded < Fraction(1, 2 * 10**decimals)


@given(st.integers(1, 10**60), st.integers(1, 10**60))
def test_whatever_is_written_is_exact_and_fits_into_an_event(
    numerator: int, denominator: int
) -> None:
    text = write(numerator % (100 * denominator), denominator)

    msgspec.convert({"code": "index", "exact": text, "announced": None}, NodeScore)
    assert Fraction(text) == Fraction(numerator % (100 * denominator), denominator)


@pytest.mark.parametrize(
    ("text", "decimals", "read"),
    [
        ("3", 2, "3"),
        ("2.1545", 2, "2.1545"),
        ("20/3", 2, "20/3"),
        ("12345.678901", 2, "12345.678901"),
        ("12345.6789012", 2, "≈ 12345.68"),
        ("712543075/8798563", 2, "≈ 80.98"),
        ("712543075/8798563", 4, "≈ 80.9840"),
        ("-712543075/8798563", 2, "≈ -80.98"),
        ("1234567890123", 2, "1234567890123"),
        ("1234567890123.25", 2, "1234567890123.25"),
        ("1234567890123.25", 1, "≈ 1234567890123.3"),
    ],
)
def test_a_sentence_has_numbers_that_people_read(text: str, decimals: int, read: str) -> None:
    assert readable(parse(text), decimals) == read
