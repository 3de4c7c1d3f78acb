"""Harm at random, seeded and bounded: `make chaos SEED=7 SECONDS=300`.

What is proved here once more and at random is proved once, in order, in `make test`.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.run import SECONDS, SEED

_STARTED = time.monotonic()
Rounds = Callable[..., Iterator[random.Random]]
SecondsLeft = Callable[[], float]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the stories; each bounds itself, so the time limit of a test is not for them."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.chaos)
            item.add_marker(pytest.mark.timeout(0))


@pytest.fixture
def seconds_left(request: pytest.FixtureRequest) -> SecondsLeft:
    """Say how long this story's share of the time still lasts."""
    stories = [item for item in request.session.items if item.get_closest_marker("chaos")]
    share = (stories.index(request.node) + 1) / len(stories)
    end = _STARTED + share * float(os.environ.get(SECONDS, "0"))
    return lambda: end - time.monotonic()


@pytest.fixture
def rounds(request: pytest.FixtureRequest, seconds_left: SecondsLeft) -> Rounds:
    """Give sources of chance, one a round, while this story's share of the time lasts.

    A round's chance comes from the seed, the story and the number of the round only, so that a
    seed repeats what was done. There is always a first round, and they go on for `least_seconds`.
    """
    seed = os.environ.get(SEED, "0")

    def give(least_seconds: float = 0.0) -> Iterator[random.Random]:
        number, end = 1, time.monotonic() + least_seconds
        while number == 1 or seconds_left() > 0 or time.monotonic() < end:
            sys.stdout.write(f"\n{request.node.name} seed {seed} round {number}: ")
            yield random.Random(f"{seed} {request.node.name} {number}")
            number += 1

    return give


def told(what: str) -> None:
    """Say what harm is done, so that a failure shows what came before it."""
    sys.stdout.write(f"{what} ")
    sys.stdout.flush()
