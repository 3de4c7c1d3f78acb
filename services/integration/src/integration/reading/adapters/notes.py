"""What a row says beside the facts: no fact rests on it, so it breaks none of them."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from integration.reading.adapters.row import BrokenRow, Row

T = TypeVar("T")


def note(name: str, read: Callable[[str], T]) -> T | None:
    """Return what a field says; what cannot be read is nothing."""
    try:
        return read(name)
    except BrokenRow:
        return None


def remark(row: Row, name: str) -> str | None:
    """Return a text, or a number as one."""
    return note(name, row.optional_text) or note(name, row.identifier)


def word(row: Row, name: str, known: Mapping[str, str]) -> str | None:
    """Return what a known word stands for, and another one as it is."""
    found = remark(row, name)
    return None if found is None else known.get(found.casefold(), found)
