"""Connections of clients: how many there are, and how long each may be silent.

uvicorn ends connections that are idle after an answer. It waits for ever for the first request, for
the rest of a request's headers, and for a body that nobody reads.
"""

import asyncio
from http import HTTPStatus
from typing import ClassVar, Final

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kit.errors import Invalid, ServiceError, Unavailable
from kit.settings import AppSettings
from rules.text import Text


def _answer(error: type[ServiceError], detail: Text) -> bytes:
    """Return an answer to a client of which nothing was read: it is in both languages."""
    titles = {"title": " / ".join(error.title), "detail": " / ".join(detail)}
    body = msgspec.json.encode({"type": error.type, "status": error.status, **titles})
    headers = {
        **error.default_headers,
        "Content-Type": "application/problem+json",
        "Content-Language": "id, en",
        "Content-Length": len(body),
        "X-Content-Type-Options": "nosniff",
        "Connection": "close",
    }
    start = f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}"
    lines = (start, *(f"{name}: {value}" for name, value in headers.items()), "", "")
    return "\r\n".join(lines).encode() + body


_UNREADABLE: Final = Text(
    "Permintaan ini bukan HTTP yang dapat dibaca.", "The request is no HTTP that can be read."
)
_FULL: Final = Text(
    "Sambungan terlalu banyak. Coba lagi sebentar lagi.",
    "There are too many connections. Try again in a moment.",
)


class ClientProtocol(HttpToolsProtocol):
    """One connection. It ends when headers, or what follows an answer, take too long."""

    seconds: ClassVar[float]
    most: ClassVar[int]
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn itself
        """Begin to wait for a request, or refuse one connection too many."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.write(_answer(Unavailable, _FULL))
            transport.close()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Read; what comes after an answer and begins no request is not waited for long."""
        super().data_received(data)
        is_answered = self.cycle is None or self.cycle.response_complete
        if is_answered and self._waiting is None:
            self._wait()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """Refuse what is no HTTP; within an answer that has begun it would be taken for a part."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_answer(Invalid, _UNREADABLE))
        self.transport.close()

    def on_message_begin(self) -> None:
        """Begin to wait for the headers of a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no longer: the application has a deadline for the body."""
        self._end_wait()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._end_wait()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._end_wait()
        self._waiting = self.loop.call_later(self.seconds, self.transport.close)

    def _end_wait(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def client_protocol(settings: AppSettings) -> type[ClientProtocol]:
    """Return the protocol with the limits of the settings."""
    limits = {"seconds": settings.header_seconds, "most": settings.client_connections}
    return type("LimitedProtocol", (ClientProtocol,), limits)
