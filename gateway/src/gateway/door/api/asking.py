"""What the gateway asks a service for itself, with the token of whoever asked the gateway.

So an answer that needs another service says nothing that its reader may not see.
"""

from typing import Final, NamedTuple

from fastapi import Request

from gateway.door.api.headers import request_headers
from gateway.door.clients.services import ServiceResponse
from operations.services import Service

_MOST_BYTES: Final = 262_144
_ASKED_WITH: Final = frozenset(
    {b"accept-encoding", b"accept-language", b"authorization", b"host", b"x-request-id"}
)


class Found(NamedTuple):
    """What a service said; a body of None was above the limit."""

    status: int
    body: bytes | None


async def ask(request: Request, service: Service, address: str) -> Found:
    """Return what a service answers to a GET of an address.

    Raises:
        ServiceBusyError, ServiceUnreachableError, ServiceSlowError: It did not answer.
    """
    client = request.app.state.services[service]
    asked = request_headers(request, host=client.host, body=None)
    headers = [(name, value) for name, value in asked if name in _ASKED_WITH]
    answer = await client.send("GET", address.encode(), headers=headers, body=None)
    return Found(answer.status, await read_whole(answer))


async def read_whole(answer: ServiceResponse) -> bytes | None:
    """Return what a service says, None above the limit, and give its connection back."""
    body = b""
    try:
        async for chunk, _ in answer.chunks():
            body += chunk
            if len(body) > _MOST_BYTES:
                return None
    finally:
        await answer.close()
    return body
