"""A row is sent by the process that wrote it, or by another one after that process is dead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from kit.database import Database, raw
from kit.outbox import Relay, RelayLimits, emit
from kit.outbox._emit import on_enqueued
from kit.outbox._rows import OutboxRows


class Slow:
    """A producer that sends nothing before it is told to."""

    def __init__(self, broker: Any) -> None:
        self._broker, self.go_on = broker, asyncio.Event()

    async def send(self, records: Any) -> None:
        await self.go_on.wait()
        await self._broker.send(records)


class Forgetful:
    """An owner that dies, or hangs, before it sends anything."""

    owner = 77

    def begin(self, ids: Any, records: Any) -> None:
        """Forget."""

    def end(self, ids: Any, records: Any, end: Any) -> None:
        """Forget."""


@asynccontextmanager
async def written_by(database: Database, owner: Any) -> AsyncIterator[None]:
    """Let `owner` have the rows written within."""
    on_enqueued(database.engine.sync_engine, owner)
    yield
    on_enqueued(database.engine.sync_engine, None)


@pytest.fixture
async def other(kit_database: str) -> AsyncIterator[Database]:
    """What another process of the service uses."""
    database = Database(kit_database)
    yield database
    await database.dispose()


async def test_nobody_sends_what_a_living_process_is_about_to_send(
    pipeline: Any, other: Database
) -> None:
    producer = Slow(pipeline.broker)
    async with pipeline.relaying(database=other), pipeline.relaying(producer=producer):
        on_enqueued_by = [await _write_slowly(pipeline, revision) for revision in range(1, 9)]
        producer.go_on.set()
        await pipeline.until_empty()
    assert on_enqueued_by == [1] * 8
    assert pipeline.on_topic() == [(1, revision) for revision in range(1, 9)]


async def _write_slowly(pipeline: Any, revision: int) -> int:
    await pipeline.write(pipeline.level(1, revision))
    await asyncio.sleep(0.06)  # longer than the grace
    owners = await pipeline.fetch("SELECT count(DISTINCT owner) FROM outbox")
    return int(owners[0][0])


async def test_what_a_dead_process_left_is_sent_soon(pipeline: Any) -> None:
    limits = RelayLimits()  # the product's own
    assert limits.grace + limits.poll_every + limits.straggler < 1.5
    async with written_by(pipeline.database, Forgetful()):
        await pipeline.write(*(pipeline.level(n % 9, n) for n in range(300)))
    async with Relay(pipeline.database, pipeline.broker, limits=limits):
        await pipeline.until_empty()
    for assessment in range(9):
        mine = [revision for number, revision in pipeline.on_topic() if number == assessment]
        assert mine == list(range(assessment, 300, 9))


async def test_a_process_that_hangs_keeps_its_rows_until_its_session_ends(
    pipeline: Any,
) -> None:
    rows = OutboxRows(pipeline.database.engine.url, owner=Forgetful.owner)
    await rows.open()
    async with written_by(pipeline.database, Forgetful()):
        await pipeline.write(pipeline.level(1))
    async with pipeline.relaying():
        await pipeline.write(pipeline.level(2))
        await pipeline.until(lambda: pipeline.on_topic() == [(2, 1)])
        await asyncio.sleep(0.3)  # several times the grace
        assert pipeline.on_topic() == [(2, 1)]
        await rows.close()
        await pipeline.until_empty()
    assert sorted(pipeline.on_topic()) == [(1, 1), (2, 1)]


async def test_two_processes_take_over_what_is_left_without_sending_it_twice(
    pipeline: Any, other: Database
) -> None:
    async with written_by(pipeline.database, Forgetful()):
        for start in range(0, 2000, 200):
            await pipeline.write(*(pipeline.level(n % 7, n) for n in range(start, start + 200)))
    async with pipeline.relaying(rows_at_once=50), pipeline.relaying(database=other):
        await pipeline.until_empty()
    for assessment in range(7):
        mine = [revision for number, revision in pipeline.on_topic() if number == assessment]
        assert mine == list(range(assessment, 2000, 7))


async def test_the_writer_whose_transaction_began_first_does_not_overtake(pipeline: Any) -> None:
    began, written = asyncio.Event(), asyncio.Event()

    async def wait_and_write() -> None:
        async with pipeline.database.transaction() as session:
            await (await raw(session)).execute("SELECT 1")
            began.set()
            await written.wait()
            await emit(session, [pipeline.level(1, 2)], source="tolok/test")

    late = asyncio.create_task(wait_and_write())
    await began.wait()
    await asyncio.sleep(0.5)
    await pipeline.write(pipeline.level(1, 1))
    written.set()
    await late
    async with pipeline.relaying(grace=0.45):
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1), (1, 2)]


async def test_what_an_owner_left_of_a_partition_is_taken_over_by_one_process(
    pipeline: Any,
) -> None:
    async with written_by(pipeline.database, Forgetful()):
        await pipeline.write(*(pipeline.level(1, revision) for revision in range(1, 5)))
    await pipeline.fetch(
        "UPDATE outbox SET created_at = now() - interval '2 minutes'"
        " WHERE id <= (SELECT min(id) + 1 FROM outbox)"
    )
    rows = OutboxRows(pipeline.database.engine.url, owner=5)
    await rows.open()
    claimed = await rows.claim(60, known={})
    await rows.close()

    assert len(claimed) == 1
    # Two of them are young, and would be sent by another before the others.
    assert [row[0] for row in await pipeline.fetch("SELECT owner FROM outbox")] == [5] * 4


async def test_a_clock_that_went_back_changes_no_order(pipeline: Any) -> None:
    await pipeline.write(pipeline.level(1, 1), pipeline.level(1, 2), pipeline.level(2, 1))
    await pipeline.fetch(
        "UPDATE outbox SET created_at = now() + interval '1 hour'"
        " WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT 1)"
    )
    async with pipeline.relaying():
        await pipeline.until_empty()
    assert [each for each in pipeline.on_topic() if each[0] == 1] == [(1, 1), (1, 2)]


async def test_a_commit_that_its_process_never_heard_of_is_sent(pipeline: Any) -> None:
    async with pipeline.relaying() as relay:
        await pipeline.fetch(
            "INSERT INTO outbox (topic, partition, key, value, headers, owner)"
            ' VALUES ($1, 0, \'k\', \'{"assessment_id": "00000000-0000-0000-0000-000000000005",'
            ' "revision": 3}\', $2, $3)',
            pipeline.topic,
            b"\x90",
            relay.owner,
        )
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(5, 3)]


async def test_a_relay_that_lost_its_session_sends_only_what_nobody_took_over(
    pipeline: Any, other: Database
) -> None:
    pipeline.broker.pause()
    async with pipeline.relaying(poll_every=0.4) as relay, pipeline.relaying(database=other):
        await pipeline.write(pipeline.level(1, 1))  # under way
        await asyncio.sleep(0.5)
        on_enqueued(other.engine.sync_engine, None)
        await pipeline.write(*(pipeline.level(1, revision) for revision in range(2, 9)))
        connection: asyncpg.Connection = relay._rows._connection
        pid = connection.get_server_pid()
        await pipeline.fetch("SELECT pg_terminate_backend($1)", pid)
        await asyncio.sleep(0.5)
        pipeline.broker.resume()
        await pipeline.until_empty()
        assert relay.alive
    revisions = [revision for _, revision in pipeline.on_topic()]
    assert revisions[-7:] == list(range(2, 9))
    assert set(revisions[:-7]) == {1}
