"""The relay: sends outbox rows to the broker, in order, and deletes what the broker confirmed.

A row belongs to the process that wrote it. No other process sends it while that process lives.
One task does everything in turn, so that its paths never overtake one another:

1. *behind*: own rows that could not be sent, or had no room in memory, read back in id order;
2. *commit*: rows that this process has just committed, straight from memory;
3. *poll*: rows that a dead process left are made own rows of a partition that is behind.

Each partition is sent separately. After a failure it is *behind*, with pauses of its own, until its
rows are read back and sent; its newer rows wait meanwhile, other partitions do not. Rows of a key
wait also while there is, or may be, an older one of it elsewhere (0026).
"""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Self

from kit.database import DRIVER_ERRORS, Database, End
from kit.fail_points import Point, reached
from kit.messaging import Producer, Record, TopicPartition
from kit.observe import get_logger
from kit.outbox import _metrics as metrics
from kit.outbox._backlog import Backlog, Part
from kit.outbox._emit import on_enqueued
from kit.outbox._lanes import Lanes
from kit.outbox._limits import RelayLimits
from kit.outbox._rows import OutboxRows
from kit.outbox._unheard import Unheard

_OWNERS = 2**31 - 1
# A look at a large table is followed by ten times as long without one; a session may idle for 5 s.
_IDLE_SHARE, _LONGEST_IDLE = 10, 2.0
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
        self._unheard = Unheard()
        self._wake = asyncio.Event()
        self._lanes = Lanes(producer, self._backlog, limits, on_late=self._wake.set)
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
        try:
            done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
        for task in done:
            task.result()

    def begin(self, ids: Sequence[int], records: Sequence[Record]) -> None:
        """Note rows that will be committed or not: newer ones of their keys must not pass them."""
        self._unheard.begin(ids, records)

    def end(self, ids: Sequence[int], records: Sequence[Record], end: End) -> None:
        """Take committed rows; what has no room, or is committed perhaps, is read back later."""
        seen = self._unheard.end(ids)
        if end is End.COMMITTED:
            self._backlog.add(ids, records, but=seen)
        elif end is End.UNKNOWN:
            self._backlog.fall_behind(self._unheard.lose(ids, records))
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
        taken = backlog.take(lanes.is_free, limit=self._limits.rows_at_once)
        await self._start(taken, path="commit")
        await lanes.settle()
        await self._delete()
        if backlog.is_ready(lanes.is_free):
            self._wake.set()

    async def _start(self, parts: Mapping[TopicPartition, Part], *, path: metrics.Path) -> None:
        """Send rows, but for those of which there may be an older one of the same key elsewhere."""
        if parts and path == "commit":
            parts = self._lanes.without(parts, self._unheard.older(parts))
        if not parts:
            return
        try:
            older = await self._rows.older(parts)
        except BaseException:
            self._backlog.fall_behind({tp: part.ids[-1] for tp, part in parts.items()})
            raise
        self._lanes.start(self._lanes.without(parts, older), path=path)

    async def _catch_up(self) -> None:
        """Send the rows that this process left in the table; newer ones wait there too."""
        backlog, is_free = self._backlog, self._lanes.is_free
        if not (left := {tp: last for tp, last in backlog.behind.items() if is_free(tp)}):
            return
        backlog.reading()
        limit = max(1, self._limits.rows_at_once // len(left))
        parts = await self._rows.own(left, limit=limit)
        self._unheard.see(parts)
        backlog.caught_up(tp for tp in left if tp not in parts or len(parts[tp].ids) < limit)
        await self._start(parts, path="recovery")

    async def _poll(self) -> None:
        """Take over rows that no living process has in memory."""
        if (now := time.monotonic()) < self._next_poll:
            return
        if now >= self._next_measure:
            rows, oldest = await self._rows.depth()
            metrics.OUTBOX_DEPTH.set(rows)
            metrics.OUTBOX_AGE.set(oldest)
            self._next_measure = now + self._limits.measure_every
        known = self._backlog.known(self._lanes.firsts)
        if left := await self._rows.claim(self._limits.grace, known=known):
            self._backlog.fall_behind(left)
            self._wake.set()
        end = time.monotonic()
        pause = min(_IDLE_SHARE * (end - now), _LONGEST_IDLE)
        self._next_poll = end + max(self._limits.poll_every, pause)

    async def _delete(self) -> None:
        if not (sent := self._lanes.sent):
            return
        reached(Point.BEFORE_DELETE)
        await self._rows.delete(sent)
        del sent[: len(sent)]
        reached(Point.AFTER_DELETE)
