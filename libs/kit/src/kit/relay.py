"""The relay: sends outbox rows to the broker, in order, and deletes what the broker confirmed.

One task per process does everything in turn, so that its paths never overtake one another:

1. *behind*: rows of this process that could not be sent, or had no room in memory, in id order;
2. *commit*: rows that this process has just committed, straight from memory;
3. *poll*: rows that a crash left behind, by one process per service database at a time.

A partition that fails is behind until its rows were read back and sent; newer ones wait.
"""

import asyncio
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

from kit import pipeline_metrics as metrics
from kit.broker import Producer, Record, SendError, TopicPartition
from kit.database import Database
from kit.fail_points import Point, reached
from kit.logs import get_logger
from kit.outbox import on_enqueued
from kit.outbox_rows import DATABASE_ERRORS, OutboxRows
from kit.relay_backlog import Backlog, Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayLimits:
    """How much and how long. Times in seconds."""

    poll_every: float = 0.25
    grace: float = 1.0
    rows_in_memory: int = 50_000
    rows_at_once: int = 5_000
    first_pause: float = 0.1
    longest_pause: float = 5.0
    drain_on_stop: float = 3.0


_LIMITS = RelayLimits()


class Relay:
    """Publishes one service database's outbox; every process of the service runs one."""

    def __init__(
        self, database: Database, producer: Producer, *, limits: RelayLimits = _LIMITS
    ) -> None:
        self._engine = database.engine
        self._producer = producer
        self._limits = limits
        self._rows = OutboxRows(database.engine.url)
        self._backlog = Backlog(limits.rows_in_memory)
        self._sent: list[int] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self._pause = limits.first_pause
        self._retry_at = 0.0
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
        """Hear of commits from now on and send in the background."""
        on_enqueued(self._engine.sync_engine, self.offer)
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
        with suppress(asyncio.CancelledError):
            await self._task
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
        next_poll = 0.0
        while not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._limits.poll_every)
            self._wake.clear()
            try:
                await self._delete()
                await self._catch_up()
                await self._send_new()
                if time.monotonic() >= next_poll:
                    await self._poll()
                    next_poll = time.monotonic() + self._limits.poll_every
            except DATABASE_ERRORS as error:
                await self._rows.close()
                get_logger().warning("relay_lost_the_database", error=repr(error))
                await asyncio.sleep(self._limits.first_pause)
        with suppress(*DATABASE_ERRORS):
            while self._backlog.queue:
                await self._send_new()

    async def _send_new(self) -> None:
        await self._publish(self._backlog.take(self._limits.rows_at_once), path="commit")
        if self._backlog.queue:
            self._wake.set()

    async def _catch_up(self) -> None:
        """Send the rows that this process left in the table; newer ones wait in memory."""
        backlog = self._backlog
        if not backlog.behind or time.monotonic() < self._retry_at:
            return
        async with self._rows.recovery() as allowed:
            if not allowed:
                return
            left, backlog.behind = backlog.behind, {}
            try:
                while rows := await self._rows.up_to(left, limit=self._limits.rows_at_once):
                    await self._publish(rows, path="recovery")
                    left = {tp: last for tp, last in left.items() if tp not in backlog.behind}
            except BaseException:
                backlog.fall_behind(left)
                raise

    async def _poll(self) -> None:
        """Send what no process has in its memory any more."""
        metrics.record_outbox(*await self._rows.depth())
        async with self._rows.recovery() as allowed:
            more = allowed
            while more and not self._stopping:
                rows = await self._rows.older(
                    self._limits.grace, apart=self._backlog.behind, limit=self._limits.rows_at_once
                )
                await self._publish(self._backlog.without_those_in_memory(rows), path="recovery")
                more = len(rows) == self._limits.rows_at_once

    async def _publish(
        self, rows: Sequence[Waiting], *, path: Literal["commit", "recovery"]
    ) -> None:
        if not rows:
            return
        reached(Point.BEFORE_PUBLISH)
        started = time.monotonic()
        failed: Collection[TopicPartition] = ()
        try:
            await self._producer.send([row.record for row in rows])
        except SendError as error:
            failed = error.failed
            self._backlog.keep_back(rows, failed)
            self._step_back(error)
        reached(Point.AFTER_PUBLISH)
        sent = [row.id for row in rows if row.partition not in failed]
        metrics.record_published(path, rows=len(sent), seconds=time.monotonic() - started)
        self._sent.extend(sent)
        if not self._backlog.behind:
            self._pause = self._limits.first_pause
        await self._delete()

    async def _delete(self) -> None:
        if not self._sent:
            return
        reached(Point.BEFORE_DELETE)
        await self._rows.delete(self._sent)
        self._sent = []
        reached(Point.AFTER_DELETE)

    def _step_back(self, error: SendError) -> None:
        get_logger().warning("outbox_not_confirmed", error=str(error), pause=self._pause)
        metrics.record_publish_failure()
        self._retry_at = time.monotonic() + self._pause
        self._pause = min(self._limits.longest_pause, self._pause * 2)
