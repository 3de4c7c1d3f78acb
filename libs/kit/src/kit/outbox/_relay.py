"""The relay: sends outbox rows to the broker, in order, and deletes what the broker confirmed.

A row belongs to the process that wrote it. No other process sends it while that process lives.
One task does everything in turn, so that its paths never overtake one another:

1. *behind*: own rows that could not be sent, or had no room in memory, read back in id order;
2. *commit*: rows that this process has just committed, straight from memory;
3. *poll*: rows that a dead process left are made own rows of a partition that is behind.

Each partition is sent separately. After a failure it is *behind*, with pauses of its own, until its
rows are read back and sent; its newer rows wait meanwhile, other partitions do not.
"""

import asyncio
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from kit.database import DRIVER_ERRORS, Database
from kit.fail_points import Point, reached
from kit.messaging import Producer, Record
from kit.observe import get_logger
from kit.outbox import _metrics as metrics
from kit.outbox._backlog import Backlog
from kit.outbox._emit import on_enqueued
from kit.outbox._lanes import Lanes
from kit.outbox._rows import OutboxRows

_OWNERS = 2**31 - 1
# A look at a large table is followed by ten times as long without one; a session may idle for 5 s.
_IDLE_SHARE, _LONGEST_IDLE = 10, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayLimits:
    """How much and how long. Times in seconds.

    `grace` is how long a relay may take to connect again before others take over its rows.
    """

    poll_every: float = 0.25
    measure_every: float = 1.0
    grace: float = 1.0
    rows_in_memory: int = 50_000
    rows_at_once: int = 5_000
    first_pause: float = 0.1
    longest_pause: float = 5.0
    straggler: float = 0.05
    drain_on_stop: float = 3.0


_LIMITS = RelayLimits()


class Relay:
    """Publishes one service database's outbox; every process of the service runs one."""

    def __init__(
        self, database: Database, producer: Producer, *, limits: RelayLimits = _LIMITS
    ) -> None:
        self.owner = 1 + secrets.randbelow(_OWNERS)
        self._engine = database.engine
        self._limits = limits
        self._rows = OutboxRows(database.engine.url, owner=self.owner)
        self._backlog = Backlog(limits.rows_in_memory)
        self._wake = asyncio.Event()
        self._lanes = Lanes(
            producer,
            self._backlog,
            on_late=self._wake.set,
            pauses=(limits.first_pause, limits.longest_pause),
            straggler=limits.straggler,
        )
        self._stopping = False
        self._next_poll = self._next_measure = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def alive(self) -> bool:
        """Whether the relay's task runs."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Send the rows of commits from now on, in the background."""
        on_enqueued(self._engine.sync_engine, self)
        self._wake.set()
        self._task = asyncio.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """Send what is in memory, for a few seconds; what is left stays in the table."""
        on_enqueued(self._engine.sync_engine, None)
        if self._task is None:
            return
        self._stopping = True
        self._wake.set()
        done, _ = await asyncio.wait({self._task}, timeout=self._limits.drain_on_stop)
        if not done:
            self._task.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await self._task
        finally:
            await self._lanes.cancel()
            await self._rows.close()

    async def watch(self, stop: asyncio.Event) -> None:
        """Return at `stop`; raise what made the relay's task fail, if it does before."""
        stopped = asyncio.create_task(stop.wait())
        waited = {stopped} if self._task is None else {stopped, self._task}
        done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for task in done:
            task.result()

    def offer(self, ids: Sequence[int], records: Sequence[Record]) -> None:
        """Take committed rows, without waiting; what has no room is read back later."""
        self._backlog.add(ids, records)
        self._wake.set()

    async def _run(self) -> None:
        while not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._limits.poll_every)
            self._wake.clear()
            try:
                if await self._rows.open():
                    self._backlog.leave_all()  # without its session it owned nothing for a moment
                await self._send()
                await self._poll()
            except DRIVER_ERRORS as error:
                await self._rows.close()
                get_logger().warning("relay_lost_the_database", error=repr(error))
                await asyncio.sleep(self._limits.first_pause)
        with suppress(*DRIVER_ERRORS):
            while self._backlog.in_memory or self._lanes.sending:
                await self._send()
                if self._lanes.sending:
                    await asyncio.wait(
                        self._lanes.sending.values(), return_when=asyncio.FIRST_COMPLETED
                    )
            await self._delete()

    async def _send(self) -> None:
        lanes, backlog = self._lanes, self._backlog
        await lanes.settle()  # takes note of the late ones
        await self._delete()
        await self._catch_up()
        rows = backlog.take(lanes.sending, limit=self._limits.rows_at_once)
        lanes.start(rows, path="commit")
        await lanes.settle()
        await self._delete()
        if backlog.is_ready(lanes.sending) or any(map(lanes.is_free, backlog.behind)):
            self._wake.set()

    async def _catch_up(self) -> None:
        """Send the rows that this process left in the table; newer ones wait there too."""
        backlog = self._backlog
        left = {tp: last for tp, last in backlog.behind.items() if self._lanes.is_free(tp)}
        if not left:
            return
        backlog.reading()
        parts = await self._rows.own(left, limit=self._limits.rows_at_once)
        if sum(len(part.ids) for part in parts.values()) < self._limits.rows_at_once:
            backlog.caught_up(left)
        self._lanes.start(parts, path="recovery")

    async def _poll(self) -> None:
        """Take over rows that no living process has in memory."""
        now = time.monotonic()
        if now < self._next_poll:
            return
        if now >= self._next_measure:
            rows, oldest = await self._rows.depth()
            metrics.OUTBOX_DEPTH.set(rows)
            metrics.OUTBOX_AGE.set(oldest)
            self._next_measure = now + self._limits.measure_every
        busy = {*self._backlog.behind, *self._backlog.in_memory, *self._lanes.sending}
        if left := await self._rows.claim(self._limits.grace, busy=busy):
            self._backlog.fall_behind(left)
            self._wake.set()
        end = time.monotonic()
        pause = min(_IDLE_SHARE * (end - now), _LONGEST_IDLE)
        self._next_poll = end + max(self._limits.poll_every, pause)

    async def _delete(self) -> None:
        sent = self._lanes.sent
        if not sent:
            return
        reached(Point.BEFORE_DELETE)
        await self._rows.delete(sent)
        del sent[: len(sent)]
        reached(Point.AFTER_DELETE)
