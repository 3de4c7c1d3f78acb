"""The layer around every request: its clear headers, id, log line, metrics, and its client."""

import re
import time
from typing import Final

import anyio
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.errors import Invalid
from kit.ids import new_id
from kit.observe import current_traceparent, get_logger, hide_query
from kit.web import _metrics as metrics
from kit.web import _problems as problems
from rules.refusal import Refusal
from rules.text import Text

QUIET_PATHS: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_CLIENT_GONE: Final = 499
_ANNOUNCE_BODY: Final = frozenset({b"content-length", b"transfer-encoding"})
# They decide something, and the first one would be believed.
_READ_ONCE: Final = _ANNOUNCE_BODY | set(
    b"accept accept-language authorization content-encoding content-type idempotency-key if-match"
    b" if-none-match last-event-id tolok-timestamp tolok-nonce tolok-signature".split()
)
# A name or an address, perhaps with a port, and nothing else (RFC 9110, 7.2).
_HOST: Final = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{0,5})?")


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
        answer = _Answer(scope, receive, send, request_id)
        app = _refusal(scope) or self._app
        started = time.perf_counter()
        hide_query()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await app(scope, answer.receive, answer.send)
            except ClientDisconnect:
                answer.is_gone = True
            except Exception as error:
                self._logger.exception("request_broke", error=type(error).__name__)
                if answer.status is not None:
                    raise  # half of the answer is gone: only the connection can be closed
                await problems.respond(error, Request(scope))(scope, receive, answer.send)
            finally:
                status = None if answer.is_gone else answer.status
                self._record(scope, status, time.perf_counter() - started)

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


class _Answer:
    """Watches an answer leave, and adds the headers that every answer has."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        self._receive = receive
        self._send = send
        self._request_id = request_id
        self._is_read = not _ANNOUNCE_BODY.intersection(name for name, _ in scope["headers"])
        self._seen: Message | None = None
        self.status: int | None = None
        self.is_gone = False  # the client hung up before the answer began

    async def receive(self) -> Message:
        message, self._seen = self._seen or await self._receive(), None
        self._is_read = not message.get("more_body", False)
        if message["type"] == "http.disconnect" and self.status is None:
            self.is_gone = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._look_for_client()
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            traceparent = current_traceparent()
            if traceparent is not None:
                headers["traceparent"] = traceparent
            headers["X-Content-Type-Options"] = "nosniff"
            if "etag" in headers:
                # The right to see it is checked every time, and shared caches must not keep it.
                headers.setdefault("Cache-Control", "private, no-cache")
        await self._send(message)

    async def _look_for_client(self) -> None:
        """Note whether the client hung up; never waits, and leaves what it saw to who listens."""
        if self._is_read:
            with anyio.CancelScope() as scope:
                scope.cancel()
                self._seen = await self.receive()


def _refusal(scope: Scope) -> ASGIApp | None:
    """Return the answer to headers that two programs could read in two ways, if there are any."""
    names = [name for name, _ in scope["headers"] if name in _READ_ONCE]
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    # HTTP/1.1 wants one host.
    is_plain = scope["http_version"] in ("1.0", "0.9") if not hosts else _HOST.fullmatch(hosts[0])
    if len(hosts) > 1 or not is_plain:
        name, fault = "Host", Text("harus satu nama host", "must be one host")
    elif twice := [each for each in names if names.count(each) > 1]:
        name, fault = twice[0].decode().title(), Text("dikirim dua kali", "is sent twice")
    elif _ANNOUNCE_BODY.issubset(names):
        name, fault = "Content-Length", Text("ada juga Transfer-Encoding", "is one of two lengths")
    else:
        return None
    advice = Text(f"Kirim satu header {name} yang jelas.", f"Send one clear {name} header.")
    close = {"Connection": "close"}
    problem = Invalid(advice, errors=[Refusal(f"header/{name}", fault)], headers=close)
    return problems.respond(problem, Request(scope))


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(new_id())


def _route(scope: Scope) -> str:
    """Return the route's template; addresses that lead nowhere are one label."""
    return getattr(scope.get("route"), "path", None) or "none"
