"""Order per partition is kept, whatever room there is."""

from kit.broker import Record, TopicPartition
from kit.relay_backlog import Backlog, Waiting

ONE, TWO = TopicPartition("t", 1), TopicPartition("t", 2)


def rows(*partitions: int) -> list[Record]:
    return [Record("t", partition, b"k", b"v") for partition in partitions]


def test_rows_are_taken_in_order_of_commit() -> None:
    backlog = Backlog(10)
    backlog.add([1, 2, 3], rows(1, 2, 1))
    assert [row.id for row in backlog.take(2)] == [1, 2]
    assert [row.id for row in backlog.take(2)] == [3]
    assert backlog.take(2) == []


def test_without_room_a_partition_keeps_nothing_in_memory() -> None:
    backlog = Backlog(3)
    backlog.add([1, 2, 3], rows(1, 2, 1))
    backlog.add([4], rows(1))
    assert backlog.behind == {ONE: 4}
    assert [row.id for row in backlog.take(9)] == [2]


def test_newer_rows_of_a_partition_that_is_behind_wait_in_the_table() -> None:
    backlog = Backlog(10)
    backlog.fall_behind({ONE: 5})
    backlog.add([6, 7], rows(1, 2))
    assert backlog.behind == {ONE: 6}
    assert [row.id for row in backlog.take(9)] == [7]


def test_a_failed_partition_takes_its_rows_in_memory_along() -> None:
    backlog = Backlog(10)
    backlog.add([1, 2, 3, 4], rows(1, 2, 1, 2))
    sent = backlog.take(2)
    backlog.keep_back(sent, {ONE})
    assert backlog.behind == {ONE: 3}
    assert [row.id for row in backlog.take(9)] == [4]


def test_what_is_in_memory_is_not_read_back() -> None:
    backlog = Backlog(10)
    backlog.add([2], rows(1))
    found = [Waiting(number, rows(1)[0]) for number in (1, 2, 3)]
    assert [row.id for row in backlog.without_those_in_memory(found)] == [1, 3]
