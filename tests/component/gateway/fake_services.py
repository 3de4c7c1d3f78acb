"""Services that do what a test tells them to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from tests.support.waiting import in_time

Behaviour = Callable[[Request], Awaitable[Response]]


async def echo(request: Request) -> Response:
    """Tell what arrived."""
    body = await request.body()
    return JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": dict(request.headers),
            "body": body.decode(),
        },
        headers={"ETag": '"7"'},
    )


@dataclass
class FakeService:
    """A service that does what a test tells it to."""

    name: str
    behave: Behaviour = echo
    document: dict[str, Any] = field(default_factory=lambda: {"paths": {}})
    seen: list[str] = field(default_factory=list)
    url: str = ""
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        request = Request(scope, receive)
        path = request.url.path
        if path == "/openapi.json":
            answer: Response = JSONResponse(self.document)
        elif path == "/healthz":
            answer = Response("ok")
        else:
            self.seen.append(f"{request.method} {path}")
            self.arrived.release()
            answer = await self.behave(request)
        await answer(scope, receive, send)

    async def arrivals(self, count: int) -> None:
        """Return when so many requests have arrived since this was last asked."""
        async with in_time():
            for _ in range(count):
                await self.arrived.acquire()
