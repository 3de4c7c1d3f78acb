"""Of several sources' words one reading is made; a last good value stands in for an unread one."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import permutations

from rules.fact import UNSEEN, LastGood, Observation, Reading, choose

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
    current = Observation("b", "value", 5, AT)
    absent = Observation("c", "absent", None, AT + timedelta(days=3))

    for order in permutations([stale, current, absent]):
        assert choose(order).source_code == "b"
    assert choose([stale, absent]).status == "absent"


def test_the_newest_and_then_the_first_source_decides() -> None:
    old, new = Observation("a", "value", 2, AT), Observation("b", "value", 2, AT + timedelta(1))
    twin = Observation("c", "value", 2, AT + timedelta(1))

    for order in permutations([old, new, twin]):
        assert choose(order).source_code == "b"


def test_two_values_are_no_value_whichever_came_last() -> None:
    bad, good = Observation("a", "value", False, AT), Observation("b", "value", True, AT)
    later = Observation("b", "value", True, AT + timedelta(days=9))
    absent = Observation("c", "absent", None, AT)
    for one in (good, later):
        for order in permutations([bad, one, absent]):
            assert choose(order) == Reading("unknown")
    assert choose([absent, good]).value is True


def test_a_value_does_not_win_because_the_source_of_the_other_one_failed() -> None:
    lost = Observation("a", "unknown", None, AT, LastGood("value", False, AT, AT))
    good = Observation("b", "value", True, AT + timedelta(days=1))
    for order in permutations([lost, good]):
        assert choose(order) == Reading("unknown")
    # Whoever leaves the agency out of a source takes back what it said.
    assert choose([Observation("a", "unknown", None, AT), good]).value is True


def test_numbers_that_are_equal_are_one_value() -> None:
    whole, part = Observation("a", "value", 5, AT), Observation("b", "value", Fraction(10, 2), AT)
    assert choose([whole, part]).value == 5


def test_a_reading_names_its_source_also_when_it_says_nothing() -> None:
    assert choose([Observation("a", "unknown", None, AT)]).source_code == "a"
    assert choose([Observation("a", "unknown", None, AT, GOOD)]).source_code == "a"


def test_what_is_absent_has_no_value() -> None:
    """Whatever stands beside it, also in what was last read."""
    absent = Observation("a", "absent", 7, AT)
    lost = Observation("a", "unknown", None, AT, LastGood("absent", 7, AT, AT))

    assert (choose([absent]).status, choose([absent]).value) == ("absent", None)
    assert (choose([lost]).status, choose([lost]).value) == ("absent", None)


def test_a_last_good_absence_goes_before_not_knowing() -> None:
    lost = Observation("b", "unknown", None, AT, LastGood("absent", None, AT, AT))
    silent = Observation("a", "unknown", None, AT)

    for order in permutations([lost, silent]):
        assert choose(order).source_code == "b"


def test_of_silent_sources_the_first_by_code_is_named() -> None:
    first, second = Observation("a", "unknown", None, AT), Observation("b", "unknown", None, AT)

    for order in permutations([first, second]):
        assert choose(order).source_code == "a"


def test_what_is_true_and_no_record_says_so_is_empty() -> None:
    said = Observation("a", "value", True, AT, record_count=0)
    assert choose([said]).is_empty
    for other in (
        Observation("a", "value", True, AT, record_count=1),
        Observation("a", "value", True, AT),
        Observation("a", "value", False, AT, record_count=0),
        Observation("a", "value", 0, AT, record_count=0),
        Observation("a", "absent", None, AT, record_count=0),
    ):
        assert not choose([other]).is_empty
    good = LastGood("value", True, AT, AT, record_count=0)
    assert choose([Observation("a", "unknown", None, AT, good, record_count=0)]).is_empty
