"""The places of values and of defects in a workbook."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rules.refusal import Refusal
from rules.text import Text


class Place(NamedTuple):
    """A place as a spreadsheet program shows it: row 7, column "D"."""

    sheet: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column or ''}{self.row or ''}".removesuffix("!")


class LocatedDefect(NamedTuple):
    """A defect with its place; its pointer is empty if it is about no value of the document."""

    place: Place | None
    defect: Refusal


@dataclass(frozen=True, slots=True)
class WorkbookDocument:
    """A document read from a workbook, the places of its values, and the defects of cells.

    `unread`: pointers to values that are missing because a sheet or a row could not be read.
    """

    document: dict[str, Any]
    places: Mapping[str, Place]
    defects: tuple[LocatedDefect, ...]
    unread: frozenset[str] = frozenset()

    def place_of(self, pointer: str) -> Place | None:
        """Return the place of a JSON pointer: its cell, else its row or its sheet."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            pointer = pointer.rpartition("/")[0]
        return None

    def rows(self) -> dict[str, int]:
        """Return how many rows were read of each sheet."""
        read = {(place.sheet, place.row) for place in self.places.values() if place.row}
        return dict(sorted(Counter(sheet for sheet, _ in read).items()))

    def locate(self, defects: Sequence[Refusal]) -> list[LocatedDefect]:
        """Return the defects of cells, then those of the document, each with its place.

        A defect of the document is left out if its cell has a defect already.
        """
        hidden = self.unread | {located.defect.pointer for located in self.defects}
        return [
            *self.defects,
            *(
                LocatedDefect(self.place_of(defect.pointer), defect)
                for defect in defects
                if not defect.pointer or defect.pointer not in hidden
            ),
        ]


def with_place(located: LocatedDefect) -> Refusal:
    """Return a defect whose sentence names the place."""
    place, (pointer, text) = located
    if place is None:
        return located.defect
    return Refusal(pointer, Text(f"{place}: {text.id}", f"{place}: {text.en}"))
