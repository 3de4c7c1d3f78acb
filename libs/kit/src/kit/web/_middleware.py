"""The two layers around every request: id, log line and metrics; and the limit of its body."""

import re
import time
from asyncio import to_thread
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import Invalid
from kit.ids import new_id
from kit.observe import current_traceparent, get_logger
from kit.web import _metrics as metrics
from kit.web import _problems as problems
from rules.json_text import JsonError, RepeatedError, TooDeepError, read_json
from rules.text import Text

QUIET_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_CLIENT_GONE: Final = 499
_LARGE: Final = 65_536


class RequestMiddleware:
    """Gives a request its id, its log line, its metrics, and an answer even when it breaks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._logger = get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer(send, request_id)
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, answer.send)
            except Exception as error:
                self._logger.exception("request_broke", error=type(error).__name__)
                if answer.status is not None:
                    raise  # half of the answer is gone: only the connection can be closed
                await problems.respond(error, Request(scope))(scope, receive, answer.send)
            finally:
                self._record(scope, answer.status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int | None, seconds: float) -> None:
        status = status or _CLIENT_GONE
        route = _route(scope)
        metrics.record_request(scope["method"], route, status=status, seconds=seconds)
        if scope["path"] not in QUIET_PATHS:
            self._logger.info(
                "http_request",
                method=scope["method"],
                route=route,
                status=status,
                milliseconds=round(seconds * 1000, 2),
            )


class BodyLimitMiddleware:
    """Refuses bodies above the limit: by their announced length, and while they arrive."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > self._limit:
            answer = problems.respond(_too_large(), Request(scope))
            await answer(scope, receive, send)
            return
        seen = 0
        json = _Json(scope)

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                raise _too_large()
            await json.take(message)
            return message

        await self._app(scope, counted, send)


class _Answer:
    """Watches an answer leave, and adds the headers that every answer has."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            traceparent = current_traceparent()
            if traceparent is not None:
                headers["traceparent"] = traceparent
            if "etag" in headers:
                # The right to see it is checked every time, and shared caches must not keep it.
                headers.setdefault("Cache-Control", "private, no-cache")
        await self._send(message)


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
            await to_thread(read_json, body) if len(body) > _LARGE else read_json(body)
        except JsonError as error:
            raise HTTPException(400) from Invalid(_detail(error), errors=error.problems)


def _detail(error: JsonError) -> Text:
    if isinstance(error, TooDeepError):
        return Text("JSON itu bersarang terlalu dalam.", "The JSON is nested too deeply.")
    if isinstance(error, RepeatedError):
        return Text(
            "Tulis setiap anggota JSON satu kali saja.", "Write every member of the JSON only once."
        )
    return Text("Isi permintaan tidak dapat dibaca.", "The request could not be read.")


def _too_large() -> HTTPException:
    # FastAPI lets this kind of exception through when it reads a body, and no other.
    return HTTPException(413)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(new_id())


def _route(scope: Scope) -> str:
    """Return the route's template; addresses that lead nowhere are one label."""
    return getattr(scope.get("route"), "path", None) or "none"
