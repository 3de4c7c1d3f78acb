"""What can never be handled becomes a dead letter, and its neighbours are applied."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import text
from tests.support.waiting import comes

from contracts.topics import ASSESSMENT, dead_letter
from kit.consumer import DeadLetterLimit, Poison, refuse
from kit.database import raw

BROKEN = {
    "bad UTF-8": b'{"assessment_id": "\xff\xfe"}',
    "cut off": b'{"assessment_id": "00000000-0000',
    "empty": b"",
    "not an object": b"[1, 2, 3]",
    "deep": b"[" * 100_000,
    "NaN": b'{"assessment_id": NaN}',
    "a huge number": b'{"revision": 1' + b"0" * 10_000 + b"}",
    "a wrong type": b'{"assessment_id": 7}',
    "tombstone": None,
}
UNSTORABLE = {
    "out of range": ("SELECT $1::int", 2**40, "DataError"),
    "out of range for the server": ("SELECT $1::bigint::int", 2**40, "NumericValueOutOfRange"),
    "NUL": ("SELECT $1::text", "\x00", "CharacterNotInRepertoire"),
    "half a character": ("SELECT $1::text", "\ud800", "DataError"),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_poison_is_one_dead_letter_and_its_neighbours_are_applied(
    pipeline: Any, kind: str
) -> None:
    poison = pipeline.record(1, 2, value=BROKEN[kind])
    await pipeline.send(pipeline.record(1, 1), poison, pipeline.record(1, 3))
    async with pipeline.relaying(), pipeline.consuming():
        assert await pipeline.wait_for_effects(2) == [(1, 1), (1, 3)]
        await pipeline.until(lambda: bool(pipeline.broker.records(dead_letter(ASSESSMENT.name))))
        await pipeline.until_empty()
    (dead,) = pipeline.broker.records(dead_letter(ASSESSMENT.name))
    assert (dead.key, dead.value) == (poison.key, poison.value)
    assert tuple(dead.headers)[: len(poison.headers)] == poison.headers
    why = dict(dead.headers)
    assert why["dlq_topic"] == ASSESSMENT.name.encode()
    assert why["dlq_partition"] == str(poison.partition).encode()
    assert why["dlq_offset"] == b"1"
    assert why["dlq_group"] == b"test"
    assert why["dlq_reason"]
    assert why["dlq_time"].endswith(b"+00:00")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ((), b"ce_type"),
        ((("ce_type", b"submission.level.decided.v2"),), b"envelope is broken"),
        (
            (
                ("ce_type", b"submission.level.decided.v2"),
                ("ce_id", b"1"),
                ("ce_time", b"yesterday"),
            ),
            b"envelope is broken",
        ),
    ],
)
async def test_a_broken_envelope_is_poison(
    pipeline: Any, headers: tuple[tuple[str, bytes], ...], reason: bytes
) -> None:
    await pipeline.send(pipeline.record(1, headers=headers))
    async with pipeline.relaying(), pipeline.consuming():
        await pipeline.until(lambda: bool(pipeline.broker.records(dead_letter(ASSESSMENT.name))))
    (dead,) = pipeline.broker.records(dead_letter(ASSESSMENT.name))
    assert reason in dict(dead.headers)["dlq_reason"]


async def test_what_the_domain_refuses_is_poison_and_its_neighbours_are_applied(
    pipeline: Any,
) -> None:
    def refuse_threes(_session: Any, received: Any) -> None:
        for each in received:
            if each.event.revision % 3 == 0:
                raise Poison(each, "threes are not allowed")

    pipeline.before = refuse_threes
    await pipeline.send(*(pipeline.record(1, revision) for revision in range(1, 11)))
    async with pipeline.relaying(), pipeline.consuming():
        effects = await pipeline.wait_for_effects(7)
        await pipeline.until(
            lambda: len(pipeline.broker.records(dead_letter(ASSESSMENT.name))) == 3
        )
    assert effects == [(1, n) for n in (1, 2, 4, 5, 7, 8, 10)]
    dead = pipeline.broker.records(dead_letter(ASSESSMENT.name))
    assert {dict(each.headers)["dlq_reason"] for each in dead} == {b"threes are not allowed"}


@pytest.mark.parametrize("kind", UNSTORABLE)
async def test_what_the_database_cannot_store_is_poison_and_its_neighbours_are_applied(
    pipeline: Any, kind: str
) -> None:
    query, value, reason = UNSTORABLE[kind]

    async def store(session: Any, received: Any) -> None:
        if any(each.event.revision == 3 for each in received):
            await (await raw(session)).execute(query, value)

    pipeline.before = store
    await pipeline.send(*(pipeline.record(1, revision) for revision in range(1, 6)))
    async with pipeline.relaying(), pipeline.consuming():
        assert await pipeline.wait_for_effects(4) == [(1, 1), (1, 2), (1, 4), (1, 5)]
        await pipeline.until(lambda: bool(pipeline.broker.records(dead_letter(ASSESSMENT.name))))
        await pipeline.until_empty()
    (dead,) = pipeline.broker.records(dead_letter(ASSESSMENT.name))
    assert dict(dead.headers)["dlq_offset"] == b"2"
    assert f"cannot store it: {reason}" in dict(dead.headers)["dlq_reason"].decode()


async def test_what_sqlalchemy_wraps_is_recognised_too(pipeline: Any) -> None:
    async def store(session: Any, _received: Any) -> None:
        await (await session.connection()).execute(text("SELECT :value ::text"), {"value": "\x00"})

    pipeline.before = store
    await pipeline.send(pipeline.record(1))
    async with pipeline.relaying(), pipeline.consuming():
        await pipeline.until(lambda: bool(pipeline.broker.records(dead_letter(ASSESSMENT.name))))


async def test_taking_out_poison_is_interrupted_by_the_end(pipeline: Any) -> None:
    stop = asyncio.Event()

    async def refuse_all(_session: Any, received: Any) -> None:
        stop.set()
        await asyncio.sleep(0.02)
        raise Poison(received[0], "none is allowed")

    pipeline.before = refuse_all
    await pipeline.send(*(pipeline.record(1, revision) for revision in range(1, 41)))
    await comes(pipeline.consumer().run(stop))
    assert len(pipeline.batches) < 5
    assert await pipeline.positions() == {}


async def test_a_handler_may_refuse_without_starting_over(pipeline: Any) -> None:
    def refuse_first(session: Any, received: Any) -> None:
        refuse(session, received[0], "not the first")

    pipeline.before = refuse_first
    await pipeline.send(pipeline.record(1, 1), pipeline.record(1, 2))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(2)
    assert len(pipeline.batches) == 1
    assert await pipeline.waiting() == 1


async def test_a_dead_letter_is_committed_with_its_position(pipeline: Any) -> None:
    failures = iter([True, False])

    def fail_once(_session: Any, _received: Any) -> None:
        if next(failures):
            raise RuntimeError("once")

    pipeline.before = fail_once
    await pipeline.send(pipeline.record(1, 1), pipeline.record(1, 2, value=b"?"))
    async with pipeline.consuming():
        await pipeline.wait_for_effects(1)
    assert await pipeline.waiting() == 1
    assert await pipeline.positions() == {pipeline.partition(1).partition: 2}


async def test_a_share_of_poison_below_the_limit_is_bearable(pipeline: Any) -> None:
    records = [pipeline.record(1, n) for n in range(1, 1001)]
    for place in range(0, 1000, 20):
        records[place] = pipeline.record(1, place + 1, value=b"?")
    await pipeline.send(*records)
    async with pipeline.consuming(dead_letter_limit=DeadLetterLimit(share=0.1, tolerated=5)):
        await pipeline.wait_for_effects(950)
    assert await pipeline.waiting() == 50


async def test_a_dead_letter_s_reason_is_a_sentence(pipeline: Any) -> None:
    body = json.dumps({"assessment_id": "not-a-uuid"}).encode()
    await pipeline.send(pipeline.record(1, value=body))
    async with pipeline.relaying(), pipeline.consuming():
        await pipeline.until(lambda: bool(pipeline.broker.records(dead_letter(ASSESSMENT.name))))
    (dead,) = pipeline.broker.records(dead_letter(ASSESSMENT.name))
    reason = dict(dead.headers)["dlq_reason"].decode()
    assert "assessment_id" in reason
