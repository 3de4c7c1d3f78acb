"""The time that a computation may take."""

from scoring.trials.domain.deadline import Deadline


def test_it_is_over_when_its_seconds_are() -> None:
    now = 10.0
    deadline = Deadline(4, monotonic=lambda: now)
    assert (deadline.seconds_left, deadline.is_over) == (4, False)
    now = 13.0
    assert (deadline.seconds_left, deadline.is_over) == (1, False)
    now = 15.0
    assert (deadline.seconds_left, deadline.is_over) == (0, True)


def test_it_ends_early_and_stops_what_looks_at_no_clock() -> None:
    deadline = Deadline(4, monotonic=lambda: 0.0)
    stopped: list[str] = []
    deadline.stop_at_end(lambda: stopped.append("before"))
    deadline.end()
    deadline.stop_at_end(lambda: stopped.append("after"))

    assert deadline.is_over
    assert stopped == ["before", "after"]
