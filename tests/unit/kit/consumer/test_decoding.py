"""Records become events; what cannot become one says why; batches can be halved."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.events.assessment import LevelDecidedV2
from kit.consumer import Batch, Decoded, decode_all
from kit.consumer._decoding import batch_from
from kit.messaging import Record, TopicPartition
from kit.outbox import to_record

AT = datetime(2026, 3, 1, tzinfo=UTC)


def record(partition: int, offset: int, *, traceparent: str | None = None) -> Record:
    made = to_record(
        LevelDecidedV2(
            assessment_id=UUID(int=partition),
            revision=offset + 1,
            indicator_code="1",
            stage="mandiri",
            level=None,
            explanation="",
            decided_by="asesor",
            decided_at=AT,
        ),
        source=b"tolok/test",
        time=AT.isoformat().encode(),
        trace=(("traceparent", traceparent.encode()),) if traceparent else (),
    )
    return Record(made.topic, partition, made.key, made.value, made.headers, offset=offset)


def batch(*sizes: int) -> Batch:
    parts = {
        TopicPartition("submission.assessment", number): [record(number, o) for o in range(size)]
        for number, size in enumerate(sizes)
    }
    return batch_from(parts, dict.fromkeys(parts, 0))


def places(made: Batch) -> list[tuple[int, int]]:
    return [(received.partition, received.offset) for received in made.decoded.events]


def test_an_event_comes_with_its_place_and_its_time() -> None:
    (received,) = batch(1).decoded.events
    assert isinstance(received.event, LevelDecidedV2)
    assert (received.partition, received.offset, received.event_time) == (0, 0, AT)


def test_a_batch_moves_every_partition_to_after_its_last_record() -> None:
    assert set(batch(3, 1).moves.values()) == {(0, 3), (0, 1)}


@pytest.mark.parametrize("sizes", [(2,), (5,), (3, 3), (1, 7, 2), (4, 1)])
def test_halves_hold_everything_in_order_and_join_without_a_gap(sizes: tuple[int, ...]) -> None:
    whole = batch(*sizes)
    first, second = whole.halves()
    assert len(first) == len(whole) // 2
    assert places(first) + places(second) == places(whole) or sorted(
        places(first) + places(second)
    ) == sorted(places(whole))
    for tp, (expected, after) in second.moves.items():
        assert expected == (first.moves[tp][1] if tp in first.parts else 0)
        assert after == whole.moves[tp][1]


def test_only_sampled_traces_are_gathered_and_not_without_end() -> None:
    decoded = Decoded()
    sampled = [record(0, n, traceparent=f"00-{n:032x}-{n:016x}-01") for n in range(1, 300)]
    decode_all([record(0, 0, traceparent=f"00-{1:032x}-{1:016x}-00"), *sampled], into=decoded)
    assert len(decoded.events) == 300
    assert len(decoded.traces) == 128
    assert all(trace.endswith("-01") for trace in decoded.traces)


def test_refusing_a_message_of_another_batch_is_a_defect() -> None:
    stranger = batch(1).decoded.events[0]
    with pytest.raises(RuntimeError, match="not in its batch"):
        batch(1).decoded.refuse(stranger, "why")
