"""The newest events, kept once for all subscribers, each of whom reads at its own place."""

from dataclasses import dataclass

from gateway.stream import events
from gateway.stream.domain.announcement import Announcement
from gateway.stream.domain.position import Position


@dataclass(slots=True)
class Entry:
    """An event and the position after it."""

    announcement: Announcement
    position: Position
    _frame: bytes | None = None

    @property
    def frame(self) -> bytes:
        """Return the event's bytes, made when the first subscriber asks."""
        if self._frame is None:
            self._frame = events.event(self.announcement, self.position)
        return self._frame


class Window:
    """Entries by running number, from `first` to before `next`; the oldest go when it is full.

    `start` is the position before the oldest entry: who has got everything up to there can go on
    here.
    """

    def __init__(self, start: Position, *, max_events: int, max_bytes: int) -> None:
        self.start = start
        self.first = 0
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: dict[int, Entry] = {}

    @property
    def next(self) -> int:
        """Return the number that the next entry will get."""
        return self.first + len(self._entries)

    def __getitem__(self, number: int) -> Entry:
        return self._entries[number]

    def append(self, entry: Entry) -> None:
        """Add the newest entry."""
        self._entries[self.next] = entry
        self._bytes += len(entry.announcement.body)
        while len(self._entries) > self._max_events or self._bytes > self._max_bytes:
            self._drop()

    def _drop(self) -> None:
        oldest = self._entries.pop(self.first)
        self._bytes -= len(oldest.announcement.body)
        self.start = oldest.position
        self.first += 1
