"""Connections to one service: so many at most, and one that is free is used again."""

import asyncio
from collections import deque
from typing import Final

import httpcore

_KEPT_IDLE_SECONDS: Final = 4.0  # uvicorn closes connections that were idle for five


class NoneFreeError(Exception):
    """All connections were in use for longer than a request may wait."""


class Connections:
    """Lends connections; whoever takes one gives it back, whatever became of it.

    httpcore's pool is not used: a request that is cancelled while it queues there can leave its
    place taken for ever (encode/httpcore#1093), so that an overload would never end; and it looks
    at every idle socket for every request.
    """

    def __init__(self, origin: httpcore.Origin, *, most: int, wait_seconds: float) -> None:
        self._origin = origin
        self._places = asyncio.Semaphore(most)
        self._wait_seconds = wait_seconds
        self._idle: deque[httpcore.AsyncHTTPConnection] = deque()  # the newest last

    async def take(self, *, fresh: bool = False) -> httpcore.AsyncHTTPConnection:
        """Lend a connection; a fresh one has not been used before.

        Raises:
            NoneFreeError: There was none in time.
        """
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise NoneFreeError from error
        try:
            while self._idle and not fresh:
                connection = self._idle.pop()
                if not connection.has_expired():
                    return connection
                await connection.aclose()
        except BaseException:
            self._places.release()
            raise
        return httpcore.AsyncHTTPConnection(self._origin, keepalive_expiry=_KEPT_IDLE_SECONDS)

    async def give_back(self, connection: httpcore.AsyncHTTPConnection) -> None:
        """Keep a connection whose exchange is complete; close any other."""
        try:
            if connection.is_idle() and not connection.is_closed():
                self._idle.append(connection)
            else:
                await connection.aclose()
            while self._idle and self._idle[0].has_expired():
                await self._idle.popleft().aclose()
        finally:
            self._places.release()

    async def close(self) -> None:
        """Close what is not lent."""
        while self._idle:
            await self._idle.pop().aclose()
