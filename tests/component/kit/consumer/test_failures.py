"""Tried again, and never skipped: what becomes of messages whose handling fails."""

import asyncio
from typing import Any

import pytest
from tests.support.waiting import comes

from kit.consumer import (
    BatchConsumer,
    CulpritError,
    DeadLetterLimit,
    DeadLetterLimitError,
    Patience,
    Poison,
)
from kit.database import raw
from kit.outbox import emit


async def run_until_it_fails(consumer: Any) -> None:
    await comes(consumer.run(asyncio.Event()))


async def test_a_refusal_of_the_database_that_may_pass_is_no_poison(pipeline: Any) -> None:
    async def store(session: Any, _received: Any) -> None:
        await (await raw(session)).execute("SELECT * FROM missing")

    pipeline.before = store
    await pipeline.send(pipeline.record(1))
    with pytest.raises(CulpritError, match="missing"):
        await run_until_it_fails(pipeline.consumer())
    assert await pipeline.waiting() == 0


async def test_poison_above_the_limit_is_noticed_before_all_of_it_was_tried(pipeline: Any) -> None:
    def refuse_all(_session: Any, received: Any) -> None:
        raise Poison(received[0], "none is allowed")

    pipeline.before = refuse_all
    await pipeline.send(*(pipeline.record(1, revision) for revision in range(1, 101)))
    limit = DeadLetterLimit(share=0.1, tolerated=10)
    with pytest.raises(DeadLetterLimitError):
        await run_until_it_fails(pipeline.consumer(dead_letter_limit=limit))
    assert len(pipeline.batches) == 11
    assert await pipeline.effects() == []


async def test_an_error_is_tried_again_in_place_until_it_passes(pipeline: Any) -> None:
    failures = iter([True, True, False])
    forgotten: list[int] = []

    def fail_twice(_session: Any, _received: Any) -> None:
        if next(failures):
            raise RuntimeError("passes by itself")

    pipeline.before = fail_twice
    await pipeline.send(*(pipeline.record(1, n) for n in (1, 2, 3)))
    async with pipeline.consuming(on_rolled_back=lambda: forgotten.append(1)):
        assert await pipeline.wait_for_effects(3) == [(1, 1), (1, 2), (1, 3)]
    assert len(pipeline.batches) == 3
    assert len(forgotten) == 2


async def test_a_culprit_stops_the_consumer_and_everything_before_it_is_applied(
    pipeline: Any,
) -> None:
    def fail_at_six(_session: Any, received: Any) -> None:
        if any(each.event.revision == 6 for each in received):
            raise RuntimeError("six")

    pipeline.before = fail_at_six
    await pipeline.send(*(pipeline.record(1, revision) for revision in range(1, 11)))
    with pytest.raises(CulpritError, match=r"\(5, 6\).*six"):
        await run_until_it_fails(pipeline.consumer())
    assert await pipeline.effects() == [(1, n) for n in range(1, 6)]
    assert await pipeline.positions() == {pipeline.partition(1).partition: 5}
    assert await pipeline.waiting() == 0


async def test_a_culprit_is_met_again_after_a_restart_and_applied_once_it_can_be(
    pipeline: Any,
) -> None:
    def fail(_session: Any, _received: Any) -> None:
        raise RuntimeError("a defect")

    pipeline.before = fail
    await pipeline.send(pipeline.record(1))
    for _ in range(2):
        with pytest.raises(CulpritError):
            await run_until_it_fails(pipeline.consumer())
    pipeline.before = lambda *_: None
    async with pipeline.consuming():
        assert await pipeline.wait_for_effects(1) == [(1, 1)]


async def test_too_much_poison_stops_the_consumer_and_moves_nothing(pipeline: Any) -> None:
    await pipeline.send(*(pipeline.record(1, n, value=b"?") for n in range(1, 31)))
    limit = DeadLetterLimit(share=0.1, tolerated=20)
    with pytest.raises(DeadLetterLimitError, match="30 of the last 30"):
        await run_until_it_fails(pipeline.consumer(dead_letter_limit=limit))
    assert await pipeline.waiting() == 0
    assert await pipeline.positions() == {}


async def test_a_lost_database_connection_is_no_culprit(pipeline: Any) -> None:
    failures = iter([True] * 4 + [False] * 100)

    async def cut(_session: Any, _received: Any) -> None:
        if next(failures):
            await _session.rollback()  # the killed session must not hold locks
            raise ConnectionResetError

    pipeline.before = cut
    await pipeline.send(*(pipeline.record(1, n) for n in range(1, 6)))
    patience = Patience(attempts=1, first_pause=0.01, longest_pause=0.02, unreachable=0.02)
    async with pipeline.consuming(patience=patience):
        effects = await pipeline.wait_for_effects(5)
    assert effects == [(1, n) for n in range(1, 6)]


async def test_killed_sessions_are_survived(pipeline: Any) -> None:
    kill, survived = iter([True, True]), asyncio.Event()

    async def maybe_kill(_session: Any, _received: Any) -> None:
        if next(kill, False):
            await pipeline.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        else:
            survived.set()

    pipeline.before = maybe_kill
    await pipeline.send(*(pipeline.record(1, n) for n in range(1, 6)))
    async with pipeline.consuming():
        await survived.wait()  # a query of the test's own would be killed as well
        assert await pipeline.wait_for_effects(5) == [(1, n) for n in range(1, 6)]


async def test_what_was_published_in_a_failed_attempt_is_not_sent(pipeline: Any) -> None:
    failures = iter([True, False])

    async def announce(session: Any, received: Any) -> None:
        await emit(session, [each.event for each in received], source="tolok/test")
        if next(failures):
            raise RuntimeError("after the outbox rows")

    pipeline.before = announce
    await pipeline.send(pipeline.record(1))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(1)
    assert await pipeline.waiting() == 1


async def test_a_consumer_that_can_announce_nothing_any_more_ends(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(BatchConsumer, "_announce", broken)
    with pytest.raises(ZeroDivisionError):
        await run_until_it_fails(pipeline.consumer())
