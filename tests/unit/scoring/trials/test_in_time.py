"""What takes long is answered in time, whether it has ended, or not begun."""

import asyncio
import threading

import pytest
from anyio import CapacityLimiter

from kit.errors import Unavailable
from scoring.publication.domain.archive import write_archive
from scoring.publication.usecases.verify import verify_package
from scoring.trials.domain.deadline import Deadline
from scoring.trials.usecases.in_time import in_time


async def test_what_ends_in_time_is_returned() -> None:
    assert await in_time(lambda deadline: deadline.is_over, limiter=CapacityLimiter(1)) is False


async def test_an_error_of_what_is_computed_is_its_own() -> None:
    def fail(_: Deadline) -> None:
        raise KeyError("a")

    with pytest.raises(KeyError):
        await in_time(fail, limiter=CapacityLimiter(1))


async def test_nobody_waits_longer_for_a_place() -> None:
    limiter = CapacityLimiter(1)
    begun: list[bool] = []
    await limiter.acquire_on_behalf_of("another")
    with pytest.raises(Unavailable) as found:
        await in_time(lambda _: begun.append(True), limiter=limiter, seconds=0.01)

    assert found.value.headers["Retry-After"]
    limiter.release_on_behalf_of("another")
    async with limiter:  # whoever waited in vain took the place, and did nothing
        assert begun == []


async def test_what_nobody_waits_for_ends_at_its_next_step() -> None:
    begun, ended, go_on = threading.Event(), threading.Event(), threading.Event()

    def compute(deadline: Deadline) -> None:
        begun.set()
        go_on.wait(60)
        try:
            deadline.require()
        finally:
            ended.set()

    seconds = 0.01
    while not begun.is_set():  # a busy machine may not have begun by then
        with pytest.raises(Unavailable):
            await in_time(compute, limiter=CapacityLimiter(1), seconds=seconds)
        seconds *= 2
    go_on.set()
    assert await asyncio.to_thread(ended.wait, 60)


def test_a_package_is_not_verified_on_after_its_deadline() -> None:
    deadline = Deadline(60)
    deadline.end()
    with pytest.raises(TimeoutError):
        verify_package(write_archive({"README.txt": b""}), deadline=deadline)
