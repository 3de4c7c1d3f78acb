"""Connections of clients: how many there are, and how long each may be silent.

uvicorn ends connections that are idle after an answer. It waits for ever for the first request, for
the rest of a request's headers, and for a body that nobody reads.
"""

import asyncio
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kit.settings import AppSettings

_FULL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"Retry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
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
            transport.write(_FULL)
            transport.close()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Read; what comes after an answer and begins no request is not waited for long."""
        super().data_received(data)
        is_answered = self.cycle is None or self.cycle.response_complete
        if is_answered and self._waiting is None:
            self._wait()

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
