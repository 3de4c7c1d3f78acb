"""Exact numbers as strings: `"2.1545"`, or `"20/3"` where the decimal does not end."""

from fractions import Fraction
from typing import Final

_MAX_DIGITS: Final = 60
# Far below anything that is shown or compared, and short enough for the contract's pattern.
_SHORTENED_DECIMALS: Final = 18


def exact(value: Fraction) -> str:
    """Return `value` without loss; only a fraction longer than 60 digits is cut to 18 decimals.

    A mean over many indicators with unlike targets can have a denominator of hundreds of digits.
    It is rounded half up there, once, and nowhere else.
    """
    if value.denominator == 1:
        return str(value.numerator)
    places = _decimal_places(value.denominator)
    if places is not None:
        return _decimal(value, places)
    if max(len(str(abs(value.numerator))), len(str(value.denominator))) <= _MAX_DIGITS:
        return f"{value.numerator}/{value.denominator}"
    return _decimal(_half_up(value, _SHORTENED_DECIMALS), _SHORTENED_DECIMALS)


def number(text: str) -> Fraction:
    """Return the number that `exact` wrote."""
    return Fraction(text)


def _decimal_places(denominator: int) -> int | None:
    """Return how many decimals 1/denominator takes; None when it does not end within 60."""
    rest, places = denominator, 0
    while rest > 1 and places < _MAX_DIGITS:
        rest //= _divisor_of_ten(rest)
        places += 1
        if rest > 1 and _divisor_of_ten(rest) == 1:
            return None
    return places if rest == 1 and 10**places % denominator == 0 else None


def _divisor_of_ten(rest: int) -> int:
    return (2 if rest % 2 == 0 else 1) * (5 if rest % 5 == 0 else 1)


def _decimal(value: Fraction, places: int) -> str:
    scaled = abs(value.numerator) * 10**places // value.denominator
    digits = str(scaled).rjust(places + 1, "0")
    fraction = digits[-places:].rstrip("0")
    sign = "-" if value < 0 and scaled else ""
    whole = digits[:-places]
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def _half_up(value: Fraction, places: int) -> Fraction:
    scale = 10**places
    scaled = (abs(value) * scale * 2 + 1) // 2
    return Fraction(scaled if value >= 0 else -scaled, scale)
