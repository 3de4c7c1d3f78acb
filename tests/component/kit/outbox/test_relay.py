"""What is committed is sent: in order, at least once, whatever happens to broker and process."""

import asyncio
from typing import Any

import msgspec
import pytest
from prometheus_client import REGISTRY
from tests.support.waiting import comes

from contracts.topics import ASSESSMENT
from kit.database import Database
from kit.outbox import MAX_VALUE_BYTES, Relay, TooLargeError, emit


async def test_committed_events_are_sent_and_their_rows_deleted(pipeline: Any) -> None:
    async with pipeline.relaying():
        await pipeline.write(*(pipeline.level(1, revision) for revision in range(1, 51)))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, revision) for revision in range(1, 51)]


async def test_a_sent_event_has_its_envelope_in_the_headers(pipeline: Any) -> None:
    async with pipeline.relaying():
        await pipeline.write(pipeline.level(7))
        await pipeline.until_empty()
    (record,) = pipeline.broker.records(ASSESSMENT.name)
    headers = dict(record.headers)
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_type"] == b"submission.level.decided.v2"
    assert headers["ce_source"] == b"tolok/test"
    assert headers["ce_subject"] == record.key == b"00000000-0000-0000-0000-000000000007"
    assert headers["content-type"] == b"application/json"
    assert len(headers["ce_id"]) == 36
    assert headers["ce_time"].endswith(b"+00:00")


async def test_the_row_and_the_fast_path_send_the_same_bytes(pipeline: Any) -> None:
    await pipeline.write(pipeline.level(1))  # no relay yet: only the row
    async with pipeline.relaying():
        await pipeline.until_empty()
        await pipeline.write(pipeline.level(1))
        await pipeline.until_empty()
    by_poll, by_commit = pipeline.broker.records(ASSESSMENT.name)
    assert (by_poll.partition, by_poll.key, by_poll.value) == (
        by_commit.partition,
        by_commit.key,
        by_commit.value,
    )
    assert [name for name, _ in by_poll.headers] == [name for name, _ in by_commit.headers]


async def test_a_rolled_back_transaction_sends_nothing(pipeline: Any) -> None:
    async with pipeline.relaying():
        with pytest.raises(ZeroDivisionError):
            await _publish_and_fail(pipeline)
        await pipeline.write(pipeline.level(2))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(2, 1)]


async def _publish_and_fail(pipeline: Any) -> None:
    async with pipeline.database.transaction() as session:
        await emit(session, [pipeline.level(1)], source="tolok/test")
        raise ZeroDivisionError


async def test_what_a_crash_left_between_commit_and_publish_is_sent_by_the_next_relay(
    pipeline: Any,
) -> None:
    await pipeline.write(*(pipeline.level(1, revision) for revision in (1, 2, 3)))
    assert await pipeline.waiting() == 3
    async with pipeline.relaying():
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1), (1, 2), (1, 3)]


async def test_what_a_crash_left_between_publish_and_delete_is_sent_again_in_order(
    pipeline: Any,
) -> None:
    pipeline.broker.fail_sends(appended=True)
    async with pipeline.relaying():
        await pipeline.write(pipeline.level(1, 1), pipeline.level(1, 2))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, 1), (1, 2), (1, 1), (1, 2)]


async def test_later_events_do_not_overtake_a_failed_one(pipeline: Any) -> None:
    pipeline.broker.fail_sends(5, partitions=[pipeline.partition(1)])
    async with pipeline.relaying():
        for revision in range(1, 41):
            await pipeline.write(pipeline.level(1, revision))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, revision) for revision in range(1, 41)]


async def test_a_failing_partition_does_not_hold_up_the_others(pipeline: Any) -> None:
    assert pipeline.partition(1) != pipeline.partition(2)
    pipeline.broker.fail_sends(10_000, partitions=[pipeline.partition(1)])
    async with pipeline.relaying():
        await pipeline.write(pipeline.level(1), pipeline.level(2))
        await pipeline.until(lambda: pipeline.on_topic() == [(2, 1)])
        await pipeline.write(pipeline.level(2, 2))
        await pipeline.until(lambda: pipeline.on_topic() == [(2, 1), (2, 2)])
        assert await pipeline.waiting() == 1


async def test_a_stuck_partition_does_not_hold_up_the_others_and_keeps_its_order(
    pipeline: Any,
) -> None:
    pipeline.broker.pause(pipeline.partition(1))
    async with pipeline.relaying(rows_in_memory=20):
        for revision in range(1, 61):
            await pipeline.write(pipeline.level(1, revision), pipeline.level(2, revision))

        async def others_are_done() -> bool:
            return len(pipeline.on_topic()) == 60 and await pipeline.waiting() == 60

        await pipeline.until(others_are_done)
        assert pipeline.on_topic() == [(2, revision) for revision in range(1, 61)]
        pipeline.broker.resume()
        await pipeline.until_empty()
    mine = [each for each in pipeline.on_topic() if each[0] == 1]
    assert mine == [(1, revision) for revision in range(1, 61)]


