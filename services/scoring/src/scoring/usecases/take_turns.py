"""Long reckoning beside the event loop, a little of it at a time.

Each turn holds a connection to the database and a processor for seconds, so whoever asks for
many at once is sent away before all others have to wait.
"""

import asyncio
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Final, TypeVar

from kit.errors import Unavailable
from kit.languages import Text

T = TypeVar("T")

_TURNS: Final = BoundedSemaphore(2)
_TRIES: Final = 40
_SECONDS_BETWEEN: Final = 0.05


async def in_turn(reckon: Callable[[], T]) -> T:
    """Return what a function gives, reckoned in a thread.

    Raises:
        Unavailable: Two others are being reckoned, and are still after two seconds.
    """
    for _ in range(_TRIES):
        if _TURNS.acquire(blocking=False):
            return await asyncio.to_thread(_reckoned, reckon)
        await asyncio.sleep(_SECONDS_BETWEEN)
    raise Unavailable(
        Text(
            "Jalur lain sedang dihitung. Coba lagi sebentar lagi.",
            "Other paths are being reckoned. Try again in a moment.",
        ),
        headers={"Retry-After": "5"},
    )


def _reckoned(reckon: Callable[[], T]) -> T:
    # Here and not where it is awaited: a thread goes on when nobody waits for it any more.
    try:
        return reckon()
    finally:
        _TURNS.release()
