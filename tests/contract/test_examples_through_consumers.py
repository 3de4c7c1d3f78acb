"""Every hand-written example goes through every consumer, and a second time without any effect."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.support.waiting import eventually

import instrument.agencies.consumers
import integration.agencies.consumers
import integration.followups.consumers
import scoring.recompute.consumers
import submission.editions.consumers
import submission.scores.consumers
from contracts.events.score import ScoreChangedV2
from contracts.registry import REGISTRY
from contracts.topics import TOPICS
from kit.consumer import load
from kit.database import Database, raw
from kit.outbox import to_record
from kit.testing import MemoryBroker

CONSUMERS: Mapping[str, Callable[..., Any]] = {
    "instrument": instrument.agencies.consumers.create_consumers,
    "submission": lambda database, broker: [
        *submission.editions.consumers.create_consumers(database, broker),
        *submission.scores.consumers.create_consumers(database, broker),
    ],
    "integration": lambda database, broker: [
        *integration.agencies.consumers.create_consumers(database, broker),
        *integration.followups.consumers.create_consumers(database, broker),
    ],
    "scoring": scoring.recompute.consumers.create_consumers,
}
EXAMPLES = Path(__file__).parents[2] / "libs" / "contracts" / "examples"
NOW = datetime(2026, 3, 1, tzinfo=UTC).isoformat().encode()


async def send_examples(broker: MemoryBroker) -> None:
    # As they were sent: `decode` would make the newest version of an old one.
    events = [
        msgspec.json.decode((EXAMPLES / f"{event_type}.json").read_bytes(), type=event)
        for event_type, event in REGISTRY.items()
    ]
    await broker.send([to_record(event, source=b"tolok/test", time=NOW) for event in events])


async def consumed(service: str, database: Database, broker: MemoryBroker) -> None:
    """Let the service's consumers read to the end of their topics."""
    consumers = CONSUMERS[service](database, broker)
    stop = asyncio.Event()
    running = [asyncio.create_task(consumer.run(stop)) for consumer in consumers]
    try:
        groups = [consumer.group for consumer in consumers]

        async def is_done() -> bool:
            return not await behind(database, broker, groups)

        await eventually(is_done)
    finally:
        stop.set()
        await asyncio.gather(*running)


async def behind(database: Database, broker: MemoryBroker, groups: list[str]) -> bool:
    async with database.transaction() as session:
        for group in groups:
            ends = await broker.end_offsets(TOPICS)
            stored = await load(session, group, list(ends))
            if not stored or any(stored[partition] < ends[partition] for partition in stored):
                return True
    return False


async def outbox(database: Database) -> list[str]:
    async with database.transaction() as session:
        rows = await (await raw(session)).fetch("SELECT topic FROM outbox ORDER BY id")
    return [row["topic"] for row in rows]


@pytest.mark.parametrize("service", sorted(CONSUMERS))
async def test_every_example_is_applied_and_repeated_without_effect(
    service: str, service_database: Callable[[str], str], memory_broker: MemoryBroker
) -> None:
    database = Database(service_database(service))
    try:
        await send_examples(memory_broker)
        await consumed(service, database, memory_broker)
        first = await outbox(database)
        assert not [topic for topic in first if topic.endswith(".dlq")], "an example is poison"
        await send_examples(memory_broker)
        await consumed(service, database, memory_broker)
        assert await outbox(database) == first
    finally:
        await database.dispose()
    announced = ScoreChangedV2.TOPIC in first
    assert announced is (service == "scoring")


def test_every_consuming_service_is_here() -> None:
    services = Path(__file__).parents[2] / "services"
    consuming = {
        file.relative_to(services).parts[0]
        for name in ("consumers.py", "consumers/__init__.py")
        for file in services.glob(f"*/src/*/**/{name}")
    }
    assert consuming == set(CONSUMERS)
