"""Exact numbers: how they are read, written and announced. Never a float."""

import re
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Final

from rules.sentences import form
from rules.text import Text

# A whole number stays an int: it is the common case and costs a tenth of a Fraction.
Number = int | Fraction

MAX_DIGITS: Final = 400
# What the contracts can carry, above and below the line.
CARRIED_DIGITS: Final = 400
# What people may write in a document; a measured mean may need more digits than anyone types.
WRITTEN: Final = form(
    r"^-?[0-9]{1,30}(\.[0-9]{1,30}|/[1-9][0-9]{0,29})?$",
    Text(
        "harus berupa bilangan, misalnya 3, 2.6, atau 20/3",
        "must be a number, like 3, 2.6 or 20/3",
    ),
)
_TOO_LARGE: Final = 10**CARRIED_DIGITS
# More characters than this are no number that people read.
_MOST_READ: Final = 12
_NUMBER: Final = re.compile(
    rf"-?[0-9]{{1,{MAX_DIGITS}}}(?:\.[0-9]{{1,{MAX_DIGITS}}}|/[1-9][0-9]{{0,{MAX_DIGITS - 1}}})?"
)


@lru_cache(maxsize=10_000)
def parse(text: str) -> Number:
    """Return the number in `text`: `"3"`, `"2.1545"` or `"20/3"`.

    Raises:
        ValueError: It is no exact number, or has more than 400 digits.
    """
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(f"{text[:80]!r} is not an exact number")
    return simplest(Fraction(text))


def fraction(text: str) -> Fraction:
    """Return the number in `text` as a fraction, a whole one too: to divide by, or to store.

    Raises:
        ValueError: As `parse`.
    """
    return Fraction(parse(text))


def simplest(value: Number) -> Number:
    """Return an int for a whole number."""
    return value.numerator if value.denominator == 1 else value


@lru_cache(maxsize=20_000)
def write(numerator: int, denominator: int = 1) -> str:
    """Return the quotient as the shortest decimal, or as a fraction where the decimal does not end.

    A sum of many measured shares can need more digits than an event can carry. It is written
    rounded half up to 400 decimals; predicates and announced values still come from the exact one.
    """
    shared = gcd(numerator, denominator)
    numerator, denominator = numerator // shared, denominator // shared
    if denominator == 1:
        return str(numerator)
    decimals = _decimals(denominator)
    if decimals is not None and decimals <= CARRIED_DIGITS:
        return _decimal(numerator * 10**decimals // denominator, decimals)
    if is_carried(numerator, denominator):
        return f"{numerator}/{denominator}"
    return announce(numerator, denominator, CARRIED_DIGITS)


def is_carried(numerator: int, denominator: int) -> bool:
    """Say whether an event can carry the exact quotient as a fraction."""
    return denominator < _TOO_LARGE and -_TOO_LARGE < numerator < _TOO_LARGE


def text_of(value: Number) -> str:
    """Return the number as `write` does."""
    return str(value) if type(value) is int else write(value.numerator, value.denominator)


def readable(value: Number, decimals: int = 2) -> str:
    """Return the number for a sentence: exact where it is short, else `≈ ` and rounded half up.

    What the rounding would not change stays as it is, however long.
    """
    text = text_of(value)
    if len(text) <= _MOST_READ or round_half_up(value, decimals) == value:
        return text
    return f"≈ {announce(value.numerator, value.denominator, decimals)}"


@lru_cache(maxsize=20_000)
def announce(numerator: int, denominator: int, decimals: int) -> str:
    """Return the quotient rounded half up, with exactly `decimals` places."""
    scaled = (2 * numerator * 10**decimals + denominator) // (2 * denominator)
    return _decimal(scaled, decimals)


def round_half_up(value: Number, decimals: int) -> Number:
    """Return the number rounded half up."""
    scale = 10**decimals
    return simplest(Fraction((2 * value * scale + 1).__floor__() // 2, scale))


def _decimals(denominator: int) -> int | None:
    """Return how many places the decimal needs, None if it does not end."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _decimal(scaled: int, decimals: int) -> str:
    if decimals == 0:
        return str(scaled)
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
