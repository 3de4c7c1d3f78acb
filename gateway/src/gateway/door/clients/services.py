"""Requests to the services behind the gateway; answers come back as streams of bytes."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpcore

from gateway.door.clients.connections import Connections, NoFreeConnectionError
from gateway.settings import GatewaySettings
from operations.services import Service

_SAFE: Final = frozenset({"GET", "HEAD"})
_ONE_PIECE_BYTES: Final = 1_048_576
_BROKEN: Final = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)

Headers = Sequence[tuple[bytes, bytes]]


class ServiceUnreachableError(Exception):
    """There was no connection to the service, or it broke."""


class ServiceSlowError(Exception):
    """The service took longer than the deadline."""


class ServiceBusyError(Exception):
    """All connections to the service are in use; the request was not sent."""


class ServiceResponse:
    """The status and headers of an answer; `chunks` reads its body, `close` ends it."""

    def __init__(
        self,
        response: httpcore.Response,
        connection: httpcore.AsyncHTTPConnection,
        *,
        connections: Connections,
        answer_seconds: float,
    ) -> None:
        self.status: int = response.status
        self.headers: Headers = response.headers
        self.length = _length(response.headers)
        self._response = response
        self._connection: httpcore.AsyncHTTPConnection | None = connection
        self._connections = connections
        self._answer_seconds = answer_seconds

    async def chunks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Yield pieces of the body as they arrive, without decoding.

        Each comes with a flag: more pieces follow. Before the last piece is yielded, the connection
        is given back, so a slow client does not hold it. A body of up to 1 MiB is one piece.

        Raises:
            ServiceUnreachableError: The connection broke.
            ServiceSlowError: Nothing more arrived within the deadline.
        """
        body = aiter(self._response.aiter_stream())
        left = self.length
        is_one_piece = left is not None and left <= _ONE_PIECE_BYTES
        held: list[bytes] = []
        chunk = await self._next(body)
        while chunk is not None:
            if left is not None:
                left -= len(chunk)
            if left == 0:
                break
            if is_one_piece:
                held.append(chunk)
            else:
                yield chunk, True
            chunk = await self._next(body)
        else:
            chunk = b""
        if left == 0:
            await self._next(body)  # the end of the message, which has already arrived
        await self.close()
        yield b"".join((*held, chunk)), False

    async def close(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            await self._response.aclose()
        finally:
            await self._connections.give_back(connection)

    async def _next(self, body: AsyncIterator[bytes]) -> bytes | None:
        try:
            async with asyncio.timeout(self._answer_seconds):
                return await anext(body, None)
        except TimeoutError as error:
            raise ServiceSlowError from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise ServiceUnreachableError(type(error).__name__) from error


class ServiceClient:
    """Sends requests to one service over a limited number of connections.

    It uses httpcore, the layer below httpx, because a gateway must not do what httpx adds:
    redirects, cookies, decoding.
    """

    def __init__(self, service: Service, settings: GatewaySettings) -> None:
        self.service = service
        self.address = settings.services[service]
        self._answer_seconds = settings.answer_seconds
        self._timeouts = {"connect": settings.connect_seconds}
        url = urlsplit(self.address)
        self._scheme = url.scheme.encode()
        self.host = url.netloc.rpartition("@")[2].encode()
        self._host = (url.hostname or "").encode()
        self._port = url.port
        origin = httpcore.URL(
            scheme=self._scheme, host=self._host, port=self._port, target=b"/"
        ).origin
        wait = settings.connection_wait_seconds
        self._connections = Connections(origin, limit=settings.connections, wait_seconds=wait)
        # Slow files take none of the connections that everything else needs.
        self._transfers = Connections(
            origin, limit=settings.transfer_connections, wait_seconds=wait
        )
        self._transfer_seconds = settings.transfer_seconds

    async def send(
        self,
        method: str,
        target: bytes,
        *,
        headers: Headers,
        body: bytes | AsyncIterable[bytes] | None,
        is_transfer: bool = False,
    ) -> ServiceResponse:
        """Send a request to a raw path with its query and return the beginning of the answer.

        `is_transfer`: a file comes or goes, over one of the connections that are kept for files.

        Raises:
            ServiceBusyError: No connection became free in time.
            ServiceUnreachableError: No connection, or it broke. GET and HEAD were tried twice,
                because the service may have closed a connection that was idle.
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
            return await self._send(request, is_transfer=is_transfer)
        except _BROKEN as error:
            if method not in _SAFE:
                raise ServiceUnreachableError(type(error).__name__) from error
        try:
            return await self._send(request, is_transfer=is_transfer, fresh=True)
        except _BROKEN as error:
            raise ServiceUnreachableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()
        await self._transfers.close()

    async def _send(
        self, request: httpcore.Request, *, is_transfer: bool, fresh: bool = False
    ) -> ServiceResponse:
        connections = self._transfers if is_transfer else self._connections
        seconds = self._answer_seconds + (self._transfer_seconds if is_transfer else 0)
        try:
            connection = await connections.take(fresh=fresh)
        except NoFreeConnectionError as error:
            raise ServiceBusyError from error
        try:
            response = await self._exchange(connection, request, seconds=seconds)
        except BaseException:
            await connections.give_back(connection)
            raise
        return ServiceResponse(
            response, connection, connections=connections, answer_seconds=self._answer_seconds
        )

    async def _exchange(
        self,
        connection: httpcore.AsyncHTTPConnection,
        request: httpcore.Request,
        *,
        seconds: float,
    ) -> httpcore.Response:
        try:
            async with asyncio.timeout(seconds):
                return await connection.handle_async_request(request)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise ServiceSlowError from error
        except (httpcore.ConnectError, httpcore.LocalProtocolError) as error:
            raise ServiceUnreachableError(type(error).__name__) from error


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
