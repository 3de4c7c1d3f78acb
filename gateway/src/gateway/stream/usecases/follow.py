"""One subscriber's stream: first what it has missed, then what happens, each event exactly once."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from gateway import metrics
from gateway.stream import events
from gateway.stream.domain.announcement import Announcement, Selection
from gateway.stream.domain.position import Position
from gateway.stream.domain.revisions import Revisions
from gateway.stream.topics.past import Past, Step
from gateway.stream.topics.tail import Tail
from gateway.stream.topics.window import Window
from kit.messaging import BrokerError, OffsetOutOfRangeError

_CHUNK_BYTES: Final = 65_536
_PAUSE_SECONDS: Final = 1.0
_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between signs of life, that a subscriber may let us wait, that a stream may last."""

    heartbeat_seconds: float
    slow_seconds: float
    session_seconds: float


class Session:
    """Walks from a position to the window of the tail, and along with it.

    The position is always the one up to which everything was sent, or left out by the selection.
    Who falls out of the window goes on from the log. The window repeats nothing; who reads the log
    remembers what it has seen, to leave repetitions out there too. What counts as slow is the time
    for which the subscriber did not take what was ready, since it was last level with the topic.
    """

    def __init__(
        self, tail: Tail, past: Past, *, selection: Selection, start: Position | None, pace: Pace
    ) -> None:
        self.ending: metrics.Ending = "client_gone"
        self._tail = tail
        self._past = past
        self._selection = selection
        self._position = start
        self._pace = pace
        self._time = asyncio.get_running_loop().time
        self._end = self._time() + pace.session_seconds
        self._alive_at = self._time()
        self._waited = 0.0
        # Outside of the window: what was read from the log, and the reading in hand.
        self._missed: deque[Step] = deque()
        self._reading: asyncio.Task[list[Step]] | None = None
        self._is_in_log = False
        self._seen: Revisions | None = None
        # The window as last seen; inside of it, the next entry, and what was sent before entering.
        self._window: Window | None = None
        self._cursor: int | None = None
        self._floor: Position | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the bytes of the stream until it is over."""
        try:
            yield events.opening()
            while self._time() < self._end:
                chunk = await self._next()
                if chunk or self._time() - self._alive_at >= self._pace.heartbeat_seconds:
                    self._alive_at = self._time()
                    yield chunk or events.heartbeat(self._position)
                    self._waited += self._time() - self._alive_at
                if self._waited > self._pace.slow_seconds:
                    self.ending = "too_slow"
                    yield events.closed("too_slow")
                    return
            self.ending = "session_over"
            yield events.closed("session_over")
        finally:
            if self._reading is not None:
                self._reading.cancel()

    async def _next(self) -> bytes:
        """Make one step and return what is to be sent now, if anything."""
        if self._missed:
            return self._from_log()
        window, tail_position = self._tail.window, self._tail.position
        if window is None or tail_position is None:
            return await self._wait()
        if self._window not in (None, window):
            return self._start_anew(window)
        self._window = window
        if self._cursor is None or self._cursor < window.first:
            return await self._approach(window, tail_position)
        if self._cursor < window.next:
            return self._from_window(window, self._cursor)
        self._waited = 0.0
        self._be_level(tail_position)
        return await self._wait()

    def _be_level(self, tail_position: Position) -> None:
        """Move past what the window leaves out, so that the next sign of life tells so."""
        floor = self._floor
        self._position = tail_position if floor is None else floor.joined(tail_position)
        if floor is not None and tail_position.covers(floor):
            self._floor = None

    async def _approach(self, window: Window, tail_position: Position) -> bytes:
        position, self._cursor = self._position, None
        if position is None:
            self._cursor, self._position = window.next, tail_position
            return events.heartbeat(tail_position)
        if len(position) != len(tail_position):
            return self._start_anew(window)
        self._is_in_log = self._is_in_log or tail_position.covers(position)
        if self._is_in_log and position.covers(window.start):
            self._cursor, self._floor = window.first, position
            return b""
        return await self._read_log(window, start=position, goal=tail_position)

    async def _read_log(self, window: Window, *, start: Position, goal: Position) -> bytes:
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._past.read(start, goal))
            self._seen = self._seen or Revisions(most=_REMEMBERED)
        await asyncio.wait({self._reading}, timeout=self._patience())
        if not self._reading.done():
            return b""
        reading, self._reading = self._reading, None
        try:
            self._missed.extend(reading.result())
        except OffsetOutOfRangeError:
            return self._start_anew(window)
        except BrokerError:
            await asyncio.sleep(min(_PAUSE_SECONDS, self._patience()))
        else:
            self._is_in_log = True
        return b""

    def _start_anew(self, window: Window) -> bytes:
        self._window, self._cursor, self._floor, self._seen = window, window.first, None, None
        self._position = window.start
        return events.reset(window.start)

    def _from_log(self) -> bytes:
        chunk = bytearray()
        count = 0
        while self._missed and len(chunk) < _CHUNK_BYTES:
            step = self._missed.popleft()
            self._position = step.position
            if step.announcement is not None and self._shows(step.announcement):
                chunk += events.event(step.announcement, step.position)
                count += 1
        metrics.record_stream_events(count)
        return bytes(chunk)

    def _from_window(self, window: Window, cursor: int) -> bytes:
        chunk = bytearray()
        count = 0
        while cursor < window.next and len(chunk) < _CHUNK_BYTES:
            entry = window[cursor]
            cursor += 1
            announcement, floor = entry.announcement, self._floor
            if floor is not None and entry.position.covers(floor):
                self._floor = None
            if floor is not None and floor.has_passed(announcement.partition, announcement.offset):
                continue
            self._position = entry.position if floor is None else floor.joined(entry.position)
            if self._shows(announcement):
                is_shared = floor is None
                chunk += entry.frame if is_shared else events.event(announcement, self._position)
                count += 1
        self._cursor = cursor
        metrics.record_stream_events(count)
        return bytes(chunk)

    def _shows(self, announcement: Announcement) -> bool:
        """Tell whether the subscriber gets this; it is asked once for each, in their order."""
        if self._seen is not None and (
            self._tail.is_repeat(announcement) or not self._seen.is_new(announcement)
        ):
            return False
        return self._selection.takes(announcement)

    async def _wait(self) -> bytes:
        await self._tail.moved.wait(self._patience())
        return b""

    def _patience(self) -> float:
        """Return the seconds until a sign of life is due or the session ends."""
        due = min(self._alive_at + self._pace.heartbeat_seconds, self._end)
        return max(0.0, due - self._time())
