"""Consumers that share, lose and take over partitions lose and repeat nothing."""

import asyncio
from typing import Any

import pytest

from contracts.topics import ASSESSMENT
from kit.consumer import begin
from kit.consumer._offsets import FencedError, advance
from kit.database import Database
from kit.messaging import TopicPartition

MANY = 300


async def test_a_second_consumer_with_the_same_expectation_is_fenced(
    pipeline: Any, kit_database: str
) -> None:
    tp = TopicPartition(ASSESSMENT.name, 0)
    async with pipeline.database.transaction() as session:
        await begin(session, "test", {tp: 0})
    other = Database(kit_database)
    async with pipeline.database.transaction() as first:
        await advance(first, "test", {tp: (0, 10)})

        async def late() -> None:
            async with other.transaction() as second:
                await advance(second, "test", {tp: (0, 5)})

        waiting = asyncio.create_task(late())
        await asyncio.sleep(0.1)
        assert not waiting.done()
    with pytest.raises(FencedError):
        await waiting
    await other.dispose()
    assert await pipeline.positions() == {0: 10}


async def test_one_fenced_partition_moves_none(pipeline: Any) -> None:
    one, two = TopicPartition(ASSESSMENT.name, 0), TopicPartition(ASSESSMENT.name, 1)
    async with pipeline.database.transaction() as session:
        await begin(session, "test", {one: 3, two: 3})
    with pytest.raises(FencedError):
        async with pipeline.database.transaction() as session:
            await advance(session, "test", {one: (3, 4), two: (2, 4)})
    assert await pipeline.positions() == {0: 3, 1: 3}


async def test_two_consumers_share_the_work(pipeline: Any) -> None:
    async with pipeline.consuming() as one, pipeline.consuming() as two:
        await pipeline.until(lambda: one.ready and two.ready)
        await pipeline.send(*(pipeline.record(n) for n in range(MANY)))
        effects = await pipeline.wait_for_effects(MANY)
    assert len(set(effects)) == len(effects) == MANY


async def test_consumers_that_come_and_go_lose_and_repeat_nothing(pipeline: Any) -> None:
    async def feed() -> None:
        for number in range(MANY):
            await pipeline.send(pipeline.record(number))
            await asyncio.sleep(0.002)

    feeding = asyncio.create_task(feed())
    async with pipeline.consuming():
        for _ in range(5):
            async with pipeline.consuming():
                await asyncio.sleep(0.06)
        await feeding
        effects = await pipeline.wait_for_effects(MANY)
    assert sorted(effects) == [(number, 1) for number in range(MANY)]


async def test_a_zombie_writes_nothing_and_comes_back(pipeline: Any) -> None:
    """A paused consumer wakes with a batch in hand after its partitions moved to another one."""
    asleep, wake = asyncio.Event(), asyncio.Event()

    async def pause_once(_session: Any, _received: Any) -> None:
        if not asleep.is_set():
            asleep.set()
            await wake.wait()

    # The zombie holds its offset rows locked, so it has to fall asleep before its transaction.
    zombie_members: list[Any] = []
    original = pipeline.broker.consumer

    def remember(group: str | None) -> Any:
        zombie_members.append(original(group))
        return zombie_members[-1]

    pipeline.broker.consumer = remember
    pipeline.before = pause_once
    await pipeline.send(*(pipeline.record(n) for n in range(20)))
    async with pipeline.consuming(on_revoked=lambda: None):
        await asleep.wait()
        await pipeline.broker.expire("test", zombie_members[0])
        async with pipeline.consuming() as heir:
            await pipeline.until(lambda: heir.ready)
            wake.set()
            await pipeline.wait_for_effects(20)
            await pipeline.send(*(pipeline.record(n, 2) for n in range(20)))
            effects = await pipeline.wait_for_effects(40)
    assert len(effects) == len(set(effects)) == 40


async def test_revoked_partitions_drop_what_a_handler_remembers(pipeline: Any) -> None:
    heard: list[str] = []
    async with pipeline.consuming(on_revoked=lambda: heard.append("revoked")) as one:
        await pipeline.until(lambda: one.ready)
        before = len(heard)
        async with pipeline.consuming() as two:
            await pipeline.until(lambda: two.ready)
            assert len(heard) > before


async def test_a_rebalance_waits_for_the_batch_in_hand(pipeline: Any) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()
    heard: list[str] = []

    async def wait(_session: Any, _received: Any) -> None:
        inside.set()
        await go_on.wait()
        heard.append("batch done")

    pipeline.before = wait
    await pipeline.send(pipeline.record(1))
    async with pipeline.consuming(on_revoked=lambda: heard.append("revoked")):
        await inside.wait()
        heard.clear()
        joining = asyncio.create_task(_join_and_leave(pipeline))
        await asyncio.sleep(0.05)
        assert heard == []
        go_on.set()
        await joining
        assert heard[:2] == ["batch done", "revoked"]
    assert await pipeline.effects() == [(1, 1)]


async def _join_and_leave(pipeline: Any) -> None:
    async with pipeline.consuming() as consumer:
        await pipeline.until(lambda: consumer.ready)
