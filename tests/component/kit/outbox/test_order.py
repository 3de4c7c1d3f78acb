"""Events of one key leave in the order of their commits, whoever wrote them."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.support.waiting import in_time, until

from kit.database import Database, raw
from kit.outbox import emit
from kit.outbox._emit import on_enqueued

EMPTY = b"\x90"  # no headers
PLACES = 6


class Gate:
    """A producer that sends nothing while it is shut."""

    def __init__(self, broker: Any) -> None:
        self._broker, self.opened, self.waiting = broker, asyncio.Event(), 0

    async def send(self, records: Any) -> None:
        self.waiting += 1
        await self.opened.wait()
        self.waiting -= 1
        await self._broker.send(records)


@pytest.fixture
async def other(kit_database: str) -> AsyncIterator[Database]:
    """What another process of the service uses."""
    database = Database(kit_database)
    yield database
    await database.dispose()


async def write(database: Database, *events: Any) -> None:
    async with database.transaction() as session:
        await emit(session, events, source="tolok/test")


def of_one_partition(pipeline: Any) -> tuple[int, int]:
    """Return two assessments whose events are in one partition."""
    first = pipeline.partition(1)
    return 1, next(number for number in range(2, 100) if pipeline.partition(number) == first)


async def test_a_newer_event_waits_for_the_older_one_of_another_living_process(
    pipeline: Any, other: Database
) -> None:
    slow = Gate(pipeline.broker)
    one, neighbour = of_one_partition(pipeline)
    async with pipeline.relaying(producer=slow), pipeline.relaying(database=other):
        await pipeline.write(pipeline.level(one, 1))
        await until(lambda: slow.waiting)
        await write(other, pipeline.level(one, 2), pipeline.level(neighbour, 1))
        # Only the same key waits, not the partition.
        await pipeline.until(lambda: pipeline.on_topic() == [(neighbour, 1)])
        await write(other, pipeline.level(neighbour, 2), pipeline.level(one, 3))
        await pipeline.until(lambda: len(pipeline.on_topic()) == 2)
        slow.opened.set()
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(neighbour, 1), (neighbour, 2), (one, 1), (one, 2), (one, 3)]


async def test_a_newer_event_waits_for_what_a_process_without_relay_wrote(
    pipeline: Any, other: Database
) -> None:
    async with pipeline.relaying():
        await write(other, pipeline.level(1, 1))
        await pipeline.write(pipeline.level(1, 2))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1), (1, 2)]


async def test_a_newer_event_waits_for_what_is_read_back_by_another_process(
    pipeline: Any, other: Database
) -> None:
    slow = Gate(pipeline.broker)
    async with (
        pipeline.relaying(producer=slow, rows_in_memory=3, rows_at_once=4),
        pipeline.relaying(database=other, rows_in_memory=3, rows_at_once=4),
    ):
        for revision in range(1, 41):
            owner = pipeline.database if revision % 3 else other
            await write(owner, pipeline.level(1, revision))
        assert pipeline.on_topic() == []
        slow.opened.set()
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, revision) for revision in range(1, 41)]


async def test_an_event_of_which_its_process_never_heard_goes_before_newer_ones(
    pipeline: Any,
) -> None:
    async with pipeline.relaying() as relay:
        await stray(pipeline, relay.owner, pipeline.record(1, 1), late=False)
        await pipeline.write(pipeline.level(1, 2))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1), (1, 2)]


async def test_an_event_of_which_its_process_never_heard_is_sent_while_its_partition_is_busy(
    pipeline: Any,
) -> None:
    one, neighbour = of_one_partition(pipeline)
    gates: list[Gate] = []

    class Busy:
        """Each send ends only when the next rows of the partition are there."""

        async def send(self, records: Any) -> None:
            gates.append(Gate(pipeline.broker))
            await gates[-1].send(records)

    async with pipeline.relaying(producer=Busy()) as relay, in_time():
        await stray(pipeline, relay.owner, pipeline.record(one, 1), late=True)
        revision = 0
        while (one, 1) not in pipeline.on_topic():
            sends, revision = len(gates), revision + 1
            await pipeline.write(pipeline.level(neighbour, revision))
            if gates:
                gates[-1].opened.set()
            await until(lambda sends=sends: len(gates) > sends)  # type: ignore[misc] # mypy knows no such default
        gates[-1].opened.set()


async def stray(pipeline: Any, owner: int, record: Any, *, late: bool) -> None:
    """Leave a committed row that its owner was never offered."""
    await pipeline.fetch(
        "INSERT INTO outbox (topic, partition, key, value, headers, owner, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, now() - $7 * interval '1 minute')",
        record.topic,
        record.partition,
        record.key,
        record.value,
        EMPTY,
        owner,
        int(late),
    )


async def test_many_processes_that_write_the_same_keys_send_each_in_order(
    pipeline: Any, other: Database, kit_database: str
) -> None:
    third = Database(kit_database)  # its rows have no owner: it has no relay
    await pipeline.fetch("CREATE TABLE thing (number int PRIMARY KEY, revision int)")
    await pipeline.fetch(
        "INSERT INTO thing SELECT number, 0 FROM generate_series(1, $1::int) number", PLACES
    )
    chance = random.Random(24)
    async with pipeline.relaying(), pipeline.relaying(database=other):
        on_enqueued(third.engine.sync_engine, None)
        await asyncio.gather(
            *(
                _change(pipeline, database, chance, times=times)
                for database, times in ((pipeline.database, 60), (other, 60), (third, 15))
                for _ in range(3)
            )
        )
        await pipeline.until_empty()
    await third.dispose()
    for number in range(1, PLACES + 1):
        mine = [revision for thing, revision in pipeline.on_topic() if thing == number]
        assert mine == list(range(1, len(mine) + 1))


async def _change(pipeline: Any, database: Database, chance: random.Random, *, times: int) -> None:
    for _ in range(times):
        chosen = sorted(chance.sample(range(1, PLACES + 1), 2))
        async with database.transaction() as session:
            connection = await raw(session)
            for number in chosen:  # each is locked until the commit
                revision = await connection.fetchval(
                    "UPDATE thing SET revision = revision + 1 WHERE number = $1 RETURNING revision",
                    number,
                )
                await emit(session, [pipeline.level(number, revision)], source="tolok/test")
                await asyncio.sleep(chance.random() / 500)
