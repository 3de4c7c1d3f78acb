"""A fail point kills at the right passing, and only when it is armed."""

import os
import signal
from collections.abc import Iterator

import pytest

from kit import fail_points
from kit.fail_points import Point


@pytest.fixture(autouse=True)
def kills(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count what would have been kills."""
    counted: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _pid, number: counted.append(number))
    yield counted
    fail_points.arm(None)


@pytest.mark.parametrize("setting", [None, ""])
def test_unarmed_nothing_happens(setting: str | None, kills: list[int]) -> None:
    fail_points.arm(setting)
    for point in Point:
        fail_points.reached(point)
    assert kills == []


def test_the_armed_point_kills_at_its_count_only(kills: list[int]) -> None:
    fail_points.arm("after_commit:3")
    for expected in (0, 0, 1, 1):
        fail_points.reached(Point.BEFORE_COMMIT)
        fail_points.reached(Point.AFTER_COMMIT)
        assert len(kills) == expected


def test_the_first_passing_is_the_default(kills: list[int]) -> None:
    fail_points.arm("before_delete")
    fail_points.reached(Point.BEFORE_DELETE)
    assert len(kills) == 1


def test_a_process_can_be_frozen_instead(kills: list[int]) -> None:
    fail_points.arm("before_commit:1:freeze")
    fail_points.reached(Point.BEFORE_COMMIT)
    assert kills == [signal.SIGSTOP]


@pytest.mark.parametrize(
    "setting", ["nowhere", "after_commit:0", "after_commit:x", "after_commit:1:melt"]
)
def test_a_setting_that_means_nothing_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        fail_points.arm(setting)
