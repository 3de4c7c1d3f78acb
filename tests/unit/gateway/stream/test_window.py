"""The window keeps the newest events within its bounds."""

from gateway.stream.domain.position import Position
from gateway.stream.domain.score_event import ScoreEvent
from gateway.stream.topics.window import Entry, Window


def entry(offset: int, size: int = 10) -> Entry:
    body = b"x" * size
    seen = ScoreEvent(0, offset, ("a",), 1, "scoring.score.changed.v2", b"1", body, ("9901",), None)
    return Entry(seen, Position((offset + 1,)))


def test_the_oldest_go_when_there_are_too_many() -> None:
    window = Window(Position((0,)), max_events=3, max_bytes=1_000)
    for offset in range(5):
        window.append(entry(offset))

    assert (window.first, window.next) == (2, 5)
    assert window.start == Position((2,))
    assert [window[number].event.offset for number in range(2, 5)] == [2, 3, 4]


def test_the_oldest_go_when_they_are_too_large() -> None:
    window = Window(Position((0,)), max_events=100, max_bytes=100)
    window.append(entry(0, 60))
    window.append(entry(1, 60))

    assert (window.first, window.next) == (1, 2)


def test_an_event_larger_than_the_window_leaves_it_empty() -> None:
    window = Window(Position((0,)), max_events=100, max_bytes=100)
    window.append(entry(0, 101))

    assert (window.first, window.next) == (1, 1)
    assert window.start == Position((1,))


def test_a_frame_has_type_data_and_position() -> None:
    assert entry(4, 2).frame == b"id: 5\nevent: scoring.score.changed.v2\ndata: xx\n\n"
