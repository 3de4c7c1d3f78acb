"""Every message has its effect exactly once: over restarts and repetition."""

import asyncio
from typing import Any

import pytest
from tests.support.waiting import comes

from contracts.topics import ASSESSMENT
from kit.messaging import OffsetOutOfRangeError
from kit.outbox import emit
from kit.testing import MemoryConsumer

MANY = 300


async def test_every_message_has_one_effect_in_partition_order(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(n % 20, 1 + n // 20) for n in range(MANY)))
    async with pipeline.consuming():
        effects = await pipeline.wait_for_effects(MANY)
    assert sorted(effects) == sorted((n % 20, 1 + n // 20) for n in range(MANY))
    for assessment in range(20):
        revisions = [revision for number, revision in effects if number == assessment]
        assert revisions == sorted(revisions)


async def test_what_arrived_meanwhile_is_one_batch_across_partitions(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(n) for n in range(MANY)))
    started = asyncio.Event()

    async def slow(_session: Any, _received: Any) -> None:
        started.set()
        await asyncio.sleep(0.1)

    pipeline.before = slow
    async with pipeline.consuming(max_records=MANY):
        await pipeline.wait_for_effects(MANY)
    assert len(pipeline.batches) <= 3
    assert len({received.partition for received in pipeline.batches[-1]}) > 1


async def test_a_batch_is_at_most_max_records(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(n) for n in range(MANY)))
    async with pipeline.consuming(max_records=50):
        await pipeline.wait_for_effects(MANY)
    assert max(map(len, pipeline.batches)) <= 50


async def test_a_message_knows_where_it_came_from(pipeline: Any) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    record = pipeline.record(5)
    await pipeline.send(
        pipeline.record(5, headers=(*record.headers, ("traceparent", trace.encode())))
    )
    async with pipeline.consuming():
        await pipeline.wait_for_effects(1)
    ((received,),) = pipeline.batches
    assert received.event == pipeline.level(5)
    assert (received.topic, received.partition, received.offset) == (
        ASSESSMENT.name,
        record.partition,
        0,
    )
    assert received.key == str(pipeline.level(5).assessment_id)
    assert received.event_type == "submission.level.decided.v2"
    assert received.event_time.isoformat() == "2026-03-01T08:00:00+00:00"
    assert received.traceparent == trace


async def test_a_restart_goes_on_where_it_was_and_repeats_nothing(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(n) for n in range(50)))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(50)
    await pipeline.send(*(pipeline.record(n, 2) for n in range(50)))
    async with pipeline.consuming():
        effects = await pipeline.wait_for_effects(100)
    assert len(effects) == len(set(effects)) == 100
    assert sum((await pipeline.positions()).values()) == 100


async def test_the_stored_offset_counts_and_not_the_broker_s(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(1, n) for n in range(1, 11)))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(10)
    tp = pipeline.partition(1)
    assert pipeline.broker.committed("test")[tp] == 10
    await pipeline.fetch("UPDATE consumer_offset SET next_offset = 7 WHERE partition = $1", tp[1])
    async with pipeline.consuming():
        await pipeline.wait_for_effects(13)
    assert (await pipeline.effects())[10:] == [(1, 8), (1, 9), (1, 10)]


async def test_the_broker_is_told_the_offsets_for_lag_monitors(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(1, n) for n in range(1, 11)))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(10)
        await pipeline.until(lambda: pipeline.broker.committed("test") != {})
    assert pipeline.broker.committed("test")[pipeline.partition(1)] == 10


async def test_outbox_rows_and_effects_are_one_commit(pipeline: Any) -> None:
    failures = iter([True, False])

    async def announce(session: Any, received: Any) -> None:
        await emit(session, [r.event for r in received], source="tolok/test")
        if next(failures):
            raise RuntimeError("after the outbox rows")

    pipeline.before = announce
    await pipeline.send(pipeline.record(1))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(1)
    assert await pipeline.waiting() == 1


async def test_types_that_nobody_knows_are_passed_over(pipeline: Any) -> None:
    await pipeline.send(
        pipeline.record(1, headers=(("ce_type", b"submission.level.guessed.v9"),)),
        pipeline.record(1, 2),
    )
    async with pipeline.consuming():
        assert await pipeline.wait_for_effects(1) == [(1, 2)]
    assert await pipeline.positions() == {pipeline.partition(1).partition: 2}
    assert await pipeline.waiting() == 0


async def test_a_position_beyond_the_log_is_an_error(pipeline: Any) -> None:
    await pipeline.send(pipeline.record(1), pipeline.record(1, 2))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(2)
    pipeline.broker.truncate(pipeline.partition(1), end=1)
    with pytest.raises(OffsetOutOfRangeError, match="cut or made anew"):
        await comes(pipeline.consumer().run(asyncio.Event()))


async def test_a_position_before_the_log_is_an_error(pipeline: Any) -> None:
    await pipeline.send(pipeline.record(1))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(1)
    await pipeline.send(*(pipeline.record(1, n) for n in range(2, 9)))
    pipeline.broker.truncate(pipeline.partition(1), start=5)
    with pytest.raises(OffsetOutOfRangeError):
        await comes(pipeline.consumer().run(asyncio.Event()))


async def test_whoever_had_a_partition_may_just_have_moved_on(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pipeline.send(pipeline.record(1))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(1)
    partition, asked = pipeline.partition(1), asyncio.Event()
    end_offsets = MemoryConsumer.end_offsets

    async def then_move_on(client: MemoryConsumer, partitions: Any) -> Any:
        ends = await end_offsets(client, partitions)
        if not asked.is_set():
            asked.set()
            await pipeline.send(pipeline.record(1, 2))
            await pipeline.fetch(
                "UPDATE consumer_offset SET next_offset = 2 WHERE partition = $1", partition[1]
            )
        return ends

    monkeypatch.setattr(MemoryConsumer, "end_offsets", then_move_on)
    async with pipeline.consuming() as consumer:
        await asked.wait()
        await pipeline.until(lambda: consumer.ready)


async def test_stop_finishes_the_batch_in_hand_and_leaves_the_group(pipeline: Any) -> None:
    inside = asyncio.Event()

    async def slow(_session: Any, _received: Any) -> None:
        inside.set()
        await asyncio.sleep(0.1)

    pipeline.before = slow
    await pipeline.send(*(pipeline.record(n) for n in range(10)))
    stop = asyncio.Event()
    task = asyncio.create_task(pipeline.consumer(max_records=5).run(stop))
    await inside.wait()
    stop.set()
    await comes(task)
    effects = await pipeline.effects()
    assert len(effects) == sum((await pipeline.positions()).values()) == len(pipeline.batches[0])
    assert pipeline.broker._group("test")._members == []


async def test_a_full_replay_repeats_every_effect_only_for_a_new_group(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(n) for n in range(10)))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(10)
    async with pipeline.consuming() as again:
        await pipeline.until(lambda: again.ready)
    assert len(await pipeline.effects()) == 10
    async with pipeline.consuming(group="replay"):
        await pipeline.wait_for_effects(20)
