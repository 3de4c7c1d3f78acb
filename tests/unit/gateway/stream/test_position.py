"""A position is written, read back, and compared partition by partition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.stream.domain.position import Position, PositionError

offsets = st.lists(st.integers(0, 10**17), min_size=1, max_size=12).map(tuple)


@given(offsets)
def test_what_is_written_is_read_back(numbers: tuple[int, ...]) -> None:
    assert Position.parse(str(Position(numbers))) == Position(numbers)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1.",
        ".1",
        "1..2",
        "-1",
        "1,2",
        "a",
        "1.2\n",
        "\u0661.\u0662",
        "9" * 19,
        "1." * 300 + "1",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PositionError):
        Position.parse(text)


@given(offsets, st.data())
def test_a_record_that_was_taken_has_been_passed(
    numbers: tuple[int, ...], data: st.DataObject
) -> None:
    before = Position(numbers)
    partition = data.draw(st.integers(0, len(numbers) - 1))
    offset = before.offsets[partition]

    after = before.after(partition, offset)

    assert not before.has_passed(partition, offset)
    assert after.has_passed(partition, offset)
    assert after.covers(before)
    assert not before.covers(after)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=6))
def test_joined_covers_both_and_no_more(pairs: list[tuple[int, int]]) -> None:
    one, other = (Position(tuple(numbers)) for numbers in zip(*pairs, strict=True))

    joined = one.joined(other)

    assert joined.covers(one)
    assert joined.covers(other)
    assert all(offset in pair for offset, pair in zip(joined, pairs, strict=True))
