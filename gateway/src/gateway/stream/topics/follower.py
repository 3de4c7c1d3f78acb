"""Follow a topic without a consumer group, and go on after every failure of the broker."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from gateway import metrics
from gateway.stream.domain.position import Position
from kit.messaging import Broker, BrokerError, ConsumerClient, OffsetOutOfRangeError, Record
from kit.messaging import TopicPartition as Partition
from kit.observe import get_logger

_BATCH: Final = 500
_WAIT_MS: Final = 1_000
_PAUSE_SECONDS: Final = (0.1, 0.25, 0.5, 1.0, 2.0)


class Reader(Protocol):
    """Receives the records of a topic. `position` is None until the broker was reached once."""

    position: Position | None

    def choose_start(self, ends: Position) -> Position:
        """Return where to start reading; `ends` is the end of the topic now."""

    async def receive(self, records: Sequence[Record]) -> None:
        """Handle records of one partition, in order, and move `position` past them."""


class Follower:
    """Reads all partitions of a topic for one reader, as long as the process lives."""

    def __init__(self, broker: Broker, topic: str, *, reader: Reader) -> None:
        self._broker = broker
        self._topic = topic
        self._reader = reader
        self._consumer: ConsumerClient | None = None
        self._failures = 0

    async def run(self) -> None:
        """Follow until cancelled; after a failure, try again with growing pauses."""
        while True:
            try:
                await self._follow()
            except OffsetOutOfRangeError:
                get_logger().warning("topic_made_anew", topic=self._topic)
                self._reader.position = None
            except BrokerError as error:
                get_logger().warning("topic_unreadable", topic=self._topic, error=str(error))
            pause = _PAUSE_SECONDS[min(self._failures, len(_PAUSE_SECONDS) - 1)]
            self._failures += 1
            await asyncio.sleep(pause)

    async def ends(self) -> Position:
        """Return the end of the topic as the broker knows it now.

        Raises:
            BrokerError: The broker cannot be asked.
        """
        consumer = self._consumer
        if consumer is None:
            raise BrokerError(f"{self._topic} is not followed at the moment")
        return position_of(await consumer.end_offsets(self._partitions()))

    async def _follow(self) -> None:
        consumer = self._broker.consumer(None)
        try:
            ends = position_of(await self._broker.end_offsets([self._topic]))
            if not ends.offsets:
                raise BrokerError(f"there is no topic {self._topic}")
            position = self._reader.position or self._reader.choose_start(ends)
            self._reader.position = position
            await consumer.assign(self._partitions())
            for partition, offset in zip(self._partitions(), position, strict=True):
                consumer.seek(partition, offset)
            self._consumer = consumer
            metrics.record_following(self._topic, now=True)
            await self._read(consumer)
        finally:
            self._consumer = None
            metrics.record_following(self._topic, now=False)
            await consumer.stop()

    async def _read(self, consumer: ConsumerClient) -> None:
        while True:
            batch = await consumer.getmany(_BATCH, _WAIT_MS)
            self._failures = 0
            for records in batch.values():
                await self._reader.receive(records)
            await asyncio.sleep(0)  # lets the subscribers run while a long log is read

    def _partitions(self) -> list[Partition]:
        position = self._reader.position
        return [Partition(self._topic, number) for number in range(len(position or ()))]


def position_of(offsets: Mapping[Partition, int]) -> Position:
    """Return the position of a topic's offsets."""
    return Position(tuple(offsets[partition] for partition in sorted(offsets)))
