"""The idempotent producer: whole batches to named partitions, acknowledged by all replicas."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from kit.broker import BrokerError, Record, SendError, TopicPartition

_BATCH_BYTES = 768 * 1024
_METADATA_SECONDS = 3.0  # a topic that is missing must not hold up the others for long
_REQUEST_MS = 10_000
_STOP_SECONDS = 2.0


class KafkaProducer:
    """Connects at the first send. After a failure it starts anew, with a producer id of its own."""

    def __init__(self, bootstrap_servers: str, client_id: str, *, patience: float = 30.0) -> None:
        self._servers = bootstrap_servers
        self._client_id = client_id
        self._patience = patience
        self._producer: AIOKafkaProducer | None = None
        self._lock = asyncio.Lock()

    async def send(self, records: Sequence[Record]) -> None:
        """Return when every record is acknowledged; partitions go side by side, each in order.

        A partition's next batch leaves after the last one was acknowledged, so none overtakes a
        failed one. A send that ran out of time may be on the topic.

        Raises:
            SendError: Some partitions' records were not acknowledged.
        """
        by_partition: dict[TopicPartition, list[Record]] = defaultdict(list)
        for record in records:
            by_partition[TopicPartition(record.topic, record.partition)].append(record)
        async with self._lock:
            try:
                producer = await self._connected()
            except (KafkaError, OSError, TimeoutError) as error:
                raise SendError(dict.fromkeys(by_partition, error)) from error
            results = await asyncio.gather(
                *(self._send_in_order(producer, tp, group) for tp, group in by_partition.items()),
                return_exceptions=True,
            )
            failed = {}
            for tp, result in zip(by_partition, results, strict=True):
                if isinstance(result, Exception):
                    failed[tp] = result
                elif isinstance(result, BaseException):
                    raise result
            if failed:
                await self._drop()
                raise SendError(failed)

    async def stop(self) -> None:
        """Close the connection."""
        async with self._lock:
            await self._drop()

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
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
            self._producer = producer
        return self._producer

    async def _send_in_order(
        self, producer: AIOKafkaProducer, tp: TopicPartition, records: list[Record]
    ) -> None:
        async with asyncio.timeout(min(self._patience, _METADATA_SECONDS)):
            known = await producer.partitions_for(tp.topic)
        if tp.partition not in (known or ()):
            raise BrokerError(f"there is no partition {tp.partition} of {tp.topic}")
        async with asyncio.timeout(self._patience):
            batch = producer.create_batch()
            for record in records:
                if not _append(batch, record):
                    await (await producer.send_batch(batch, tp.topic, partition=tp.partition))
                    batch = producer.create_batch()
                    _append(batch, record)
            await (await producer.send_batch(batch, tp.topic, partition=tp.partition))

    async def _drop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _close(producer)


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
