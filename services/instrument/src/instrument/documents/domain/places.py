"""Where in a spreadsheet the values of a document stand, and what is wrong there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rules.refusal import Refusal
from rules.text import Text


class Place(NamedTuple):
    """Where something stands, as a spreadsheet shows it: row 7, column "D"."""

    sheet: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column or ''}{self.row or ''}".removesuffix("!")


class LocatedDefect(NamedTuple):
    """A defect with its place; its pointer is empty where it concerns no value of the document."""

    place: Place | None
    defect: Refusal


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A document that was read, the places of its values, and what is wrong with single cells.

    `unread`: the pointers of what stands nowhere because a sheet or a row of it could not be read.
    """

    document: dict[str, Any]
    places: Mapping[str, Place]
    defects: tuple[LocatedDefect, ...]
    unread: frozenset[str] = frozenset()

    def place_of(self, pointer: str) -> Place | None:
        """Return where a JSON pointer leads to: a cell, else the row or the sheet around it."""
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

        Where a cell could not be taken, what the document says of it is no news.
        """
        told = self.unread | {located.defect.pointer for located in self.defects}
        return [
            *self.defects,
            *(
                LocatedDefect(self.place_of(defect.pointer), defect)
                for defect in defects
                if not defect.pointer or defect.pointer not in told
            ),
        ]


def with_place(located: LocatedDefect) -> Refusal:
    """Return a plain defect whose message tells the place as well."""
    place, (pointer, text) = located
    if place is None:
        return located.defect
    return Refusal(pointer, Text(f"{place}: {text.id}", f"{place}: {text.en}"))
