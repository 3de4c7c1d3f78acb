"""The newest events of the score topic, read once for all subscribers."""

from collections.abc import Sequence
from typing import Final

from cachetools import FIFOCache
from opentelemetry.trace import SpanKind

from gateway.stream.domain.position import Position
from gateway.stream.domain.score_event import ScoreEvent
from gateway.stream.topics.agencies import Agencies
from gateway.stream.topics.follower import Follower
from gateway.stream.topics.records import score_event_of
from gateway.stream.topics.revisions import Revisions
from gateway.stream.topics.signals import Signal
from gateway.stream.topics.window import Entry, Window
from kit.messaging import Broker, Record
from kit.observe import span

TOPIC: Final = "scoring.score"
_REMEMBERED: Final = 100_000


class Tail:
    """Follows the score topic from its end and keeps the newest events in a window.

    `position` is None until the broker was reached once. If the topic was deleted and made again,
    `position` is None for a moment and `window` is replaced; a subscriber then sees that its own
    position is no longer valid. An event that repeats an earlier one is not put into the window,
    and `is_repeat` tells subscribers who read the log to leave it out as well.
    """

    def __init__(
        self, broker: Broker, agencies: Agencies, *, max_events: int, max_bytes: int
    ) -> None:
        self.position: Position | None = None
        self.window: Window | None = None
        self.moved = Signal()
        self._agencies = agencies
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._follower = Follower(broker, TOPIC, reader=self)
        self._revisions = Revisions(limit=_REMEMBERED)
        # By partition and offset; the oldest go first.
        self._repeats: FIFOCache[tuple[int, int], None] = FIFOCache(_REMEMBERED)

    async def run(self) -> None:
        """Follow the topic until cancelled."""
        await self._follower.run()

    def choose_start(self, ends: Position) -> Position:
        """Start at the end of the topic, with an empty window."""
        self.window = Window(ends, max_events=self._max_events, max_bytes=self._max_bytes)
        self._revisions = Revisions(limit=_REMEMBERED)
        self._repeats.clear()
        self.moved.fire()
        return ends

    async def receive(self, records: Sequence[Record]) -> None:
        """Put the events of the records into the window."""
        with span(
            "stream batch", kind=SpanKind.CONSUMER, links=[_traceparent(one) for one in records]
        ):
            for record in records:
                event = await score_event_of(record, self._agencies)
                # No await from here on: subscribers see position and window change together.
                if self.position is None or self.window is None:
                    return
                self.position = self.position.after(record.partition, record.offset)
                if event is not None and self._is_new(event):
                    self.window.append(Entry(event, self.position))
        self.moved.fire()

    def is_repeat(self, event: ScoreEvent) -> bool:
        """Return whether this event is known to repeat an earlier one in the log."""
        return (event.partition, event.offset) in self._repeats

    def _is_new(self, event: ScoreEvent) -> bool:
        if self._revisions.is_new(event):
            return True
        self._repeats[event.partition, event.offset] = None
        return False


def _traceparent(record: Record) -> str | None:
    value = dict(record.headers).get("traceparent")
    return None if value is None else value.decode("ascii", "replace")
