"""How tests wait: for a condition, and so long that only a broken product reaches the end.

A busy machine makes everything slow, so the end says "never" and not "late". No test measures how
long something took: that is what `bench/` is for. Where a promise is about time, the test gives the
product a short or a long setting, or moves its clock, and looks at the order of events.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

NEVER_SECONDS = 300.0
"""A wait that lasts this long has failed. A test may take several times as long."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.005, 0.1
_Found = TypeVar("_Found")


async def eventually(
    check: Callable[[], Awaitable[_Found | None]], *, unmet: Callable[[], Any] | None = None
) -> _Found:
    """Await `check()` until it returns something true; return that.

    Raises AssertionError with what `unmet()` then returns, or the last thing that `check` did.
    """
    pauses, end = _pauses(), time.monotonic() + NEVER_SECONDS
    while not (found := await check()):
        assert time.monotonic() < end, f"never so; at last: {unmet() if unmet else found!r}"
        await asyncio.sleep(next(pauses))
    return found


async def until(check: Callable[[], object]) -> None:
    """Let the event loop run until `check()` returns something true."""

    async def asked() -> object:
        return check()

    await eventually(asked)


def wait_until(check: Callable[[], object]) -> None:
    """Wait, outside an event loop, until `check()` returns something true."""
    pauses, end = _pauses(), time.monotonic() + NEVER_SECONDS
    while not check():
        assert time.monotonic() < end, "never so"
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
