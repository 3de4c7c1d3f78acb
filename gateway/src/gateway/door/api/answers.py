"""Forward a service's answer to the client."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway import metrics
from gateway.door.api import outages
from gateway.door.api.headers import Headers
from gateway.door.clients.services import ServiceResponse, ServiceSlowError, ServiceUnreachableError
from operations.services import Service


class _ClientSlowError(Exception):
    """The client took too long to read the answer."""


class ForwardedResponse(Response):
    """Forwards an answer to the client while it arrives from the service.

    Args:
        limit_bytes: largest body.
        client_seconds: for how long, in all, the client may keep the answer waiting. After that
            the connection to the service is free again.
        on_end: called once, whatever the outcome.
    """

    def __init__(
        self,
        answer: ServiceResponse,
        service: Service,
        *,
        headers: Headers,
        limit_bytes: int,
        client_seconds: float,
        on_end: Callable[[], None],
    ) -> None:
        self.status_code = answer.status
        self.raw_headers = headers
        self.background = None
        self._answer = answer
        self._service = service
        self._limit = limit_bytes
        self._seconds_left = client_seconds
        self._on_end = on_end

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        outcome: metrics.Outcome = "client_gone"
        try:
            await self._forward(send)
            outcome = "answered"
        except _ClientSlowError:
            outcome = "client_slow"
            # A client that reads nothing can be told nothing; the server closes the connection.
        except ServiceUnreachableError:
            outcome = "unreachable"
            raise
        except ServiceSlowError:
            outcome = "slow"
            raise
        finally:
            self._on_end()
            metrics.record_forwarded(self._service, outcome)
            await self._answer.close()

    async def _forward(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await self._send(send, start | {"headers": self.raw_headers})
        async for chunk, more in self._limited():
            await self._send(send, {"type": "http.response.body", "body": chunk, "more_body": more})

    async def _limited(self) -> AsyncIterator[tuple[bytes, bool]]:
        left = self._limit
        async for chunk, more in self._answer.chunks():
            left -= len(chunk)
            if left < 0:
                # The status was sent already, so the only way out is to break the connection.
                raise outages.too_large(self._service)
            yield chunk, more

    async def _send(self, send: Send, message: Message) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds_left):
                await send(message)
        except TimeoutError as error:
            raise _ClientSlowError from error
        self._seconds_left -= time.monotonic() - began
