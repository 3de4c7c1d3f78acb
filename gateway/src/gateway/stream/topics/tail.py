"""The one reader of the score topic's end, shared by all live subscribers."""

from collections.abc import Sequence
from typing import Final

from opentelemetry.trace import SpanKind

from gateway.stream.domain.announcement import Announcement
from gateway.stream.domain.position import Position
from gateway.stream.domain.revisions import Revisions
from gateway.stream.topics.agencies import Agencies
from gateway.stream.topics.follower import Follower
from gateway.stream.topics.records import announcement_of
from gateway.stream.topics.signals import Signal
from gateway.stream.topics.window import Entry, Window
from kit.messaging import Broker, Record
from kit.observe import span

TOPIC: Final = "scoring.score"
_REMEMBERED: Final = 100_000


class Tail:
    """Follows the score topic from its end and keeps the newest events for the subscribers.

    `position` is None until the broker was reached once, and again while the topic is found to be
    made anew; `window` is then replaced, by which a subscriber sees that its position is void.
    What repeats an event that this process has read is not shown, neither here nor to those who
    read the log.
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
        self._revisions = Revisions(most=_REMEMBERED)
        self._repeats: dict[tuple[int, int], None] = {}  # partition and offset, the newest last

    async def run(self) -> None:
        """Follow the topic until cancelled."""
        await self._follower.run()

    def begin(self, ends: Position) -> Position:
        """Start at the end, with an empty window."""
        self.window = Window(ends, max_events=self._max_events, max_bytes=self._max_bytes)
        self._revisions = Revisions(most=_REMEMBERED)
        self._repeats.clear()
        self.moved.fire()
        return ends

    async def take(self, records: Sequence[Record]) -> None:
        """Show the records of one partition to the subscribers."""
        with span(
            "stream batch", kind=SpanKind.CONSUMER, links=[_traceparent(one) for one in records]
        ):
            for record in records:
                announcement = await announcement_of(record, self._agencies)
                # Nothing awaits from here on: to the subscribers, position and window move as one.
                if self.position is None or self.window is None:
                    return
                self.position = self.position.after(record.partition, record.offset)
                if announcement is not None and self._is_new(announcement):
                    self.window.append(Entry(announcement, self.position))
        self.moved.fire()

    def is_repeat(self, announcement: Announcement) -> bool:
        """Tell whether this event is known to repeat one that is before it in the log."""
        return (announcement.partition, announcement.offset) in self._repeats

    def _is_new(self, announcement: Announcement) -> bool:
        if self._revisions.is_new(announcement):
            return True
        self._repeats[announcement.partition, announcement.offset] = None
        if len(self._repeats) > _REMEMBERED:
            del self._repeats[next(iter(self._repeats))]
        return False


def _traceparent(record: Record) -> str | None:
    value = dict(record.headers).get("traceparent")
    return None if value is None else value.decode("ascii", "replace")
