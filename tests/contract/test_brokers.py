"""One suite over both brokers: what holds for Apache Kafka holds for the broker in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import replace
from functools import partial

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from tests.support.waiting import in_time, until

from contracts.topics import Topic
from kit.ids import new_id
from kit.messaging import (
    Broker,
    BrokerError,
    ConsumerClient,
    KafkaBroker,
    Record,
    SendError,
    TopicPartition,
)
from kit.testing import MemoryBroker
from sandbox.servers.kafka_topics import ensure_topics


class Listener:
    """Notes what a consumer hears of rebalances."""

    def __init__(self) -> None:
        self.assigned: set[TopicPartition] = set()
        self.revocations: list[set[TopicPartition]] = []

    async def on_revoked(self, partitions: Collection[TopicPartition]) -> None:
        self.revocations.append(set(partitions))
        self.assigned = set()

    async def on_assigned(self, partitions: Collection[TopicPartition]) -> None:
        self.assigned = set(partitions)

    async def wait(self, count: int) -> None:
        """Wait until `count` partitions are assigned."""
        await until(lambda: len(self.assigned) == count)


@pytest.fixture(params=["memory", "kafka"])
async def broker(request: pytest.FixtureRequest) -> AsyncIterator[Broker]:
    """Each test runs on both."""
    made: Broker = (
        MemoryBroker()
        if request.param == "memory"
        else KafkaBroker(request.getfixturevalue("kafka").bootstrap_servers, "contract-test")
    )
    yield made
    await made.stop()


@pytest.fixture
def make_topics(
    request: pytest.FixtureRequest, broker: Broker
) -> Callable[[list[Topic]], Awaitable[None]]:
    """Make topics on the broker of the test."""
    if isinstance(broker, MemoryBroker):
        return broker.ensure_topics
    return partial(ensure_topics, request.getfixturevalue("kafka").bootstrap_servers)


@pytest.fixture
async def topic(make_topics: Callable[[list[Topic]], Awaitable[None]]) -> Topic:
    """A topic of its own for each test."""
    made = Topic(f"contract.{new_id()}", 3)
    await make_topics([made])
    return made


def record(topic: Topic, partition: int, number: int) -> Record:
    return Record(
        topic.name,
        partition,
        f"key-{partition}".encode(),
        f"value-{number}".encode(),
        (("ce_id", str(number).encode()), ("empty", b"")),
    )


def all_of(topic: Topic) -> list[TopicPartition]:
    return [TopicPartition(topic.name, number) for number in range(topic.partitions)]


async def read(
    consumer: ConsumerClient, count: int, *, max_records: int = 500
) -> dict[TopicPartition, list[Record]]:
    """Read until `count` records came."""
    got: dict[TopicPartition, list[Record]] = {}
    async with in_time():
        while sum(map(len, got.values())) < count:
            for tp, records in (await consumer.getmany(max_records, 200)).items():
                got.setdefault(tp, []).extend(records)
    return got


async def test_records_come_back_unchanged_and_in_order(broker: Broker, topic: Topic) -> None:
    sent = [record(topic, number % 3, number) for number in range(30)]
    await broker.producer().send(sent)
    consumer = broker.consumer(None)
    await consumer.assign(all_of(topic))
    got = await read(consumer, 30)
    await consumer.stop()
    for tp in all_of(topic):
        mine = [item for item in sent if item.partition == tp.partition]
        assert [(r.key, r.value, tuple(r.headers)) for r in got[tp]] == [
            (r.key, r.value, r.headers) for r in mine
        ]
        assert [r.offset for r in got[tp]] == list(range(10))
        assert all(r.timestamp > 0 for r in got[tp])


async def test_tombstones_and_missing_keys_survive(broker: Broker, topic: Topic) -> None:
    odd = [
        Record(topic.name, 0, b"key", None, (("h", b"\xff\x00"),)),
        Record(topic.name, 0, None, b"value"),
        Record(topic.name, 0, b"key", b""),
    ]
    await broker.producer().send(odd)
    consumer = broker.consumer(None)
    await consumer.assign(all_of(topic))
    got = (await read(consumer, 3))[TopicPartition(topic.name, 0)]
    await consumer.stop()
    assert [(r.key, r.value, tuple(r.headers)) for r in got] == [
        (r.key, r.value, r.headers) for r in odd
    ]


async def test_large_sends_keep_their_order(broker: Broker, topic: Topic) -> None:
    sent = [replace(record(topic, 0, n), value=b"x" * 1000 + str(n).encode()) for n in range(3000)]
    await broker.producer().send(sent)
    consumer = broker.consumer(None)
    await consumer.assign(all_of(topic))
    got = (await read(consumer, 3000))[TopicPartition(topic.name, 0)]
    await consumer.stop()
    assert [r.value for r in got] == [r.value for r in sent]


async def test_a_poll_gives_at_most_what_was_asked_for(broker: Broker, topic: Topic) -> None:
    await broker.producer().send([record(topic, n % 3, n) for n in range(30)])
    consumer = broker.consumer(None)
    await consumer.assign(all_of(topic))
    seen = 0
    while seen < 30:
        count = sum(map(len, (await consumer.getmany(7, 500)).values()))
        assert count <= 7
        seen += count
    assert await consumer.getmany(7, 0) == {}
    await consumer.stop()


async def test_seek_goes_back_and_forth(broker: Broker, topic: Topic) -> None:
    await broker.producer().send([record(topic, 1, n) for n in range(10)])
    tp = TopicPartition(topic.name, 1)
    consumer = broker.consumer(None)
    await consumer.assign([tp])
    await read(consumer, 10)
    consumer.seek(tp, 4)
    assert [r.offset for r in (await read(consumer, 6))[tp]] == [4, 5, 6, 7, 8, 9]
    consumer.seek(tp, 9)
    assert [r.offset for r in (await read(consumer, 1))[tp]] == [9]
    assert consumer.log_end(tp) == 10
    await consumer.stop()


async def test_the_ends_of_the_log_are_known(broker: Broker, topic: Topic) -> None:
    await broker.producer().send([record(topic, 2, n) for n in range(5)])
    consumer = broker.consumer(None)
    tps = all_of(topic)
    await consumer.assign(tps)
    assert await consumer.beginning_offsets(tps) == dict.fromkeys(tps, 0)
    assert await consumer.end_offsets(tps) == {tps[0]: 0, tps[1]: 0, tps[2]: 5}
    await consumer.stop()
    assert await broker.end_offsets([topic.name]) == {tps[0]: 0, tps[1]: 0, tps[2]: 5}


async def test_a_position_outside_the_log_is_an_error(broker: Broker, topic: Topic) -> None:
    await broker.producer().send([record(topic, 0, 0)])
    consumer = broker.consumer(None)
    await consumer.assign([TopicPartition(topic.name, 0)])
    consumer.seek(TopicPartition(topic.name, 0), 99)
    with pytest.raises(BrokerError):
        await read(consumer, 1)
    await consumer.stop()


async def test_a_missing_partition_fails_and_the_others_are_sent(
    broker: Broker, topic: Topic
) -> None:
    with pytest.raises(SendError) as caught:
        await broker.producer().send([record(topic, 0, 0), record(topic, 7, 1)])
    assert set(caught.value.failed) == {TopicPartition(topic.name, 7)}
    await broker.producer().send([record(topic, 0, 2)])
    assert (await broker.end_offsets([topic.name]))[TopicPartition(topic.name, 0)] == 2


async def test_a_missing_topic_is_an_error_for_a_group(broker: Broker) -> None:
    consumer = broker.consumer("lost")
    with pytest.raises(BrokerError):
        await consumer.subscribe([f"missing.{new_id()}"], Listener())
    await consumer.stop()


async def test_topics_are_made_once_and_keep_their_partition_count(
    make_topics: Callable[[list[Topic]], Awaitable[None]], topic: Topic
) -> None:
    await make_topics([topic])
    with pytest.raises(BrokerError, match="3 partitions, not 4"):
        await make_topics([Topic(topic.name, 4)])


async def test_a_group_shares_its_partitions_and_hears_of_it(broker: Broker, topic: Topic) -> None:
    group = f"group-{new_id()}"
    one, two = broker.consumer(group), broker.consumer(group)
    hears_one, hears_two = Listener(), Listener()
    await one.subscribe([topic.name], hears_one)
    polling = asyncio.create_task(_poll_for_ever(one))
    await hears_one.wait(3)
    await two.subscribe([topic.name], hears_two)
    other = asyncio.create_task(_poll_for_ever(two))
    await until(lambda: _apart(hears_one.assigned, hears_two.assigned))
    assert hears_one.assigned | hears_two.assigned == set(all_of(topic))
    assert set(all_of(topic)) in hears_one.revocations
    other.cancel()
    await two.stop()
    await hears_one.wait(3)
    polling.cancel()
    await one.stop()


async def test_a_group_reads_from_where_it_seeks_and_commits_only_when_told(
    broker: Broker, topic: Topic
) -> None:
    await broker.producer().send([record(topic, 0, n) for n in range(10)])
    group, tp = f"group-{new_id()}", TopicPartition(topic.name, 0)
    consumer, listener = broker.consumer(group), Listener()
    await consumer.subscribe([topic.name], listener)
    await listener.wait(3)
    for partition in all_of(topic):
        consumer.seek(partition, 0)
    assert len((await read(consumer, 10))[tp]) == 10
    assert await committed(broker, group, tp) is None
    await consumer.commit({tp: 4})
    assert await committed(broker, group, tp) == 4
    await consumer.stop()
    assert await committed(broker, group, tp) == 4


async def committed(broker: Broker, group: str, tp: TopicPartition) -> int | None:
    """Return what lag monitors see."""
    if isinstance(broker, MemoryBroker):
        return broker.committed(group).get(tp)
    assert isinstance(broker, KafkaBroker)
    monitor = AIOKafkaAdminClient(bootstrap_servers=broker._servers)
    await monitor.start()
    offsets = await monitor.list_consumer_group_offsets(group)
    await monitor.close()
    found = offsets.get(tp)
    return found.offset if found is not None else None


async def test_a_stopped_consumer_says_so(broker: Broker, topic: Topic) -> None:
    consumer = broker.consumer(None)
    await consumer.assign(all_of(topic))
    await consumer.stop()
    await consumer.stop()
    with pytest.raises(BrokerError):
        await consumer.getmany(1, 0)


async def test_a_consumer_waits_for_what_comes(broker: Broker, topic: Topic) -> None:
    consumer = broker.consumer(None)
    await consumer.assign(all_of(topic))
    waiting = asyncio.create_task(read(consumer, 1))
    await asyncio.sleep(0.05)
    await broker.producer().send([record(topic, 2, 5)])
    assert [r.value for r in (await waiting)[TopicPartition(topic.name, 2)]] == [b"value-5"]
    await consumer.stop()


async def test_a_ping_is_answered(broker: Broker) -> None:
    await broker.ping()


def _apart(one: set[TopicPartition], two: set[TopicPartition]) -> bool:
    return bool(one) and bool(two) and not one & two


async def _poll_for_ever(consumer: ConsumerClient) -> None:
    while True:
        await consumer.getmany(10, 100)
