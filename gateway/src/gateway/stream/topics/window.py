"""The newest events, kept once for all subscribers; each subscriber reads at its own place."""

from dataclasses import dataclass

from gateway.stream import events
from gateway.stream.domain.position import Position
from gateway.stream.domain.score_event import ScoreEvent


@dataclass(slots=True)
class Entry:
    """A score event and the position after it."""

    event: ScoreEvent
    position: Position
    _frame: bytes | None = None

    @property
    def frame(self) -> bytes:
        """Return the event's bytes; they are made once, for the first subscriber."""
        if self._frame is None:
            self._frame = events.score_event(self.event, self.position)
        return self._frame


class Window:
    """Entries numbered from `first` to `next` - 1; a full window drops the oldest.

    `start` is the position before the oldest entry. A subscriber who has received everything before
    it can go on here.
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
        self._bytes += len(entry.event.body)
        while len(self._entries) > self._max_events or self._bytes > self._max_bytes:
            self._drop()

    def _drop(self) -> None:
        oldest = self._entries.pop(self.first)
        self._bytes -= len(oldest.event.body)
        self.start = oldest.position
        self.first += 1
