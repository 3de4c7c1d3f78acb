"""A Kafka consumer that never commits by itself and never jumps over a gap in the log."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError
from aiokafka.errors import OffsetOutOfRangeError as KafkaOffsetOutOfRangeError

from kit.messaging._broker import (
    BrokerError,
    OffsetOutOfRangeError,
    RebalanceListener,
    Record,
    TopicPartition,
)

_FETCH_WAIT_MS = 100  # aiokafka asks a node again only after this long when it had nothing new
_PARTITION_BYTES = 2 * 1024 * 1024
_REQUEST_MS = 20_000  # longer than a rebalance, which holds back the answer to a join
_REBALANCE_MS = 15_000
_SESSION_MS = 6_000
_STOP_SECONDS = 3.0

T = TypeVar("T")


class KafkaConsumer:
    """Reads from Kafka, as a member of `group` or alone."""

    def __init__(self, bootstrap_servers: str, client_id: str, group: str | None) -> None:
        self._settings = {
            "bootstrap_servers": bootstrap_servers,
            "client_id": f"{client_id}-consumer",
            "group_id": group,
            "enable_auto_commit": False,
            # A position outside the log must be an error; and a first position is always sought.
            "auto_offset_reset": "none",
            "fetch_max_wait_ms": _FETCH_WAIT_MS,
            "max_partition_fetch_bytes": _PARTITION_BYTES,
            "request_timeout_ms": _REQUEST_MS,
            # A killed member's partitions are free after this long; a rebalance waits for batches.
            "session_timeout_ms": _SESSION_MS,
            "heartbeat_interval_ms": _SESSION_MS // 4,
            "rebalance_timeout_ms": _REBALANCE_MS,
            "metadata_max_age_ms": 30_000,
        }
        self._consumer: AIOKafkaConsumer | None = None

    async def subscribe(self, topics: Collection[str], listener: RebalanceListener) -> None:
        consumer = await self._started()
        known = await self._ask(consumer.topics())
        if missing := set(topics) - known:
            raise BrokerError(f"topics are missing: {sorted(missing)}")
        consumer.subscribe(list(topics), listener=_Listener(listener))

    async def assign(self, partitions: Collection[TopicPartition]) -> None:
        """Read `partitions` without a group, from their beginning."""
        consumer = await self._started()
        consumer.assign([KafkaPartition(*tp) for tp in partitions])
        for tp, offset in (await self.beginning_offsets(partitions)).items():
            consumer.seek(KafkaPartition(*tp), offset)

    async def getmany(
        self, max_records: int, timeout_ms: int
    ) -> Mapping[TopicPartition, Sequence[Record]]:
        """Return what is there, at most `max_records`, waiting `timeout_ms` for the first.

        The records are aiokafka's own, which have all that a `Record` has: at 100 000 a second, a
        copy would cost more than the fetch.
        """
        try:
            return await self._open().getmany(timeout_ms=timeout_ms, max_records=max_records)  # type: ignore[no-any-return] # untyped
        except NoOffsetForPartitionError:
            return {}  # asked before the first seek
        except KafkaOffsetOutOfRangeError as error:
            raise OffsetOutOfRangeError(repr(error)) from error
        except KafkaError as error:
            raise BrokerError(repr(error)) from error

    def seek(self, partition: TopicPartition, offset: int) -> None:
        try:
            self._open().seek(KafkaPartition(*partition), offset)
        except KafkaError as error:
            raise BrokerError(f"{partition} is not assigned: {error!r}") from error

    def log_end(self, partition: TopicPartition) -> int | None:
        consumer = self._open()
        if KafkaPartition(*partition) not in consumer.assignment():
            return None
        end: int | None = consumer.highwater(KafkaPartition(*partition))
        return end

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        named = {KafkaPartition(*tp): offset for tp, offset in offsets.items()}
        await self._ask(self._open().commit(named))

    async def beginning_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        return await self._offsets(self._open().beginning_offsets, partitions)

    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        return await self._offsets(self._open().end_offsets, partitions)

    async def stop(self) -> None:
        """Leave the group and close the connection; never waits long for an unreachable broker."""
        consumer, self._consumer = self._consumer, None
        if consumer is None:
            return
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await consumer.stop()
        except (KafkaError, OSError, TimeoutError):
            await consumer._client.close()  # noqa: SLF001 - `stop` waits for the broker

    async def _offsets(
        self, ask: Callable[..., Awaitable[Any]], partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        if not partitions:
            return {}
        found = await self._ask(ask([KafkaPartition(*tp) for tp in partitions]))
        return {TopicPartition(*tp): offset for tp, offset in found.items()}

    async def _started(self) -> AIOKafkaConsumer:
        consumer = self._consumer = AIOKafkaConsumer(**self._settings)
        await self._ask(consumer.start())
        return consumer

    def _open(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise BrokerError("the consumer is stopped")
        return self._consumer

    @staticmethod
    async def _ask(answer: Awaitable[T]) -> T:
        try:
            return await answer
        except (KafkaError, OSError) as error:
            raise BrokerError(repr(error)) from error


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    def __init__(self, listener: RebalanceListener) -> None:
        self._listener = listener

    async def on_partitions_revoked(self, revoked: Collection[KafkaPartition]) -> None:
        await self._listener.on_revoked({TopicPartition(*tp) for tp in revoked})

    async def on_partitions_assigned(self, assigned: Collection[KafkaPartition]) -> None:
        await self._listener.on_assigned({TopicPartition(*tp) for tp in assigned})
