"""Reads a group's topics and applies every message once: positions live in the service's database.

On assignment the consumer seeks to its own stored offset; while one batch commits, the next one is
fetched. Kafka is told the offsets as well, for lag monitors only.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress

from kit import pipeline_metrics as metrics
from kit.assignment import Assignment
from kit.batch import BatchRunner, Handler, InterruptedBatchError, Patience, is_unreachable
from kit.broker import (
    Broker,
    BrokerError,
    ConsumerClient,
    OffsetOutOfRangeError,
    Record,
    TopicPartition,
)
from kit.clock import Clock, SystemClock
from kit.database import Database
from kit.dead_letters import DeadLetterLimit
from kit.logs import get_logger
from kit.offsets import FencedError

Fetched = Mapping[TopicPartition, Sequence[Record]]

_POLL_MS = 1_000
_ANNOUNCE_SECONDS = 1.0
_LAST_WORD_SECONDS = 1.0
_LONGEST_PAUSE = 5.0
_FIRST_PAUSE = 0.1


def _nothing() -> None:
    return None


class BatchConsumer:
    """One member of a group; `handler` gets every batch's events within its transaction.

    `on_revoked` is called when partitions go or may have gone, and `on_rolled_back` when a
    transaction was undone: what a handler keeps in memory is no longer to be trusted then.
    """

    def __init__(  # noqa: PLR0913 - each is one decision of the service, most have a default
        self,
        *,
        broker: Broker,
        database: Database,
        group: str,
        topics: Collection[str],
        handler: Handler,
        max_records: int = 2_000,
        on_revoked: Callable[[], None] = _nothing,
        on_rolled_back: Callable[[], None] = _nothing,
        clock: Clock | None = None,
        patience: Patience | None = None,
        dead_letter_limit: DeadLetterLimit | None = None,
    ) -> None:
        self.group = group
        self._broker = broker
        self._topics = frozenset(topics)
        self._max_records = max_records
        self._assignment = Assignment(
            group=group, database=database, on_revoked=on_revoked, on_change=self._interrupt
        )
        self._runner = BatchRunner(
            database=database,
            group=group,
            handler=handler,
            clock=clock or SystemClock(),
            limit=dead_letter_limit or DeadLetterLimit(),
            patience=patience or Patience(),
            on_rolled_back=on_rolled_back,
            give_up=self._assignment.give_up,
        )
        self._fetch: asyncio.Task[Fetched] | None = None
        self._announcement: asyncio.Task[None] | None = None
        self._announced_at = 0.0

    @property
    def ready(self) -> bool:
        """Whether the consumer is a member of its group and knows where it stands."""
        return self._assignment.settled

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop` is set: then finish the batch in hand and leave the group.

        Lost connections are waited for; the group is then joined anew, from the stored offsets.

        Raises:
            CulpritError: One message fails for ever.
            DeadLetterLimitError: Too many messages are poison.
            OffsetOutOfRangeError: A stored offset lies outside the log.
        """
        watcher = asyncio.create_task(self._watch(stop), name=f"{self.group}-stop")
        pause = _FIRST_PAUSE
        try:
            while not stop.is_set():
                joined_at = time.monotonic()
                await self._rejoin_on_trouble(stop)
                if time.monotonic() - joined_at > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
        finally:
            watcher.cancel()

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._assignment.end()

    async def _rejoin_on_trouble(self, stop: asyncio.Event) -> None:
        client = self._broker.consumer(self.group)
        try:
            await self._consume(client, stop)
        except OffsetOutOfRangeError:
            raise
        except FencedError as error:
            metrics.record_batch_outcome(self.group, "fenced")
            get_logger().warning("consumer_fenced", group=self.group, error=str(error))
        except Exception as error:
            if not isinstance(error, BrokerError | InterruptedBatchError) and not is_unreachable(
                error
            ):
                raise
            get_logger().warning("consumer_rejoins", group=self.group, error=repr(error))
        finally:
            self._assignment.forget()
            await client.stop()

    async def _consume(self, client: ConsumerClient, stop: asyncio.Event) -> None:
        await client.subscribe(self._topics, self._assignment)
        try:
            while not stop.is_set():
                if await self._assignment.settle(client):
                    self._drop_fetch()
                fetched = await self._fetched(client)
                self._start_fetch(client)
                await self._apply(fetched)
                self._announce(client)
        finally:
            self._drop_fetch()
            await self._last_word(client)

    async def _apply(self, fetched: Fetched) -> None:
        assignment = self._assignment
        async with assignment.busy:
            batch = assignment.batch_of(fetched)
            if batch is None:
                return
            generation = assignment.generation
            await self._runner.run(batch)
            assignment.move(batch, generation)

    def _start_fetch(self, client: ConsumerClient) -> asyncio.Task[Fetched]:
        self._fetch = asyncio.ensure_future(client.getmany(self._max_records, _POLL_MS))
        return self._fetch

    async def _fetched(self, client: ConsumerClient) -> Fetched:
        """Return what was fetched during the last batch, and what else arrived meanwhile."""
        fetch = self._fetch or self._start_fetch(client)
        waited = not fetch.done()
        await asyncio.wait({fetch})
        self._fetch = None
        if fetch.cancelled():
            return {}
        fetched = fetch.result()
        room = self._max_records - sum(map(len, fetched.values()))
        if waited or room <= 0 or not fetched:
            return fetched
        more = await client.getmany(room, 0)
        return {tp: [*fetched.get(tp, ()), *more.get(tp, ())] for tp in {**fetched, **more}}

    def _interrupt(self) -> None:
        """Wake the loop out of a fetch that waits."""
        if self._fetch is not None:
            self._fetch.cancel()

    def _drop_fetch(self) -> None:
        fetch, self._fetch = self._fetch, None
        if fetch is not None and not fetch.cancel() and not fetch.cancelled():
            fetch.exception()  # seen, and no longer of interest

    def _announce(self, client: ConsumerClient) -> None:
        """Tell metrics and Kafka, at most once a second, where the consumer stands."""
        now = time.monotonic()
        if now - self._announced_at < _ANNOUNCE_SECONDS:
            return
        self._announced_at = now
        positions = dict(self._assignment.positions)
        for tp, position in positions.items():
            end = client.log_end(tp)
            if end is not None:
                metrics.record_lag(self.group, tp.topic, tp.partition, max(0, end - position))
        if positions and (self._announcement is None or self._announcement.done()):
            self._announcement = asyncio.create_task(self._commit(client, positions))

    async def _commit(
        self, client: ConsumerClient, positions: Mapping[TopicPartition, int]
    ) -> None:
        try:
            await client.commit(positions)
        except BrokerError as error:
            get_logger().debug("offsets_not_announced", group=self.group, error=repr(error))

    async def _last_word(self, client: ConsumerClient) -> None:
        if self._announcement is not None:
            self._announcement.cancel()
            self._announcement = None
        if self._assignment.positions:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORD_SECONDS):
                    await self._commit(client, self._assignment.positions)
