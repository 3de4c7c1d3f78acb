"""One send at a time for each partition, each in its own task: a slow send delays no other."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from kit.fail_points import Point, reached
from kit.messaging import Producer, SendError, TopicPartition
from kit.observe import get_logger
from kit.outbox import _metrics as metrics
from kit.outbox._backlog import Backlog, Part
from kit.outbox._limits import RelayLimits
from kit.outbox._metrics import Path


@dataclass(slots=True)
class _Retry:
    """When a failed partition is tried again, and how long it waits after the next failure."""

    at: float
    pause: float


@dataclass(slots=True)
class Lanes:
    """The current sends. `on_late` is called at the end of a send that `settle` did not wait for.

    A partition whose send fails is marked as behind in `backlog` and is free again after a pause.
    """

    producer: Producer
    backlog: Backlog
    limits: RelayLimits
    on_late: Callable[[], None]
    sending: dict[TopicPartition, asyncio.Task[None]] = field(default_factory=dict)
    firsts: dict[TopicPartition, int] = field(default_factory=dict)  # of what is sent now
    sent: list[int] = field(default_factory=list)
    _retries: dict[TopicPartition, _Retry] = field(default_factory=dict)
    _slow: set[TopicPartition] = field(default_factory=set)
    _awaited: list[asyncio.Task[None]] = field(default_factory=list)

    def is_free(self, tp: TopicPartition) -> bool:
        """Return whether the partition's next rows may be sent now."""
        retry = self._retries.get(tp)
        return tp not in self.sending and (retry is None or time.monotonic() >= retry.at)

    def start(self, parts: Mapping[TopicPartition, Part], *, path: Path) -> None:
        """Send each part; its partition must not be sending."""
        for tp, part in parts.items():
            task = asyncio.create_task(self._send(tp, part, path))
            self.sending[tp], self.firsts[tp] = task, part.ids[0]
            if tp in self._slow:
                task.add_done_callback(self._wake)
            else:
                self._awaited.append(task)

    def without(
        self,
        parts: Mapping[TopicPartition, Part],
        older: Mapping[TopicPartition, Mapping[bytes | None, int]],
    ) -> dict[TopicPartition, Part]:
        """Take out the rows that wait for an older one; they are read back after a pause."""
        for tp, keys in older.items():
            if held := parts[tp].hold(keys).ids:
                self.backlog.fall_behind({tp: held[-1]})
                pause = self._rest(tp, self.limits.others_first, self.limits.poll_every)
                asyncio.get_running_loop().call_later(pause, self.on_late)
        return {tp: part for tp, part in parts.items() if part.ids}

    async def settle(self) -> None:
        """Wait for what was started, but not for stragglers; raise what made a task fail."""
        if self._awaited:
            _, late = await asyncio.wait(self._awaited, timeout=self.limits.straggler)
            for task in late:
                task.add_done_callback(self._wake)
            self._awaited.clear()
        for tp in [tp for tp, task in self.sending.items() if task.done()]:
            del self.firsts[tp]
            self.sending.pop(tp).result()

    async def cancel(self) -> None:
        """Cancel all sends; their rows stay in the table."""
        for task in self.sending.values():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _send(self, tp: TopicPartition, part: Part, path: Path) -> None:
        reached(Point.BEFORE_PUBLISH)
        started = time.monotonic()
        try:
            await self.producer.send(part.records)
        except SendError as error:
            self.backlog.fall_behind({tp: max(part.ids)})
            self._step_back(tp, error)
            return
        reached(Point.AFTER_PUBLISH)
        seconds = time.monotonic() - started
        self.sent += part.ids
        metrics.record_published(path, rows=len(part.ids), seconds=seconds)
        self._retries.pop(tp, None)
        if seconds > self.limits.straggler:
            self._slow.add(tp)
        else:
            self._slow.discard(tp)

    def _rest(self, tp: TopicPartition, first: float, longest: float) -> float:
        """Let a partition wait, longer each time until it sends again; returns the seconds."""
        known = self._retries.get(tp)
        pause = first if known is None else min(longest, known.pause)
        self._retries[tp] = _Retry(time.monotonic() + pause, min(longest, pause * 2))
        return pause

    def _step_back(self, tp: TopicPartition, error: SendError) -> None:
        pause = self._rest(tp, self.limits.first_pause, self.limits.longest_pause)
        get_logger().warning("outbox_not_confirmed", error=str(error), pause=pause)
        metrics.PUBLISH_FAILURES.inc()

    def _wake(self, _: asyncio.Task[None]) -> None:
        self.on_late()
