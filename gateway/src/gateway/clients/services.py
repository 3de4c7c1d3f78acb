"""The services behind the gateway: requests go out and answers come back as streams of bytes."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpcore

from gateway.domain.resource import Service
from gateway.settings import GatewaySettings

_SAFE: Final = frozenset({"GET", "HEAD"})
_KEPT_IDLE_SECONDS: Final = 4.0  # uvicorn closes connections that were idle for five
_BROKEN: Final = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)

Headers = Sequence[tuple[bytes, bytes]]


class ServiceUnreachableError(Exception):
    """No connection to the service, or it broke before an answer."""


class ServiceSlowError(Exception):
    """The service took longer than the deadline."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The beginning of an answer; its body is read by `chunks` and ended by `close`."""

    status: int
    headers: Headers
    length: int | None
    _response: httpcore.Response
    _patience: float

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the body as it arrives, encoded as it is.

        Raises:
            ServiceUnreachableError: The connection broke.
            ServiceSlowError: Nothing more arrived within the deadline.
        """
        body = aiter(self._response.aiter_stream())
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    chunk = await anext(body, None)
            except TimeoutError as error:
                raise ServiceSlowError from error
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise ServiceUnreachableError(type(error).__name__) from error
            if chunk is None:
                return
            yield chunk

    async def close(self) -> None:
        """Give the connection back."""
        await self._response.aclose()


class ServiceClient:
    """One service with a bounded pool of connections.

    It speaks httpcore, the layer below httpx: what httpx adds (redirects, cookies, decoding) is
    what a gateway must not do.
    """

    def __init__(self, service: Service, settings: GatewaySettings) -> None:
        self.service = service
        self.base = settings.services[service]
        self._patience = settings.answer_seconds
        self._timeouts = {"connect": settings.connect_seconds}
        address = urlsplit(self.base)
        self._scheme = address.scheme.encode()
        self._host = (address.hostname or "").encode()
        self._port = address.port
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=settings.connections,
            max_keepalive_connections=settings.connections,
            keepalive_expiry=_KEPT_IDLE_SECONDS,
        )

    async def send(
        self, method: str, target: bytes, *, headers: Headers, body: AsyncIterator[bytes] | None
    ) -> Answer:
        """Send a request to a raw path with its query and return the beginning of the answer.

        Raises:
            ServiceUnreachableError: No connection, or it broke. A safe request was tried twice,
                as a connection that lay idle may have been closed by the other side.
            ServiceSlowError: No answer within the deadline.
        """
        request = httpcore.Request(
            method,
            httpcore.URL(scheme=self._scheme, host=self._host, port=self._port, target=target),
            headers=headers,
            content=body,
            extensions={"timeout": self._timeouts},
        )
        try:
            return await self._send(request)
        except _BROKEN as error:
            if method not in _SAFE:
                raise ServiceUnreachableError(type(error).__name__) from error
        try:
            return await self._send(request)
        except _BROKEN as error:
            raise ServiceUnreachableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def _send(self, request: httpcore.Request) -> Answer:
        try:
            async with asyncio.timeout(self._patience):
                response = await self._pool.handle_async_request(request)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise ServiceSlowError from error
        except (httpcore.ConnectError, httpcore.LocalProtocolError) as error:
            raise ServiceUnreachableError(type(error).__name__) from error
        return Answer(
            response.status,
            response.headers,
            _length(response.headers),
            response,
            self._patience,
        )


class ServiceClients:
    """A client for every service."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._clients: Mapping[Service, ServiceClient] = {
            service: ServiceClient(service, settings) for service in Service
        }

    def __getitem__(self, service: Service) -> ServiceClient:
        return self._clients[service]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for client in self._clients.values():
            await client.close()


def _length(headers: Headers) -> int | None:
    for name, value in headers:
        if name.lower() == b"content-length" and value.isdigit():
            return int(value)
    return None
