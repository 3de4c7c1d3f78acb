"""Long computations in threads, beside the event loop, at most two at a time.

Each holds a database connection and a processor for seconds. So a caller who asks for many at once
is refused before all others have to wait.
"""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from anyio import CapacityLimiter

from kit.errors import Unavailable
from rules.text import Text

T = TypeVar("T")

_PLACES: Final = CapacityLimiter(2)
_WAIT_SECONDS: Final = 2.0


async def compute_in_thread(compute: Callable[[], T]) -> T:
    """Return what a function returns, computed in a thread.

    Raises:
        Unavailable: Two others are being computed, and still are after two seconds.
    """
    borrower = object()
    try:
        async with asyncio.timeout(_WAIT_SECONDS):
            await _PLACES.acquire_on_behalf_of(borrower)
    except TimeoutError as error:
        raise _busy() from error
    loop = asyncio.get_running_loop()

    def compute_and_leave() -> T:
        # The thread goes on computing when the caller no longer waits for it, and keeps its place.
        try:
            return compute()
        finally:
            loop.call_soon_threadsafe(_PLACES.release_on_behalf_of, borrower)

    return await asyncio.to_thread(compute_and_leave)


def _busy() -> Unavailable:
    return Unavailable(
        Text(
            "Permintaan lain sedang dihitung. Coba lagi sebentar lagi.",
            "Other requests are being computed. Try again in a moment.",
        ),
        headers={"Retry-After": "5"},
    )
