"""The stream on Apache Kafka: live, resumed, and across a restart of the broker."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from contracts.events.score import ScoreChangedV2
from contracts.registry import encode
from contracts.topics import TOPICS, partition_for
from kit.messaging import KafkaBroker, Record
from sandbox.servers.kafka_topics import ensure_topics

if TYPE_CHECKING:
    from tests.component.gateway.serving import Gateway
    from tests.component.gateway.subscriber import Subscriber

    from sandbox.servers.kafka import Kafka

Subscribe = Callable[..., AbstractAsyncContextManager["Subscriber"]]
TOPIC = TOPICS["scoring.score"]


@pytest.fixture
async def broker(kafka: "Kafka") -> Any:
    made = KafkaBroker(kafka.bootstrap_servers, "gateway-test")
    await ensure_topics(kafka.bootstrap_servers, TOPICS.values())
    yield made
    await made.stop()


async def write(broker: KafkaBroker, first: int, last: int) -> None:
    records = []
    for revision in range(first, last + 1):
        event = ScoreChangedV2(
            assessment_id=UUID(int=revision % 17),
            revision=revision,
            campaign_code="spbe-2026",
            agency_code="9901",
            edition_code="permenpanrb-59-2020",
            edition_hash="0" * 64,
            derivation_set_version=1,
            period="2026",
            changed_at=datetime(2026, 3, 1, tzinfo=UTC),
            tracks=(),
        )
        partition = partition_for(event.key, TOPIC.partitions)
        headers = (("ce_type", event.TYPE.encode()),)
        records.append(
            Record(TOPIC.name, partition, event.key.encode(), encode(event), headers=headers)
        )
    await broker.producer().send(records)


async def revisions(subscriber: "Subscriber", count: int) -> list[int]:
    return [message.revision for message in await subscriber.events(count)]


async def test_live_resumed_and_after_a_restart(
    start: "Gateway", broker: KafkaBroker, subscribe: Subscribe, kafka: "Kafka"
) -> None:
    client = await start(stream_window_events=20)
    async with subscribe(client) as subscriber:
        for first in range(1, 50, 10):
            await write(broker, first, first + 9)
            found = await revisions(subscriber, 10)
            assert sorted(found) == list(range(first, first + 10))
        position = subscriber.last_id
    await write(broker, 51, 200)

    async with subscribe(client, after=position) as subscriber:
        assert sorted(await revisions(subscriber, 150)) == list(range(51, 201))

        await asyncio.to_thread(kafka.stop)
        assert (await subscriber.block()).comment == "alive"
        await asyncio.to_thread(kafka.start)
        await write(broker, 201, 210)
        assert sorted(await revisions(subscriber, 10)) == list(range(201, 211))
