"""How tests wait: for a condition, and so long that only a broken product reaches the end.

A busy machine makes everything slow, so the end says "never" and not "late". No test measures how
long something took: that is what `bench/` is for. Where a promise is about time, the test gives the
product a short or a long setting and looks at the order of events.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

NEVER_SECONDS = 120.0
"""A wait that lasts this long has failed. Below the time limit of a test."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
_Found = TypeVar("_Found")


async def eventually(
    check: Callable[[], Awaitable[_Found]], *, seconds: float = NEVER_SECONDS
) -> _Found:
    """Await `check()` until it returns something true; return that.

    Raises AssertionError with the last thing that it returned.
    """
    pauses, end = _pauses(), time.monotonic() + seconds
    while not (found := await check()):
        assert time.monotonic() < end, f"not within {seconds:.0f} s; at last: {found!r}"
        await asyncio.sleep(next(pauses))
    return found


async def until(check: Callable[[], object], *, seconds: float = NEVER_SECONDS) -> None:
    """Let the event loop run until `check()` returns something true."""

    async def asked() -> object:
        return check()

    await eventually(asked, seconds=seconds)


def until_now(check: Callable[[], object], *, seconds: float = NEVER_SECONDS) -> None:
    """Wait, outside an event loop, until `check()` returns something true."""
    pauses, end = _pauses(), time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, f"not within {seconds:.0f} s"
        time.sleep(next(pauses))


def in_time() -> asyncio.Timeout:
    """Return the end of a block that waits: `async with in_time(): …`."""
    return asyncio.timeout(NEVER_SECONDS)


async def comes(awaited: Awaitable[_Found]) -> _Found:
    """Return what comes; raise TimeoutError if it never does."""
    return await asyncio.wait_for(awaited, NEVER_SECONDS)


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)
