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
from kit.settings import AppSettings, TransferSettings
from kit.threads import UPLOADS
from kit.web import _problems as problems
from rules.json_text import JsonError, read_json
from rules.refusal import Refusal
from rules.text import Text

_LARGE: Final = 65_536


class BodyLimitMiddleware:
    """Refuses bodies that are too large or too slow, and all of those who may not send one.

    Too large: by their announced length, and while they arrive. The roles are checked before the
    first byte is read, so nobody without them learns what is wrong with a body. A file has limits
    of its own, and is held up by no pause longer than the time of other bodies.
    """

    def __init__(self, app: ASGIApp, *, settings: AppSettings) -> None:
        self._app = app
        self._pause = settings.body_seconds
        self._body = self._file = (settings.body_limit_bytes, settings.body_seconds)
        if isinstance(settings, TransferSettings):
            self._file = (settings.transfer_limit_bytes, settings.transfer_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_file = scope["app"].state.addresses.is_upload(scope)
        limit, seconds = self._file if is_file else self._body
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > limit:
            answer = problems.respond(HTTPException(413), Request(scope))
            await answer(scope, receive, send)
            return
        watch = None if is_file else _Json(scope)
        body = _Body(scope, receive, (limit, seconds, self._pause), watch)
        await self._app(scope, body.receive, send)


class _Body:
    """A body as it arrives. What it refuses FastAPI passes on as an HTTPException only."""

    def __init__(
        self, scope: Scope, receive: Receive, limits: tuple[int, float, float], json: "_Json | None"
    ) -> None:
        self._scope = scope
        self._receive = receive
        self._left, self._seconds, self._pause = limits
        self._end: float | None = None
        self._is_whole = False
        self._json = json

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()
        now = asyncio.get_running_loop().time()
        if self._end is None:
            await self._authorise()
            self._end = now + self._seconds
        try:
            async with asyncio.timeout_at(min(self._end, now + self._pause)):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(400) from _too_slow(self._seconds)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        self._is_whole = not message.get("more_body", False)
        if self._json is not None:
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


def _too_slow(seconds: float) -> Invalid:
    return Invalid(
        Text(
            f"Isi permintaan belum lengkap setelah {seconds:g} detik.",
            f"The body was not complete after {seconds:g} seconds.",
        ),
        errors=[Refusal("", Text("belum lengkap", "is not complete"))],
        headers={"Connection": "close"},
    )
