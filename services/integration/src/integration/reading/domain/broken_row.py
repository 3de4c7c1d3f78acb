"""What a row is that cannot be read, and one that is left out on purpose."""

from typing import Final

_MAX_FOUND: Final = 60


class BrokenRow(ValueError):
    """A row that cannot be read: the key of the broken value, and why it is broken."""

    def __init__(self, field: str, code: str, value: object = "") -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code
        self.found = str(value)[:_MAX_FOUND]


class IgnoredRow(Exception):
    """A row of a unit that is left out on purpose."""