async def test_a_partition_that_keeps_failing_costs_the_others_no_pause(pipeline: Any) -> None:
    pipeline.broker.fail_sends(10_000, partitions=[pipeline.partition(1)])
    async with pipeline.relaying(first_pause=6000, longest_pause=6000):
        await pipeline.write(pipeline.level(1))
        await asyncio.sleep(0.1)
        pipeline.broker.fail_sends(1, partitions=[pipeline.partition(2)])
        await pipeline.write(pipeline.level(3))
        await pipeline.until(lambda: pipeline.on_topic() == [(3, 1)])


async def test_a_stuck_broker_grows_the_table_and_loses_nothing(pipeline: Any) -> None:
    pipeline.broker.pause()
    async with pipeline.relaying(rows_in_memory=20):
        for revision in range(1, 101):
            await comes(pipeline.write(pipeline.level(1, revision)))
        assert await pipeline.waiting() == 100
        pipeline.broker.resume()
        await pipeline.until_empty()
        assert pipeline.on_topic() == [(1, revision) for revision in range(1, 101)]
        await pipeline.write(pipeline.level(1, 101))
        await pipeline.until_empty()
    assert pipeline.on_topic()[-1] == (1, 101)


async def test_writes_go_on_in_order_while_a_relay_catches_up(pipeline: Any) -> None:
    pipeline.broker.fail_sends(3)
    async with pipeline.relaying(rows_in_memory=5, rows_at_once=7):
        for start in range(1, 200, 10):
            await pipeline.write(*(pipeline.level(1, start + n) for n in range(10)))
        await pipeline.until_empty()
    assert pipeline.on_topic() == [(1, revision) for revision in range(1, 201)]


async def test_two_relays_of_one_service_do_not_send_leftovers_twice(
    pipeline: Any, kit_database: str
) -> None:
    await pipeline.write(*(pipeline.level(n) for n in range(500)))
    other = Database(kit_database)
    async with (
        pipeline.relaying(rows_at_once=50),
        pipeline.relaying(database=other, rows_at_once=50),
    ):
        await pipeline.until_empty()
    await other.dispose()
    assert sorted(pipeline.on_topic()) == [(n, 1) for n in range(500)]


async def test_an_orderly_stop_sends_what_is_in_memory(pipeline: Any) -> None:
    async with pipeline.relaying(grace=60):
        await pipeline.write(*(pipeline.level(n) for n in range(100)))
    assert await pipeline.waiting() == 0
    assert len(pipeline.on_topic()) == 100


async def test_a_stop_does_not_wait_for_a_stuck_broker(pipeline: Any) -> None:
    pipeline.broker.pause()
    relay = pipeline.relaying(drain_on_stop=0.1)
    relay.start()
    await pipeline.write(pipeline.level(1))
    await comes(relay.stop())
    assert await pipeline.waiting() == 1


async def test_the_relay_outlives_a_lost_database_connection(pipeline: Any) -> None:
    async with pipeline.relaying() as relay:
        await pipeline.write(pipeline.level(1))
        await pipeline.until_empty()
        await pipeline.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await pipeline.write(pipeline.level(1, 2))
        await pipeline.until_empty()
        assert relay.alive
    assert pipeline.on_topic()[-1] == (1, 2)


async def test_an_event_too_large_for_the_broker_is_refused_before_commit(pipeline: Any) -> None:
    async with pipeline.database.transaction() as session:
        event = msgspec.structs.replace(pipeline.level(1), explanation="x" * MAX_VALUE_BYTES)
        with pytest.raises(TooLargeError):
            await emit(session, [event], source="tolok/test")
    assert await pipeline.waiting() == 0


async def test_depth_and_age_of_the_outbox_are_measured(pipeline: Any) -> None:
    pipeline.broker.pause()
    async with pipeline.relaying(measure_every=0.02):
        await pipeline.write(*(pipeline.level(n) for n in range(30)))
        await pipeline.until(lambda: REGISTRY.get_sample_value("tolok_outbox_depth_rows") == 30)
        age = REGISTRY.get_sample_value("tolok_outbox_oldest_seconds")
        assert age is not None
        assert age > 0
        pipeline.broker.resume()
        await pipeline.until(lambda: REGISTRY.get_sample_value("tolok_outbox_depth_rows") == 0)


async def test_the_task_that_fails_is_heard_of(pipeline: Any) -> None:
    class Broken:
        async def send(self, _records: Any) -> None:
            raise RuntimeError("broken")

    relay = Relay(pipeline.database, Broken())
    relay.start()
    await pipeline.write(pipeline.level(1))
    with pytest.raises(RuntimeError, match="broken"):
        await comes(relay.watch(asyncio.Event()))
    with pytest.raises(RuntimeError, match="broken"):
        await relay.stop()
