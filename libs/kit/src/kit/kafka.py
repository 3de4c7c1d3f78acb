"""Apache Kafka through aiokafka. Nothing connects before it is needed, so services start in any order."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaClient
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from contracts.topics import Topic
from kit.broker import BrokerError, TopicPartition
from kit.kafka_consumer import KafkaConsumer
from kit.kafka_producer import KafkaProducer

_ANSWER_SECONDS = 5.0
_BROKERS_DEFAULT = -1
_TOPIC_EXISTS = 36


class KafkaBroker:
    """One Kafka cluster; owns the process's one producer."""

    def __init__(self, bootstrap_servers: str, client_id: str) -> None:
        self._servers = bootstrap_servers
        self._client_id = client_id
        self._producer = KafkaProducer(bootstrap_servers, client_id)

    async def start(self) -> None:
        """Do nothing: connections are made when they are needed."""

    async def stop(self) -> None:
        """Close the producer; never waits long for an unreachable broker."""
        await self._producer.stop()

    async def ping(self) -> None:
        """Return when the broker answers, raise BrokerError when it does not."""
        async with self._client():
            pass

    def producer(self) -> KafkaProducer:
        """Return the process's one producer."""
        return self._producer

    def consumer(self, group: str | None) -> KafkaConsumer:
        """Return a new consumer of `group`, or one without a group."""
        return KafkaConsumer(self._servers, self._client_id, group)

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Make the topics that are missing; a wrong partition count is an error."""
        wanted = list(topics)
        admin = AIOKafkaAdminClient(
            bootstrap_servers=self._servers, client_id=f"{self._client_id}-admin"
        )
        try:
            await admin.start()
            answer = await admin.create_topics([_new_topic(topic) for topic in wanted])
            refused = [
                name for name, code, *_ in answer.topic_errors if code not in {0, _TOPIC_EXISTS}
            ]
            if refused:
                raise BrokerError(f"topics could not be made: {answer.topic_errors}")
            described = await admin.describe_topics([topic.name for topic in wanted])
        except (KafkaError, OSError) as error:
            raise BrokerError(f"the topics could not be made: {error!r}") from error
        finally:
            await admin.close()
        counts = {item["topic"]: len(item["partitions"]) for item in described}
        for topic in wanted:
            if counts[topic.name] != topic.partitions:
                raise BrokerError(
                    f"{topic.name} has {counts[topic.name]} partitions, not {topic.partitions}"
                )

    async def end_offsets(self, topics: Collection[str]) -> dict[TopicPartition, int]:
        """Return the next offset of every partition of `topics`."""
        async with self._client() as client:
            partitions = [
                TopicPartition(topic, partition)
                for topic in topics
                for partition in sorted(await client._wait_on_metadata(topic))
            ]
        consumer = self.consumer(None)
        try:
            await consumer.assign(partitions)
            return await consumer.end_offsets(partitions)
        finally:
            await consumer.stop()

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[AIOKafkaClient]:
        client = AIOKafkaClient(
            bootstrap_servers=self._servers,
            client_id=f"{self._client_id}-ping",
            request_timeout_ms=int(_ANSWER_SECONDS * 1000),
        )
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await client.bootstrap()
            yield client
        except (KafkaError, OSError, TimeoutError) as error:
            raise BrokerError(f"the broker does not answer: {error!r}") from error
        finally:
            await client.close()


def _new_topic(topic: Topic) -> NewTopic:
    return NewTopic(
        topic.name,
        topic.partitions,
        _BROKERS_DEFAULT,
        topic_configs={"retention.ms": str(topic.retention_ms)},
    )
