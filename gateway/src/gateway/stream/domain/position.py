"""A place in the score topic: for each partition the offset that comes next.

It is written as numbers joined by dots, in the order of the partitions: `12.5.0.7.3.9`. Every event
of the stream has one as its `id`, so `Last-Event-ID` says exactly what a subscriber has received.
`api/routes.py` reads it from that header, `usecases/follow.py` resumes there, and `events.py`
writes the new one into each event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WRITTEN = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18}){0,255}")


class PositionError(ValueError):
    """The text is not a position."""


@dataclass(frozen=True, slots=True)
class Position:
    """The next offset of each partition; every record before it was handled."""

    offsets: tuple[int, ...]

    def __str__(self) -> str:
        return ".".join(map(str, self.offsets))

    def __iter__(self) -> Iterator[int]:
        return iter(self.offsets)

    def __len__(self) -> int:
        return len(self.offsets)

    @staticmethod
    def parse(text: str) -> "Position":
        """Return the position that is written in `text`.

        Raises:
            PositionError: The text is not a position.
        """
        if _WRITTEN.fullmatch(text) is None:
            raise PositionError("not numbers joined by dots")
        return Position(tuple(map(int, text.split("."))))

    def after(self, partition: int, offset: int) -> "Position":
        """Return the position after the record at `offset`."""
        offsets = self.offsets
        return Position((*offsets[:partition], offset + 1, *offsets[partition + 1 :]))

    def has_passed(self, partition: int, offset: int) -> bool:
        """Return whether the record at `offset` is before this position."""
        return offset < self.offsets[partition]

    def covers(self, other: "Position") -> bool:
        """Return whether this position is at or after `other` in every partition."""
        return all(mine >= its for mine, its in zip(self.offsets, other.offsets, strict=True))

    def joined(self, other: "Position") -> "Position":
        """Return the later of the two offsets in every partition."""
        return Position(tuple(map(max, self.offsets, other.offsets)))
