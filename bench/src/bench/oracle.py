"""An independent oracle: computes a score by the formula of the regulation and nothing else.

It shares no code with the scoring service: a mistake is missed only if both make the same one.
PermenPANRB 59/2020, chapter on the index: aspect, domain and index are weighted means; an empty
answer counts as the scale's lowest level.
"""

from collections.abc import Mapping
from fractions import Fraction

from contracts.events.edition import EditionPublishedV1, Node


def index_of(edition: EditionPublishedV1, levels: Mapping[str, int | str]) -> Fraction:
    """Return the exact index of `levels` (indicator code to level)."""
    return _value(_root(edition), edition, levels)


def exact(value: Fraction) -> str:
    """Return a number as the API writes it: as a decimal if that is finite, else as a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = abs((value * 10**digits).numerator)
    text = str(whole).rjust(digits + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def _root(edition: EditionPublishedV1) -> Node:
    return next(node for node in edition.nodes if node.parent_code is None)


def _value(node: Node, edition: EditionPublishedV1, levels: Mapping[str, int | str]) -> Fraction:
    if node.scale_code is not None:
        scale = next(scale for scale in edition.scales if scale.code == node.scale_code)
        return Fraction(levels.get(node.code, scale.empty or 0))
    children = [child for child in edition.nodes if child.parent_code == node.code]
    weights = sum(Fraction(child.weight) for child in children)
    total = sum(Fraction(child.weight) * _value(child, edition, levels) for child in children)
    return Fraction(total) / Fraction(weights)
