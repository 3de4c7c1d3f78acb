"""Of several sources' words one reading is made; a last good value stands in for an unread one."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from rules.fact import UNSEEN, LastGood, Observation, choose

AT = datetime(2026, 1, 1, tzinfo=UTC)
GOOD = LastGood("value", 5, AT, AT + timedelta(days=2))


def test_nobody_said_anything() -> None:
    assert choose([]) is UNSEEN


def test_an_unread_fact_keeps_its_last_good_value_and_is_not_current() -> None:
    reading = choose([Observation("a", "unknown", None, AT + timedelta(days=9), GOOD)])

    assert (reading.status, reading.value, reading.current) == ("value", 5, False)
    assert reading.observed_at == GOOD.observed_at
    assert reading.confirmed_at == GOOD.confirmed_at


def test_an_unread_fact_without_a_last_good_value_is_unknown() -> None:
    assert choose([Observation("a", "unknown", None, AT)]).status == "unknown"


def test_what_can_be_read_goes_before_what_was_once_read() -> None:
    stale = Observation("a", "unknown", None, AT + timedelta(days=1), GOOD)
    current = Observation("b", "value", 3, AT)
    absent = Observation("c", "absent", None, AT + timedelta(days=3))

    for order in permutations([stale, current, absent]):
        assert choose(order).source_code == "b"
    assert choose([stale, absent]).status == "absent"


def test_the_newest_and_then_the_first_source_decides() -> None:
    old, new = Observation("a", "value", 1, AT), Observation("b", "value", 2, AT + timedelta(1))
    twin = Observation("c", "value", 3, AT + timedelta(1))

    for order in permutations([old, new, twin]):
        assert choose(order).value == 2
