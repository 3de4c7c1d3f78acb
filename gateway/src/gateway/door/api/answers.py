"""A service's answer on its way to the client."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gateway import metrics
from gateway.door.api import outages
from gateway.door.api.headers import Headers
from gateway.door.clients.services import Answer, ServiceSlowError, ServiceUnreachableError
from gateway.door.domain.resource import Service


class _ClientSlowError(Exception):
    """The client let the answer wait for too long."""


class PassedOn(Response):
    """Passes an answer on while it arrives.

    Args:
        limit_bytes: largest body.
        patience_seconds: the sum of time for which the client may let the answer wait; what a slow
            reader holds, a connection to the service above all, is then free again.
        ended: called once, however it ends.
    """

    def __init__(
        self,
        answer: Answer,
        service: Service,
        *,
        headers: Headers,
        limit_bytes: int,
        patience_seconds: float,
        ended: Callable[[], None],
    ) -> None:
        self.status_code = answer.status
        self.raw_headers = headers
        self.background = None
        self._answer = answer
        self._service = service
        self._limit = limit_bytes
        self._patience = patience_seconds
        self._ended = ended

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        outcome: metrics.Outcome = "client_gone"
        try:
            await self._pass_on(send)
            outcome = "answered"
        except _ClientSlowError:
            outcome = "client_slow"
            # Nothing can be said to somebody who takes nothing; the server closes.
        except ServiceUnreachableError:
            outcome = "unreachable"
            raise
        except ServiceSlowError:
            outcome = "slow"
            raise
        finally:
            self._ended()
            metrics.record_forwarded(self._service, outcome)
            await self._answer.close()

    async def _pass_on(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await self._send(send, start | {"headers": self.raw_headers})
        async for chunk, more in self._limited():
            await self._send(send, {"type": "http.response.body", "body": chunk, "more_body": more})

    async def _limited(self) -> AsyncIterator[tuple[bytes, bool]]:
        left = self._limit
        async for chunk, more in self._answer.chunks():
            left -= len(chunk)
            if left < 0:
                # The status has been sent: all that can be done is to break the connection.
                raise outages.too_large(self._service)
            yield chunk, more

    async def _send(self, send: Send, message: Message) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._patience):
                await send(message)
        except TimeoutError as error:
            raise _ClientSlowError from error
        self._patience -= time.monotonic() - began
