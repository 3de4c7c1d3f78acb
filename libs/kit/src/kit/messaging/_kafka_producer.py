"""The idempotent producer: whole batches to named partitions, acknowledged by all replicas."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from kit.messaging._broker import BrokerError, Record, SendError, TopicPartition

_BATCH_BYTES = 768 * 1024
_METADATA_SECONDS = 3.0  # a topic that is missing must not hold up the others for long
_REQUEST_MS = 10_000
_STOP_SECONDS = 2.0


class _UnknownPartitionError(BrokerError):
    """Nothing was sent through the connection, so it can be used further."""


@dataclass(slots=True)
class _Connection:
    """One producer id and its current sends."""

    producer: AIOKafkaProducer
    sends: set[asyncio.Task[None]] = field(default_factory=set)
    closing: asyncio.Task[None] | None = None

    async def close(self) -> None:
        if self.sends:
            _, late = await asyncio.wait(set(self.sends), timeout=_STOP_SECONDS)
            for send in late:
                send.cancel()
        await _close(self.producer)


class KafkaProducer:
    """Connects at the first send. After a failure it connects again, with a new producer id.

    Several sends can run at once. For order, a caller has one send at a time per partition.
    """

    def __init__(self, bootstrap_servers: str, client_id: str, *, patience: float = 30.0) -> None:
        self._servers = bootstrap_servers
        self._client_id = client_id
        self._patience = patience
        self._current: _Connection | None = None
        self._connecting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def send(self, records: Sequence[Record]) -> None:
        """Return when every record is acknowledged; partitions go side by side, each in order.

        A partition's next batch is sent after the last one was acknowledged, so that no batch
        overtakes a failed one. Records of a send that timed out may be on the topic.

        Raises:
            SendError: Some partitions' records were not acknowledged.
        """
        by_partition: dict[TopicPartition, list[Record]] = defaultdict(list)
        for record in records:
            by_partition[TopicPartition(record.topic, record.partition)].append(record)
        try:
            connection = await self._connected()
        except (KafkaError, OSError, TimeoutError) as error:
            raise SendError(dict.fromkeys(by_partition, error)) from error
        sends = [
            asyncio.create_task(self._send_in_order(connection.producer, tp, group))
            for tp, group in by_partition.items()
        ]
        connection.sends.update(sends)
        try:
            results = await asyncio.gather(*sends, return_exceptions=True)
        finally:
            connection.sends.difference_update(sends)
        failed: dict[TopicPartition, Exception] = {}
        for tp, result in zip(by_partition, results, strict=True):
            if isinstance(result, Exception):
                failed[tp] = result
            elif isinstance(result, asyncio.CancelledError):
                failed[tp] = BrokerError("the connection was given up")
            elif isinstance(result, BaseException):
                raise result
        if any(not isinstance(error, _UnknownPartitionError) for error in failed.values()):
            await self._leave(connection)
        if failed:
            raise SendError(failed)

    async def stop(self) -> None:
        async with self._connecting:
            connection, self._current = self._current, None
        if connection is not None:
            await _close(connection.producer)
        await asyncio.gather(*self._leaving)

    async def _connected(self) -> "_Connection":
        if self._current is not None:
            return self._current
        async with self._connecting:
            if self._current is None:
                self._current = _Connection(await self._connect())
            return self._current

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._servers,
            client_id=f"{self._client_id}-producer",
            acks="all",
            enable_idempotence=True,
            max_batch_size=_BATCH_BYTES,
            request_timeout_ms=_REQUEST_MS,
            metadata_max_age_ms=30_000,
        )
        try:
            async with asyncio.timeout(self._patience):
                await producer.start()
        except BaseException:
            await _close(producer)
            raise
        return producer

    async def _leave(self, connection: "_Connection") -> None:
        """Close the connection of a failed send; return when it can send nothing more.

        Its batches might still be sent, and its sequence numbers have a gap. Its other sends get a
        moment to finish; new sends use a new connection.
        """
        if self._current is connection:
            self._current = None
        if connection.closing is None:
            connection.closing = asyncio.create_task(connection.close())
            self._leaving.add(connection.closing)
            connection.closing.add_done_callback(self._leaving.discard)
        await asyncio.shield(connection.closing)

    async def _send_in_order(
        self, producer: AIOKafkaProducer, tp: TopicPartition, records: list[Record]
    ) -> None:
        try:
            async with asyncio.timeout(min(self._patience, _METADATA_SECONDS)):
                known = await producer.partitions_for(tp.topic)
        except (KafkaError, TimeoutError) as error:
            raise _UnknownPartitionError(f"nothing is known of {tp.topic}: {error!r}") from error
        if tp.partition not in (known or ()):
            raise _UnknownPartitionError(f"there is no partition {tp.partition} of {tp.topic}")
        async with asyncio.timeout(self._patience):
            batch = producer.create_batch()
            for record in records:
                if not _append(batch, record):
                    await (await producer.send_batch(batch, tp.topic, partition=tp.partition))
                    batch = producer.create_batch()
                    _append(batch, record)
            await (await producer.send_batch(batch, tp.topic, partition=tp.partition))


def _append(batch: BatchBuilder, record: Record) -> bool:
    added = batch.append(
        timestamp=None, key=record.key, value=record.value, headers=list(record.headers)
    )
    return added is not None


async def _close(producer: AIOKafkaProducer) -> None:
    """Close, without waiting long for a broker that does not answer."""
    with suppress(TimeoutError, KafkaError, OSError):
        async with asyncio.timeout(_STOP_SECONDS):
            await producer.stop()
            return
    task = producer._sender.sender_task  # noqa: SLF001 - `stop` waits for the broker
    if task is not None:
        task.cancel()
    await producer.client.close()
