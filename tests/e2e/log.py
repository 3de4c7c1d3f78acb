"""What is on Kafka: read it all, send it again, send what is no event."""

import random
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from contracts.envelope import Header
from contracts.events.score import ScoreChangedV2
from contracts.registry import decode
from contracts.topics import SCORE, Topic
from kit.messaging import Broker, KafkaBroker, Record, TopicPartition

_AT_ONCE = 2_000


@asynccontextmanager
async def broker(servers: str) -> AsyncIterator[KafkaBroker]:
    """Connect to the sandbox's Kafka for a while."""
    connected = KafkaBroker(servers, client_id="tests")
    try:
        yield connected
    finally:
        await connected.stop()


async def ends(servers: str, topics: Collection[str]) -> Mapping[TopicPartition, int]:
    """Return the next offset of every partition of some topics."""
    async with broker(servers) as connected:
        return dict(await connected.end_offsets(topics))


async def records(connected: Broker, topic: str) -> list[Record]:
    """Return every record of a topic, in order within each partition."""
    left = {tp: end for tp, end in (await connected.end_offsets([topic])).items() if end}
    if not left:
        return []
    found: list[Record] = []
    client = connected.consumer(None)
    try:
        await client.assign(list(left))
        for partition in left:
            client.seek(partition, 0)
        while left:
            for partition, part in (await client.getmany(5_000, 200)).items():
                found += part
                if part[-1].offset + 1 >= left.get(partition, 0):
                    left.pop(partition, None)
    finally:
        await client.stop()
    return found


async def send_again(servers: str, topics: Sequence[Topic], *, luck: random.Random) -> int:
    """Append every record of some topics once more, in any order; return how many there were."""
    async with broker(servers) as connected:
        found = [record for topic in topics for record in await records(connected, topic.name)]
        luck.shuffle(found)
        producer = connected.producer()
        for start in range(0, len(found), _AT_ONCE):
            await producer.send(found[start : start + _AT_ONCE])
    return len(found)


async def send_poison(servers: str, event_type: str, *, topic: str, body: bytes) -> None:
    """Append bytes that claim to be an event of a type."""
    headers = ((Header.TYPE, event_type.encode()), (Header.ID, b"poison"))
    async with broker(servers) as connected:
        await connected.producer().send([Record(topic, 0, b"poison", body, headers)])


async def newest_scores(kafka: str) -> dict[str, ScoreChangedV2]:
    """Return the newest score event of every assessment by reading the whole topic."""
    newest: dict[str, ScoreChangedV2] = {}
    async with broker(kafka) as connected:
        for record in await records(connected, SCORE.name):
            event = decode(dict(record.headers)[Header.TYPE].decode(), record.value or b"")
            if not isinstance(event, ScoreChangedV2):
                continue
            before = newest.get(event.key)
            if before is None or event.revision > before.revision:
                newest[event.key] = event
    return newest
