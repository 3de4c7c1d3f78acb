"""Exact numbers: fractions inside, `"2.75"` or `"20/3"` outside."""

import re
from fractions import Fraction

PATTERN = r"^-?[0-9]{1,30}(\.[0-9]{1,30}|/[1-9][0-9]{0,29})?$"


def parse(text: str) -> Fraction | None:
    """Return the number that `text` names, None if it names none."""
    return Fraction(text) if re.fullmatch(PATTERN, text) else None


def render(value: Fraction) -> str:
    """Return the shortest exact form: a decimal where it ends, a fraction where it does not."""
    twos, rest = _exponent(value.denominator, 2)
    fives, rest = _exponent(rest, 5)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole = digits[: len(digits) - places]
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{digits[-places:]}" if places else f"{sign}{whole}"


def _exponent(number: int, prime: int) -> tuple[int, int]:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count, number
