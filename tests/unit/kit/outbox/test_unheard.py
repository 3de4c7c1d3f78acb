"""What this process wrote and does not know the end of is not overtaken, and not sent twice."""

from kit.messaging import Record, TopicPartition
from kit.outbox._backlog import Part
from kit.outbox._unheard import Unheard

TP = TopicPartition("t", 1)


def rows(*keys: bytes) -> list[Record]:
    return [Record("t", 1, key, b"v") for key in keys]


def part(**ids: int) -> dict[TopicPartition, Part]:
    """Return rows of one partition by their keys."""
    return {TP: Part([*ids.values()], rows(*(key.encode() for key in ids)))}


def test_rows_of_open_transactions_hold_newer_ones_of_their_key() -> None:
    unheard = Unheard()
    unheard.begin([3, 4], rows(b"a", b"b"))
    unheard.begin([7], rows(b"a"))
    assert unheard.older(part(a=2)) == {}
    assert unheard.older(part(a=5, c=6)) == {TP: {b"a": 3, b"b": 4}}
    unheard.end([3, 4])
    assert unheard.older(part(a=5, c=6)) == {}
    assert unheard.older(part(a=8)) == {TP: {b"a": 7}}


def test_rows_that_were_read_back_hold_nothing_and_are_told_at_the_end() -> None:
    unheard = Unheard()
    unheard.begin([3, 4], rows(b"a", b"b"))
    unheard.see(part(a=3, x=9))
    assert unheard.older(part(a=5)) == {TP: {b"b": 4}}
    assert {*unheard.end([3, 4])} == {3}
    unheard.begin([10], rows(b"a"))
    assert {*unheard.end([10])} == set()


def test_a_lost_row_holds_all_of_its_key_until_the_table_has_a_newer_one() -> None:
    unheard = Unheard()
    unheard.begin([3, 4], rows(b"a", b"b"))
    unheard.end([3, 4])
    assert unheard.lose([3, 4], rows(b"a", b"b")) == {TP: 4}
    assert unheard.older(part(a=5, c=6)) == {TP: {b"a": 0}}
    unheard.see(part(a=2))
    assert unheard.older(part(a=5)) == {TP: {b"a": 0}}
    unheard.see(part(a=5))
    assert unheard.older(part(a=6)) == {}
    assert unheard.older(part(b=7)) == {TP: {b"b": 0}}
