"""Follow the scores as one subscriber: missed events first, then new ones, each exactly once."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from gateway import metrics
from gateway.stream import events
from gateway.stream.domain.position import Position
from gateway.stream.domain.score_event import ScoreEvent, Selection
from gateway.stream.topics.log import LogEntry, ScoreLog
from gateway.stream.topics.revisions import Revisions
from gateway.stream.topics.tail import Tail
from gateway.stream.topics.window import Window
from kit.messaging import BrokerError, OffsetOutOfRangeError

_CHUNK_BYTES: Final = 65_536
_PAUSE_SECONDS: Final = 1.0
_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Timing:
    """Limits in seconds.

    Between two heartbeats; of all delay by the client together; of the session.
    """

    heartbeat_seconds: float
    slow_seconds: float
    session_seconds: float


class Session:
    """Sends the events after a start position: from the log at first, from the window later.

    Every event before `_position` was sent, or the selection excluded it. A subscriber who falls
    behind the window reads from the log again. The log can hold an event twice; the window cannot.
    So a session that has read the log remembers what it has seen. A subscriber is slow if it made
    us wait for more than `slow_seconds` since it last had everything.
    """

    def __init__(
        self,
        tail: Tail,
        log: ScoreLog,
        *,
        selection: Selection,
        start: Position | None,
        timing: Timing,
    ) -> None:
        self.ending: metrics.Ending = "client_gone"
        self._tail = tail
        self._log = log
        self._selection = selection
        self._position = start
        self._timing = timing
        self._time = asyncio.get_running_loop().time
        self._end = self._time() + timing.session_seconds
        self._last_sent_at = self._time()
        self._delay_seconds = 0.0
        # While the subscriber is behind the window: what was read of the log, and a running read.
        self._missed: deque[LogEntry] = deque()
        self._reading: asyncio.Task[list[LogEntry]] | None = None
        self._is_in_log = False
        self._seen: Revisions | None = None
        # The window that was used last, the number of the subscriber's next entry in it, and the
        # subscriber's position on entering it (None once the window's entries are past it).
        self._window: Window | None = None
        self._next_number: int | None = None
        self._entered_at: Position | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the stream until it ends."""
        try:
            yield events.opening()
            while self._time() < self._end:
                chunk = await self._next()
                if chunk or self._time() - self._last_sent_at >= self._timing.heartbeat_seconds:
                    self._last_sent_at = self._time()
                    yield chunk or events.heartbeat(self._position)
                    self._delay_seconds += self._time() - self._last_sent_at
                if self._delay_seconds > self._timing.slow_seconds:
                    self.ending = "too_slow"
                    yield events.closed("too_slow")
                    return
            self.ending = "session_over"
            yield events.closed("session_over")
        finally:
            if self._reading is not None:
                self._reading.cancel()

    async def _next(self) -> bytes:
        """Do one step and return the bytes to send now, perhaps none."""
        if self._missed:
            return self._chunk_from_log()
        window, tail_position = self._tail.window, self._tail.position
        if window is None or tail_position is None:
            return await self._wait()
        if self._window not in (None, window):
            return self._start_anew(window)
        self._window = window
        if self._next_number is None or self._next_number < window.first:
            return await self._resume(window, tail_position)
        if self._next_number < window.next:
            return self._chunk_from_window(window, self._next_number)
        self._delay_seconds = 0.0
        self._pass_the_window(tail_position)
        return await self._wait()

    def _pass_the_window(self, tail_position: Position) -> None:
        """Skip events that are not in the window. The next heartbeat sends the new position."""
        entered_at = self._entered_at
        self._position = tail_position if entered_at is None else entered_at.joined(tail_position)
        if entered_at is not None and tail_position.covers(entered_at):
            self._entered_at = None

    async def _resume(self, window: Window, tail_position: Position) -> bytes:
        """Resume from the start position.

        Use the window if it is old enough, otherwise the log.
        """
        position, self._next_number = self._position, None
        if position is None:
            self._next_number, self._position = window.next, tail_position
            return events.heartbeat(tail_position)
        if len(position) != len(tail_position):
            return self._start_anew(window)
        self._is_in_log = self._is_in_log or tail_position.covers(position)
        if self._is_in_log and position.covers(window.start):
            self._next_number, self._entered_at = window.first, position
            return b""
        return await self._read_log(window, start=position, goal=tail_position)

    async def _read_log(self, window: Window, *, start: Position, goal: Position) -> bytes:
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._log.read(start, goal))
            self._seen = self._seen or Revisions(limit=_REMEMBERED)
        await asyncio.wait({self._reading}, timeout=self._seconds_to_wait())
        if not self._reading.done():
            return b""
        reading, self._reading = self._reading, None
        try:
            self._missed.extend(reading.result())
        except OffsetOutOfRangeError:
            return self._start_anew(window)
        except BrokerError:
            await asyncio.sleep(min(_PAUSE_SECONDS, self._seconds_to_wait()))
        else:
            self._is_in_log = True
        return b""

    def _start_anew(self, window: Window) -> bytes:
        self._window, self._next_number, self._position = window, window.first, window.start
        self._entered_at, self._seen = None, None
        return events.reset(window.start)

    def _chunk_from_log(self) -> bytes:
        chunk = bytearray()
        count = 0
        while self._missed and len(chunk) < _CHUNK_BYTES:
            entry = self._missed.popleft()
            self._position = entry.position
            if entry.event is not None and self._is_shown(entry.event):
                chunk += events.score_event(entry.event, entry.position)
                count += 1
        metrics.record_stream_events(count)
        return bytes(chunk)

    def _chunk_from_window(self, window: Window, number: int) -> bytes:
        chunk = bytearray()
        count = 0
        while number < window.next and len(chunk) < _CHUNK_BYTES:
            entry = window[number]
            number += 1
            event, entered_at = entry.event, self._entered_at
            if entered_at is not None and entry.position.covers(entered_at):
                self._entered_at = None
            if entered_at is not None and entered_at.has_passed(event.partition, event.offset):
                continue
            self._position = (
                entry.position if entered_at is None else entered_at.joined(entry.position)
            )
            if self._is_shown(event):
                is_shared = entered_at is None
                chunk += entry.frame if is_shared else events.score_event(event, self._position)
                count += 1
        self._next_number = number
        metrics.record_stream_events(count)
        return bytes(chunk)

    def _is_shown(self, event: ScoreEvent) -> bool:
        """Return whether the subscriber gets this event. Call it once for each event, in order."""
        if self._seen is not None and (self._tail.is_repeat(event) or not self._seen.is_new(event)):
            return False
        return self._selection.includes(event)

    async def _wait(self) -> bytes:
        await self._tail.moved.wait(self._seconds_to_wait())
        return b""

    def _seconds_to_wait(self) -> float:
        """Return the seconds until a heartbeat is due or the session ends."""
        due = min(self._last_sent_at + self._timing.heartbeat_seconds, self._end)
        return max(0.0, due - self._time())
