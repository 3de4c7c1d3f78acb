"""Reads a group's topics and applies every message once: positions are in the service's database.

On assignment the consumer seeks to its own stored offset; while one batch commits, the next one is
fetched. Kafka is told the offsets as well, for lag monitors only.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import suppress

from kit.clock import Clock, SystemClock
from kit.consumer import _metrics as metrics
from kit.consumer._assignment import Assignment
from kit.consumer._batch import BatchRunner, Handler
from kit.consumer._dead_letters import DeadLetterLimit
from kit.consumer._intake import Intake
from kit.consumer._offsets import FencedError
from kit.consumer._retries import InterruptedBatchError, Patience, is_away
from kit.database import Database
from kit.messaging import Broker, BrokerError, ConsumerClient, OffsetOutOfRangeError, TopicPartition
from kit.observe import get_logger

_ANNOUNCE_SECONDS = 1.0
_LAST_WORD_SECONDS = 1.0
_LONGEST_PAUSE = 5.0
_FIRST_PAUSE = 0.1


def _nothing() -> None:
    return None


class BatchConsumer:
    """One member of a group; `handler` gets every batch's events within its transaction.

    `on_revoked` is called when partitions were revoked or may have been, `on_rolled_back` when a
    transaction was rolled back. A handler then discards what it keeps in memory.
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
            group=group, database=database, on_revoked=on_revoked, on_change=self._on_change
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
        self._wake = asyncio.Event()
        self._intake = Intake(bound=max_records, on_news=self._wake.set)

    @property
    def ready(self) -> bool:
        """Whether the consumer is a member of its group and knows its positions."""
        return self._assignment.settled

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop` is set: then finish the current batch and leave the group.

        Lost connections are waited for; the group is then joined anew, from the stored offsets.

        Raises:
            CulpritError: One message fails for ever.
            DeadLetterLimitError: Too many messages are poison.
            OffsetOutOfRangeError: A stored offset lies outside the log.
        """
        metrics.watch_dead_letters(self.group, self._topics)
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
            if not isinstance(error, BrokerError | InterruptedBatchError) and not is_away(error):
                raise
            get_logger().warning("consumer_rejoins", group=self.group, error=repr(error))
        finally:
            self._assignment.forget()
            await client.stop()

    async def _consume(self, client: ConsumerClient, stop: asyncio.Event) -> None:
        await client.subscribe(self._topics, self._assignment)
        announcing = asyncio.create_task(self._announce(client), name=f"{self.group}-announce")
        announcing.add_done_callback(lambda _: self._wake.set())
        try:
            while not stop.is_set():
                if announcing.done():
                    announcing.result()  # it ends by a defect only
                if await self._assignment.settle(client):
                    self._intake.start(client)
                await self._apply_next()
                if not stop.is_set():
                    await self._wake.wait()
                self._wake.clear()
        finally:
            self._intake.stop()
            announcing.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORD_SECONDS):
                    await self._commit(client, self._assignment.positions)

    async def _apply_next(self) -> None:
        assignment = self._assignment
        async with assignment.busy:
            batch = assignment.batch_of(*self._intake.take())
            if batch is not None:
                generation = assignment.generation
                await self._runner.run(batch)
                assignment.move(batch, generation)

    def _on_change(self) -> None:
        """Forget what was read ahead: the assignment changes."""
        self._intake.stop()
        self._wake.set()

    async def _announce(self, client: ConsumerClient) -> None:
        """Report the positions to the metrics and to Kafka once a second."""
        announced: dict[TopicPartition, int] = {}
        while True:
            await asyncio.sleep(_ANNOUNCE_SECONDS)
            positions = dict(self._assignment.positions)
            for tp, position in positions.items():
                end = client.log_end(tp)
                if end is not None:
                    metrics.lag(self.group, tp.topic, tp.partition).set(max(0, end - position))
            if positions != announced:
                await self._commit(client, positions)
                announced = positions

    async def _commit(self, client: ConsumerClient, positions: dict[TopicPartition, int]) -> None:
        if not positions:
            return
        try:
            await client.commit(positions)
        except BrokerError as error:
            get_logger().debug("offsets_not_announced", group=self.group, error=repr(error))
