"""Reads the stream as an EventSource does."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from tests.support.waiting import in_time


@dataclass
class Message:
    """One block of the stream."""

    id: str | None = None
    event: str | None = None
    data: str = ""
    comment: str | None = None
    retry: str | None = None

    @property
    def body(self) -> Any:
        """Return the data as JSON."""
        return json.loads(self.data)

    @property
    def revision(self) -> int:
        """Return the score's revision."""
        number: int = self.body["revision"]
        return number


class Subscriber:
    """Reads the stream as an EventSource does."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.last_id: str | None = None
        self._lines = response.aiter_lines()

    async def block(self) -> Message:
        """Return the next block of any kind; EOFError when the stream has ended."""
        message = Message()
        async for line in self._lines:
            if not line:
                self.last_id = message.id or self.last_id
                return message
            name, _, value = line.partition(": ")
            if name == "":
                message.comment = value
            elif name == "data":
                message.data = f"{message.data}\n{value}" if message.data else value
            elif name in ("id", "event", "retry"):
                setattr(message, name, value)
        raise EOFError

    async def event(self) -> Message:
        """Return the next event, passing over signs of life."""
        while True:
            message = await self.block()
            if message.event is not None:
                return message

    async def events(self, count: int) -> list[Message]:
        """Return the next events."""
        return [await self.event() for _ in range(count)]

    async def position(self) -> str:
        """Return the first position that the stream tells."""
        while self.last_id is None:
            await self.block()
        return self.last_id


@asynccontextmanager
async def subscribed(
    client: httpx.AsyncClient, *, after: str | None = None, token: str | None = None, **asked: Any
) -> AsyncIterator[Subscriber]:
    """Open the stream; without `after` it is known to have begun."""
    headers = {} if after is None else {"Last-Event-ID": after}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    async with (
        in_time(),
        client.stream("GET", "/api/v1/stream", params=asked, headers=headers) as response,
    ):
        assert response.status_code == 200, await response.aread()
        subscriber = Subscriber(response)
        if after is None:
            await subscriber.position()
        yield subscriber


async def revisions(subscriber: Subscriber, count: int) -> list[int]:
    """Return the revisions of the next scores."""
    return [message.revision for message in await subscriber.events(count)]


Subscribe = Callable[..., AbstractAsyncContextManager[Subscriber]]
