"""Order per partition is kept, whatever room there is."""

from kit.messaging import Record, TopicPartition
from kit.outbox._backlog import Backlog, Part

ONE, TWO = TopicPartition("t", 1), TopicPartition("t", 2)


def rows(*partitions: int) -> list[Record]:
    return [Record("t", partition, b"k", b"v") for partition in partitions]


def ids(backlog: Backlog, *busy: TopicPartition, limit: int = 9) -> dict[TopicPartition, list[int]]:
    taken = backlog.take(lambda tp: tp not in busy, limit=limit)
    return {tp: part.ids for tp, part in taken.items()}


def test_rows_are_taken_in_order_of_commit() -> None:
    backlog = Backlog(10)
    backlog.add([1, 2, 3], rows(1, 2, 1))
    backlog.add([5, 4], rows(1, 1))
    assert ids(backlog, limit=2) == {ONE: [1, 3], TWO: [2]}
    assert ids(backlog, limit=2) == {ONE: [4, 5]}
    assert ids(backlog) == {}


def test_a_commit_that_is_heard_of_late_goes_before_newer_ones() -> None:
    backlog = Backlog(10)
    backlog.add([6], rows(1))
    backlog.add([5, 7], rows(1, 1))
    assert ids(backlog) == {ONE: [5, 6, 7]}


def test_a_row_that_was_read_before_its_commit_was_heard_of_is_not_sent_twice() -> None:
    backlog = Backlog(10)
    backlog.add([5, 7], rows(1, 1), but={5})
    assert ids(backlog) == {ONE: [7]}


def test_rows_wait_for_an_older_one_of_their_key_and_others_do_not() -> None:
    part = Part([1, 4, 5, 6], [Record("t", 1, key, b"v") for key in (b"a", b"b", b"a", b"b")])
    held = part.hold({b"a": 3, b"c": 2})
    assert (part.ids, held.ids) == ([1, 4, 6], [5])
    assert [record.key for record in (*part.records, *held.records)] == [b"a", b"b", b"b", b"a"]


def test_rows_are_known_from_the_first_in_memory_or_on_their_way() -> None:
    backlog = Backlog(10)
    backlog.add([3, 4, 5], rows(1, 2, 1))
    assert backlog.known({}) == {ONE: 3, TWO: 4}
    assert backlog.known({ONE: 2}) == {ONE: 2, TWO: 4}
    backlog.fall_behind({TWO: 9})
    assert backlog.known({ONE: 2}) == {ONE: 2, TWO: 0}  # it is read from the table whole


def test_a_busy_partition_keeps_its_rows() -> None:
    backlog = Backlog(10)
    backlog.add([1, 2], rows(1, 2))
    assert ids(backlog, ONE) == {TWO: [2]}
    assert not backlog.is_ready(lambda tp: tp != ONE)
    assert backlog.is_ready(lambda tp: tp != TWO)
    assert ids(backlog) == {ONE: [1]}


def test_without_room_a_partition_keeps_nothing_in_memory() -> None:
    backlog = Backlog(3)
    backlog.add([1, 2, 3], rows(1, 2, 1))
    backlog.add([4], rows(1))
    assert backlog.behind == {ONE: 4}
    assert ids(backlog) == {TWO: [2]}


def test_the_longest_queue_makes_room_for_the_others() -> None:
    backlog = Backlog(3)
    backlog.add([1, 2, 3], rows(1, 1, 1))
    backlog.add([4], rows(2))
    assert backlog.behind == {ONE: 3}
    assert ids(backlog) == {TWO: [4]}


def test_room_is_counted_again_after_rows_were_taken_or_left() -> None:
    backlog = Backlog(2)
    for number in range(1, 9, 2):
        backlog.add([number, number + 1], rows(1, 2))
        assert ids(backlog) == {ONE: [number], TWO: [number + 1]}
    backlog.add([9], rows(1))
    backlog.fall_behind({ONE: 0})
    backlog.add([10, 11], rows(2, 2))
    assert ids(backlog) == {TWO: [10, 11]}


def test_newer_rows_of_a_partition_that_is_behind_wait_in_the_table() -> None:
    backlog = Backlog(10)
    backlog.fall_behind({ONE: 5})
    backlog.add([6, 7], rows(1, 2))
    assert backlog.behind == {ONE: 6}
    assert ids(backlog) == {TWO: [7]}


def test_a_failed_partition_takes_its_rows_in_memory_along() -> None:
    backlog = Backlog(10)
    backlog.add([1, 2, 4, 3], rows(1, 2, 1, 1))
    backlog.take(lambda tp: tp != TWO, limit=1)
    backlog.fall_behind({ONE: 1})
    assert backlog.behind == {ONE: 4}
    assert ids(backlog) == {TWO: [2]}


def test_a_partition_that_was_read_is_behind_no_more() -> None:
    backlog = Backlog(10)
    backlog.fall_behind({ONE: 5, TWO: 6})
    backlog.reading()
    backlog.caught_up([ONE, TWO])
    assert backlog.behind == {}


def test_what_comes_while_the_table_is_read_is_read_next_time() -> None:
    backlog = Backlog(10)
    backlog.fall_behind({ONE: 5, TWO: 6})
    backlog.reading()
    backlog.add([4], rows(1))  # a lower id may be committed later
    backlog.caught_up([ONE, TWO])
    assert backlog.behind == {ONE: 5}


def test_everything_can_be_left() -> None:
    backlog = Backlog(10)
    backlog.add([1, 2], rows(1, 2))
    backlog.leave_all()
    assert backlog.behind == {ONE: 1, TWO: 2}
    assert backlog.in_memory == {}
