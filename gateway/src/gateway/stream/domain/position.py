"""A place in the score topic: for each partition the offset that comes next.

Written as numbers joined by dots, the partitions in their order: `12.5.0.7.3.9`. It is the `id` of
every event of the stream, so that `Last-Event-ID` tells exactly what a subscriber has got.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WRITTEN = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18}){0,255}")


class PositionError(ValueError):
    """The text is no position."""


@dataclass(frozen=True, slots=True)
class Position:
    """The next offset of each partition; everything before it is done with."""

    offsets: tuple[int, ...]

    def __str__(self) -> str:
        return ".".join(map(str, self.offsets))

    def __iter__(self) -> Iterator[int]:
        return iter(self.offsets)

    def __len__(self) -> int:
        return len(self.offsets)

    @staticmethod
    def parse(text: str) -> "Position":
        """Return the position that `text` writes.

        Raises:
            PositionError: It writes none.
        """
        if _WRITTEN.fullmatch(text) is None:
            raise PositionError("not numbers joined by dots")
        return Position(tuple(map(int, text.split("."))))

    def after(self, partition: int, offset: int) -> "Position":
        """Return the position once the record at `offset` is done with."""
        offsets = self.offsets
        return Position((*offsets[:partition], offset + 1, *offsets[partition + 1 :]))

    def has_passed(self, partition: int, offset: int) -> bool:
        """Tell whether the record at `offset` is done with."""
        return offset < self.offsets[partition]

    def covers(self, other: "Position") -> bool:
        """Tell whether nothing before `other` is left to do."""
        return all(mine >= its for mine, its in zip(self.offsets, other.offsets, strict=True))

    def joined(self, other: "Position") -> "Position":
        """Return the position at which both are done with."""
        return Position(tuple(map(max, self.offsets, other.offsets)))
