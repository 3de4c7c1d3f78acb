"""Publications, one after the other: each is prepared on the end of the chain that the last left.

Whoever waits holds no connection to the database, and is told in time when it takes too long.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from anyio import CapacityLimiter
from fastapi import Request

from kit.auth import PrincipalDep
from kit.errors import Unavailable
from rules.text import Text

# A publication begins only if it has so long left.
_LEAST_SECONDS: Final = 1.0


@dataclass(slots=True)
class Turns:
    """Whose turn it is to publish. `seconds`: from the request to the end of the publication."""

    seconds: float
    _place: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold the place.

        Raises:
            Unavailable: Others publish for too long.
        """
        try:
            async with asyncio.timeout(self.seconds - _LEAST_SECONDS):
                await self._place.acquire()
        except TimeoutError as error:
            raise _busy() from error
        try:
            yield
        finally:
            self._place.release()


async def in_turn(_principal: PrincipalDep, request: Request) -> AsyncIterator[None]:
    """Let one publication after the other pass."""
    turns: Turns = request.app.state.publishing
    async with turns.taken():
        yield


def _busy() -> Unavailable:
    return Unavailable(
        Text(
            "Hasil lain masih sedang diterbitkan, dan hasil ini belum. Coba lagi sebentar lagi.",
            "Other results are being published, and this one is not yet. Try again in a moment.",
        ),
        headers={"Retry-After": str(ceil(_LEAST_SECONDS))},
    )
