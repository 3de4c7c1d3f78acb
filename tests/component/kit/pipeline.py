"""A pipeline to play with: a database that counts effects, a broker in memory, a relay."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.support.waiting import comes, eventually

from contracts.events.assessment import LevelDecidedV2
from contracts.topics import ASSESSMENT
from kit.consumer import BatchConsumer, Patience, Received
from kit.database import Database, raw
from kit.messaging import Record, TopicPartition
from kit.outbox import Relay, RelayLimits, emit, to_record
from kit.testing import MemoryBroker

HASTY = Patience(attempts=3, first_pause=0.005, longest_pause=0.02, unreachable=0.5)
QUICK = RelayLimits(poll_every=0.02, grace=0.05, first_pause=0.01, longest_pause=0.05)
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def _name(event: Any) -> tuple[int, int]:
    return event.assessment_id.int, event.revision


class Pipeline:
    """Everything between an event's transaction and its effect.

    The handler writes one row per message: two rows for one message are a broken promise.
    """

    def __init__(self, database: Database, broker: MemoryBroker) -> None:
        self.database = database
        self.broker = broker
        self.topic = ASSESSMENT.name
        self.batches: list[list[Received]] = []
        self.before: Callable[[Any, Sequence[Received]], Awaitable[None] | None] = lambda *_: None

    def level(self, assessment: int, revision: int = 1) -> LevelDecidedV2:
        """Return an event; assessments are spread over the topic's six partitions."""
        return LevelDecidedV2(
            assessment_id=UUID(int=assessment),
            revision=revision,
            indicator_code="1",
            stage="mandiri",
            level="3",
            explanation="",
            decided_by="asesor",
            decided_at=NOW,
        )

    def record(self, assessment: int, revision: int = 1, **changes: Any) -> Record:
        """Return what a relay sends for an event, with some fields changed."""
        time = NOW.isoformat().encode()
        made = to_record(self.level(assessment, revision), source=b"tolok/test", time=time)
        return replace(made, **changes)

    def partition(self, assessment: int) -> TopicPartition:
        """Return where an assessment's events are."""
        return TopicPartition(self.topic, self.record(assessment).partition)

    async def send(self, *records: Record) -> None:
        """Put records on the topic, as they are."""
        await self.broker.producer().send(records)

    async def write(self, *events: LevelDecidedV2) -> None:
        """Publish events in one transaction."""
        async with self.database.transaction() as session:
            await emit(session, events, source="tolok/test")

    async def handle(self, session: Any, received: Sequence[Received]) -> None:
        """Write one effect per message, then do what the test adds."""
        self.batches.append(list(received))
        connection = await raw(session)
        await connection.executemany(
            'INSERT INTO effect (partition, "offset", assessment, revision)'
            " VALUES ($1, $2, $3, $4)",
            [(r.partition, r.offset, *_name(r.event)) for r in received],
        )
        waiting = self.before(session, received)
        if waiting is not None:
            await waiting

    def consumer(self, **options: Any) -> BatchConsumer:
        """Return a consumer of the topic."""
        defaults: dict[str, Any] = {
            "broker": self.broker,
            "database": self.database,
            "group": "test",
            "topics": [self.topic],
            "handler": self.handle,
            "patience": HASTY,
        }
        return BatchConsumer(**(defaults | options))

    @asynccontextmanager
    async def consuming(self, **options: Any) -> AsyncIterator[BatchConsumer]:
        """Run a consumer; if it fails, the test fails."""
        consumer, stop = self.consumer(**options), asyncio.Event()
        task = asyncio.create_task(consumer.run(stop))
        try:
            yield consumer
        finally:
            stop.set()
            await comes(task)

    def relaying(self, **options: Any) -> AbstractAsyncContextManager[Relay]:
        """Run a relay with short pauses."""
        return Relay(
            options.pop("database", self.database),
            options.pop("producer", self.broker.producer()),
            limits=replace(QUICK, **options),
        )

    async def effects(self) -> list[tuple[int, int]]:
        """Return (assessment, revision) of every effect in the order of their writing."""
        found = await self.fetch("SELECT assessment, revision FROM effect ORDER BY id")
        return [(row[0], row[1]) for row in found]

    async def wait_for_effects(self, count: int) -> list[tuple[int, int]]:
        """Wait until there are `count` effects and return them."""

        async def enough() -> bool:
            return len(await self.effects()) >= count

        await self.until(enough)
        return await self.effects()

    async def positions(self, group: str = "test") -> dict[int, int]:
        """Return the stored next offsets of the group, without those at the beginning."""
        found = await self.fetch(
            "SELECT partition, next_offset FROM consumer_offset"
            " WHERE consumer_group = $1 AND next_offset > 0",
            group,
        )
        return {row[0]: row[1] for row in found}

    async def waiting(self) -> int:
        """Return how many rows wait in the outbox."""
        return int((await self.fetch("SELECT count(*) FROM outbox"))[0][0])

    async def fetch(self, query: str, *values: object) -> Sequence[Any]:
        """Run a query in a transaction of its own."""
        async with self.database.transaction() as session:
            rows: Sequence[Any] = await (await raw(session)).fetch(query, *values)
            return rows

    def on_topic(self, topic: str = ASSESSMENT.name) -> list[tuple[int, int]]:
        """Return (assessment, revision) of what is on a topic, by partition and offset."""
        bodies = [msgspec.json.decode(r.value or b"{}") for r in self.broker.records(topic)]
        return [(UUID(body["assessment_id"]).int, body["revision"]) for body in bodies]

    async def until(self, condition: Callable[[], bool | Awaitable[bool]]) -> None:
        """Wait until a condition holds."""

        async def holds() -> bool:
            found = condition()
            return found if isinstance(found, bool) else await found

        await eventually(holds)

    async def until_empty(self) -> None:
        """Wait until nothing waits in the outbox."""

        async def empty() -> bool:
            return await self.waiting() == 0

        await self.until(empty)


@pytest.fixture
async def pipeline(kit_database: str, memory_broker: MemoryBroker) -> AsyncIterator[Pipeline]:
    """A pipeline over a database of its own."""
    database = Database(kit_database, pool_size=5)
    async with database.transaction() as session:
        await (await raw(session)).execute(
            "CREATE TABLE effect (id bigserial, partition int, "
            '"offset" bigint, assessment numeric, revision int)'
        )
    yield Pipeline(database, memory_broker)
    await database.dispose()
