"""Cells and rows of a table, as people see them in their spreadsheet program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rules.text import Text

# percent: a number that is shown as one. day: Excel makes days of 1.10 and of 3/4.
Kind = Literal["empty", "text", "number", "percent", "truth", "day"]

MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
LONGEST: Final = 32_767  # characters that a cell of a spreadsheet program holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell. `text`: what stands in it, exactly; None if nothing does.

    A number is the text that a spreadsheet program shows of it, a day is YYYY-MM-DD. `fault`: why
    nobody can say what stands in it.
    """

    place: str
    kind: Kind = "empty"
    text: str | None = None
    value: float | None = None
    number_format: str = ""
    fault: Text | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing can be seen in it."""
        return self.fault is None and not (self.text or "").strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with the number by which a spreadsheet program calls it. A hidden one is like any."""

    number: int
    cells: Sequence[Cell]
