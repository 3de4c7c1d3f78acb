"""Long computations in threads, beside the event loop, at most two at a time.

Each holds a database connection and a processor for seconds. So a caller who asks for many at once
is refused before all others have to wait.
"""

import asyncio
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Final, TypeVar

from kit.errors import Unavailable
from kit.languages import Text

T = TypeVar("T")

_AT_ONCE: Final = BoundedSemaphore(2)
_TRIES: Final = 40
_SECONDS_BETWEEN: Final = 0.05


async def compute_in_thread(compute: Callable[[], T]) -> T:
    """Return what a function returns, computed in a thread.

    Raises:
        Unavailable: Two others are being computed, and still are after two seconds.
    """
    for _ in range(_TRIES):
        if _AT_ONCE.acquire(blocking=False):
            return await asyncio.to_thread(_compute, compute)
        await asyncio.sleep(_SECONDS_BETWEEN)
    raise Unavailable(
        Text(
            "Jalur lain sedang dihitung. Coba lagi sebentar lagi.",
            "Other paths are being reckoned. Try again in a moment.",
        ),
        headers={"Retry-After": "5"},
    )


def _compute(compute: Callable[[], T]) -> T:
    # Released in the thread: it goes on computing when the caller no longer waits for it.
    try:
        return compute()
    finally:
        _AT_ONCE.release()
