"""Makes topics on Apache Kafka. A service makes none: it finds the topics that it names."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from contracts.topics import Topic, dead_letter
from kit.messaging import BrokerError

_ANSWER_SECONDS = 10.0
_LARGEST = 1024 * 1024
_MOST_COPIES = 3
_HARMLESS = frozenset({0, 36})  # made, and there already


async def ensure_topics(bootstrap_servers: str, topics: Collection[Topic]) -> None:
    """Make the topics that are missing and wait until they can be used.

    Every topic has a copy on each broker, three at most.

    Raises:
        BrokerError: The broker cannot be reached, or a topic has another number of partitions.
    """
    async with _admin(bootstrap_servers) as admin:
        copies = min(_MOST_COPIES, len((await admin.describe_cluster())["brokers"]))
        answer = await admin.create_topics(_new_topics(topics, copies))
        refused = {
            name: reason for name, code, *reason in answer.topic_errors if code not in _HARMLESS
        }
        if refused:
            raise BrokerError(f"topics could not be made: {refused}")
        counts = await _partition_counts(admin, [topic.name for topic in topics])
    for topic in topics:
        if counts[topic.name] != topic.partitions:
            raise BrokerError(
                f"{topic.name} has {counts[topic.name]} partitions, not {topic.partitions}"
            )


@asynccontextmanager
async def _admin(bootstrap_servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap_servers,
        client_id="sandbox-topics",
        request_timeout_ms=int(_ANSWER_SECONDS * 1000),
    )
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await admin.start()
            yield admin
    except (KafkaError, OSError, TimeoutError) as error:
        raise BrokerError(f"the broker did not answer: {error!r}") from error
    finally:
        await admin.close()


async def _partition_counts(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, int]:
    """Return the partitions of each topic as soon as every one of them has a leader."""
    while True:
        described = await admin.describe_topics(list(names))
        if all(
            item["error_code"] == 0
            and item["partitions"]
            and all(partition["leader"] >= 0 for partition in item["partitions"])
            for item in described
        ):
            return {item["topic"]: len(item["partitions"]) for item in described}
        await asyncio.sleep(0.02)


def _new_topics(topics: Collection[Topic], copies: int) -> list[NewTopic]:
    """A dead letter is larger than its message by the headers with the reason."""
    dead = {dead_letter(topic.name) for topic in topics}
    return [
        NewTopic(
            topic.name,
            topic.partitions,
            copies,
            topic_configs={
                "retention.ms": str(topic.retention_ms),
                "max.message.bytes": str(_LARGEST * 2 if topic.name in dead else _LARGEST),
            },
        )
        for topic in topics
    ]
