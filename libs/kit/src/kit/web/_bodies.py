"""Bodies of requests as they arrive: from whom, how large, how slow, how deep."""

import asyncio
from typing import Final

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.auth import authorise
from kit.errors import Invalid, ServiceError
from kit.threads import UPLOADS
from kit.web import _problems as problems
from rules.json_text import JsonError, read_json
from rules.refusal import Refusal
from rules.text import Text

_LARGE: Final = 65_536


class BodyLimitMiddleware:
    """Refuses bodies that are too large or too slow, and all of those who may not send one.

    Too large: by their announced length, and while they arrive. The roles are checked before the
    first byte is read, so nobody without them learns what is wrong with a body.
    """

    def __init__(self, app: ASGIApp, *, limit: int, seconds: float) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > self._limit:
            answer = problems.respond(_too_large(), Request(scope))
            await answer(scope, receive, send)
            return
        await self._app(scope, _Body(scope, receive, self._limit, self._seconds).receive, send)


class _Body:
    """A body as it arrives. What it refuses FastAPI passes on as an HTTPException only."""

    def __init__(self, scope: Scope, receive: Receive, limit: int, seconds: float) -> None:
        self._scope = scope
        self._receive = receive
        self._left = limit
        self._seconds = seconds
        self._end: float | None = None
        self._is_whole = False
        self._json = _Json(scope)

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()
        if self._end is None:
            await self._authorise()
            self._end = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._end):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(400) from _too_slow(self._seconds)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise _too_large()
        self._is_whole = not message.get("more_body", False)
        await self._json.take(message)
        return message

    async def _authorise(self) -> None:
        if "route" not in self._scope:
            return
        try:
            await authorise(Request(self._scope))
        except ServiceError as error:
            raise HTTPException(error.status) from error


class _Json:
    """Watches a body arrive, and refuses what the one reader of JSON refuses, for every route."""

    def __init__(self, scope: Scope) -> None:
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        self._is_json = kind == "application/json" or kind.endswith("+json")
        self._parts: list[bytes] = []

    async def take(self, message: Message) -> None:
        if not self._is_json:
            return
        self._parts.append(message.get("body", b""))
        if message.get("more_body", False) or not (body := b"".join(self._parts)):
            return
        try:
            # A large body is read in a thread, so that it delays no other request.
            if len(body) > _LARGE:
                await to_thread.run_sync(read_json, body, limiter=UPLOADS)
            else:
                read_json(body)
        except JsonError as error:
            raise HTTPException(400) from Invalid(error.text, errors=error.problems)


def _too_large() -> HTTPException:
    return HTTPException(413)


def _too_slow(seconds: float) -> Invalid:
    return Invalid(
        Text(
            f"Isi permintaan belum lengkap setelah {seconds:g} detik.",
            f"The body was not complete after {seconds:g} seconds.",
        ),
        errors=[Refusal("", Text("belum lengkap", "is not complete"))],
        headers={"Connection": "close"},
    )
