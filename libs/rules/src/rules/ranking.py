"""Ranks by exact value: who is equal shares one, and who comes next has that of their place."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from rules.exact import Number

T = TypeVar("T")


def ranked(items: Iterable[T], value: Callable[[T], Number]) -> list[tuple[int, T]]:
    """Return items with their ranks, the highest value first: 1, 1, 3 for two that are equal.

    Equal ones stay in the order in which they came.
    """
    ordered = sorted(items, key=value, reverse=True)
    found: list[tuple[int, T]] = []
    for place, item in enumerate(ordered, start=1):
        is_equal = bool(found) and value(found[-1][1]) == value(item)
        found.append((found[-1][0] if is_equal else place, item))
    return found
