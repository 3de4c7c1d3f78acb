"""A pool of connections to one service. Their number is limited, and free ones are reused."""

import asyncio
from collections import deque
from typing import Final

import httpcore

_KEPT_IDLE_SECONDS: Final = 4.0  # uvicorn closes connections that were idle for five


class NoFreeConnectionError(Exception):
    """No connection became free within the time that a request may wait."""


class Connections:
    """Lends connections. Every connection that is taken must be given back, also after an error.

    httpcore's own pool is not used for two reasons. A request that is cancelled while it queues
    there can occupy its place for ever (encode/httpcore#1093), so an overload would never end. And
    that pool checks every idle socket for every request.
    """

    def __init__(self, origin: httpcore.Origin, *, limit: int, wait_seconds: float) -> None:
        self._origin = origin
        self._slots = asyncio.Semaphore(limit)
        self._wait_seconds = wait_seconds
        self._idle: deque[httpcore.AsyncHTTPConnection] = deque()  # the newest last

    async def take(self, *, fresh: bool = False) -> httpcore.AsyncHTTPConnection:
        """Lend a connection; with `fresh`, one that was never used before.

        Raises:
            NoFreeConnectionError: No connection became free in time.
        """
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._slots.acquire()
        except TimeoutError as error:
            raise NoFreeConnectionError from error
        try:
            while self._idle and not fresh:
                connection = self._idle.pop()
                if not connection.has_expired():
                    return connection
                await connection.aclose()
        except BaseException:
            self._slots.release()
            raise
        return httpcore.AsyncHTTPConnection(self._origin, keepalive_expiry=_KEPT_IDLE_SECONDS)

    async def give_back(self, connection: httpcore.AsyncHTTPConnection) -> None:
        """Keep a connection if its request is complete, otherwise close it."""
        try:
            if connection.is_idle() and not connection.is_closed():
                self._idle.append(connection)
            else:
                await connection.aclose()
            while self._idle and self._idle[0].has_expired():
                await self._idle.popleft().aclose()
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Close the connections that are not lent."""
        while self._idle:
            await self._idle.pop().aclose()
