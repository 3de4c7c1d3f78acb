"""An event is not overtaken by a newer one of its key while its own process knows no end of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.component.kit.outbox.test_order import EMPTY, Gate, of_one_partition
from tests.support.waiting import in_time, until

from kit.outbox import emit

Commit = Callable[[Any], Awaitable[None]]


class LostError(ConnectionError):
    """The connection ended before the answer came."""


async def committed_unheard(session: Any) -> None:
    """Commit; the answer gets lost."""
    await type(session).commit(session)
    raise LostError


async def never_committed(_: Any) -> None:
    """Lose the connection before the server reads the commit."""
    raise LostError


async def write(pipeline: Any, event: Any, *, commit: Commit) -> None:
    """Publish an event in a transaction with a commit of its own."""
    async with pipeline.database.transaction() as session:
        await emit(session, [event], source="tolok/test")
        session.commit = lambda: commit(session)


async def lose(pipeline: Any, event: Any, *, commit: Commit) -> None:
    with pytest.raises(LostError):
        await write(pipeline, event, commit=commit)


async def last_id(pipeline: Any) -> int:
    """Return the newest id that a row got."""
    return int((await pipeline.fetch("SELECT last_value FROM outbox_id_seq"))[0][0])


async def arrive(pipeline: Any, row_id: int, owner: int, record: Any) -> None:
    """Let a row be there that its process had given up."""
    await pipeline.fetch(
        "INSERT INTO outbox (id, topic, partition, key, value, headers, owner)"
        " OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *(row_id, record.topic, record.partition, record.key, record.value, EMPTY, owner),
    )


def of(pipeline: Any, assessment: int) -> list[int]:
    """Return the revisions of one assessment in the order of the topic."""
    return [revision for found, revision in pipeline.on_topic() if found == assessment]


async def test_a_lost_commit_between_the_rows_of_one_round_is_not_overtaken(pipeline: Any) -> None:
    gate = Gate(pipeline.broker)
    one, neighbour = of_one_partition(pipeline)
    async with pipeline.relaying(producer=gate), in_time():
        await pipeline.write(pipeline.level(neighbour, 1))
        await until(lambda: gate.waiting)
        await pipeline.write(pipeline.level(neighbour, 2))
        await lose(pipeline, pipeline.level(one, 1), commit=committed_unheard)
        await pipeline.write(pipeline.level(one, 2))
        gate.opened.set()
        await pipeline.until_empty()
    assert of(pipeline, one) == [1, 2]


async def test_a_lost_row_that_is_there_only_after_its_process_looked_is_not_overtaken(
    pipeline: Any,
) -> None:
    gate = Gate(pipeline.broker)
    one, neighbour = of_one_partition(pipeline)
    async with pipeline.relaying(producer=gate) as relay, in_time():
        async with pipeline.database.transaction() as session:
            await emit(session, [pipeline.level(neighbour, 1)], source="tolok/test")
            await lose(pipeline, pipeline.level(one, 1), commit=never_committed)
            row_id = await last_id(pipeline)
            await pipeline.until(lambda: not relay._backlog.behind)
            await pipeline.write(pipeline.level(neighbour, 0))  # keeps the partition busy
            await until(lambda: gate.waiting)
        await arrive(pipeline, row_id, relay.owner, pipeline.record(one, 1))
        await pipeline.write(pipeline.level(one, 2))
        gate.opened.set()
        await pipeline.until_empty()
    assert of(pipeline, one) == [1, 2]


async def test_what_is_committed_and_not_heard_of_yet_goes_first_and_once(pipeline: Any) -> None:
    gate = Gate(pipeline.broker)
    one, neighbour = of_one_partition(pipeline)
    is_there, heard = asyncio.Event(), asyncio.Event()

    async def slow(session: Any) -> None:
        await type(session).commit(session)
        is_there.set()
        await heard.wait()

    async with pipeline.relaying(producer=gate), in_time():
        await pipeline.write(pipeline.level(neighbour, 1))
        await until(lambda: gate.waiting)
        await pipeline.write(pipeline.level(neighbour, 2))
        writing = asyncio.create_task(write(pipeline, pipeline.level(one, 1), commit=slow))
        await is_there.wait()
        await pipeline.write(pipeline.level(one, 2))
        gate.opened.set()
        await pipeline.until(lambda: of(pipeline, one) == [1, 2])
        heard.set()
        await writing
        await pipeline.write(pipeline.level(one, 3))
        await pipeline.until_empty()
    assert of(pipeline, one) == [1, 2, 3]


async def test_a_cancelled_commit_is_read_back_at_once(pipeline: Any) -> None:
    is_there = asyncio.Event()

    async def endless(session: Any) -> None:
        await type(session).commit(session)
        is_there.set()
        await asyncio.Event().wait()

    async with pipeline.relaying(poll_every=600, grace=600) as relay, in_time():
        await pipeline.until(lambda: relay.alive)
        writing = asyncio.create_task(write(pipeline, pipeline.level(1, 1), commit=endless))
        await is_there.wait()
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1)]


async def test_what_was_rolled_back_holds_nothing_up(pipeline: Any) -> None:
    async def failing(session: Any) -> None:
        await type(session).rollback(session)
        raise LostError

    async with pipeline.relaying(), in_time():
        await lose(pipeline, pipeline.level(1, 1), commit=failing)
        with pytest.raises(LostError):  # noqa: PT012 - a block is what is tested
            async with pipeline.database.transaction() as session:
                await emit(session, [pipeline.level(1, 2)], source="tolok/test")
                raise LostError
        for revision in (1, 2, 3):
            await pipeline.write(pipeline.level(1, revision))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1), (1, 2), (1, 3)]
