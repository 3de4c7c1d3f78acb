"""Apache Kafka through aiokafka. It connects at the first use, so services start in any order."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.errors import KafkaError

from kit.messaging._broker import BrokerError, TopicPartition
from kit.messaging._kafka_consumer import KafkaConsumer
from kit.messaging._kafka_producer import KafkaProducer

_ANSWER_SECONDS = 5.0


class KafkaBroker:
    """One Kafka cluster; owns the process's one producer."""

    def __init__(self, bootstrap_servers: str, client_id: str) -> None:
        self._servers = bootstrap_servers
        self._client_id = client_id
        self._producer = KafkaProducer(bootstrap_servers, client_id)

    async def stop(self) -> None:
        """Close the producer; never waits long for an unreachable broker."""
        await self._producer.stop()

    async def ping(self) -> None:
        async with self._asking() as consumer:
            await consumer.topics()

    def producer(self) -> KafkaProducer:
        return self._producer

    def consumer(self, group: str | None) -> KafkaConsumer:
        return KafkaConsumer(self._servers, self._client_id, group)

    async def end_offsets(self, topics: Collection[str]) -> dict[TopicPartition, int]:
        async with self._asking(*topics) as consumer:
            partitions = [
                KafkaPartition(topic, number)
                for topic in topics
                for number in sorted(consumer.partitions_for_topic(topic) or ())
            ]
            ends = await consumer.end_offsets(partitions)
        return {TopicPartition(*tp): ends[tp] for tp in partitions}

    @asynccontextmanager
    async def _asking(self, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=self._servers,
            client_id=f"{self._client_id}-asking",
            enable_auto_commit=False,
            request_timeout_ms=int(_ANSWER_SECONDS * 1000),
        )
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await consumer.start()
                yield consumer
        except (KafkaError, OSError, TimeoutError) as error:
            raise BrokerError(f"the broker did not answer: {error!r}") from error
        finally:
            await consumer.stop()
