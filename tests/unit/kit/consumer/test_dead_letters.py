"""Poison keeps its bytes; too much of it is an error."""

from datetime import UTC, datetime

import pytest

from kit.consumer import DeadLetterLimit, DeadLetterLimitError
from kit.consumer._dead_letters import dead_letters
from kit.messaging import Record
from kit.testing import FixedClock

CLOCK = FixedClock(datetime(2026, 3, 1, tzinfo=UTC))


def test_a_dead_letter_is_its_message_and_the_reason() -> None:
    poison = Record("submission.agency", 0, b"k", b"\xff\x00", (("ce_id", b"1"),), offset=7)
    (letter,) = dead_letters([(poison, "not \ud800 UTF-8")], group="scoring", clock=CLOCK)
    assert (letter.topic, letter.key, letter.value) == ("submission.agency.dlq", b"k", b"\xff\x00")
    assert letter.headers == (
        ("ce_id", b"1"),
        ("dlq_topic", b"submission.agency"),
        ("dlq_partition", b"0"),
        ("dlq_offset", b"7"),
        ("dlq_group", b"scoring"),
        ("dlq_reason", b"not ? UTF-8"),
        ("dlq_time", b"2026-03-01T00:00:00+00:00"),
    )


def test_a_message_without_key_or_value_has_a_dead_letter() -> None:
    (letter,) = dead_letters([(Record("t", 5, None, None), "why")], group="g", clock=CLOCK)
    assert (letter.partition, letter.key, letter.value) == (0, None, None)


def test_a_long_reason_is_cut() -> None:
    (letter,) = dead_letters([(Record("t", 0, b"k", b"v"), "x" * 9_000)], group="g", clock=CLOCK)
    assert len(dict(letter.headers)["dlq_reason"]) == 2_000


def test_a_few_are_tolerated_whatever_their_share() -> None:
    DeadLetterLimit(share=0.1, tolerated=50).check(50, 50)


def test_more_than_the_share_is_an_error() -> None:
    limit = DeadLetterLimit(share=0.1, tolerated=50)
    limit.add(400, 30)
    limit.check(200, 30)
    with pytest.raises(DeadLetterLimitError, match="70 of the last 600"):
        limit.check(200, 40)


def test_old_messages_count_less_and_less() -> None:
    limit = DeadLetterLimit(share=0.1, tolerated=10, window=1_000)
    limit.add(10_000, 0)
    for _ in range(5):
        limit.add(1_000, 0)
    with pytest.raises(DeadLetterLimitError):
        limit.check(1_000, 900)
