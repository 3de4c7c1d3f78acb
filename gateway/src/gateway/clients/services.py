"""The services behind the gateway: requests go out and answers come back as streams of bytes."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import httpx

from gateway.domain.resource import Service
from gateway.settings import GatewaySettings

_SAFE: Final = frozenset({"GET", "HEAD"})

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
    _response: httpx.Response
    _patience: float

    @property
    def length(self) -> int | None:
        """Return the announced length of the body."""
        announced = self._response.headers.get("content-length", "")
        return int(announced) if announced.isdigit() else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the body as it arrives, encoded as it is.

        Raises:
            ServiceUnreachableError: The connection broke.
            ServiceSlowError: Nothing more arrived within the deadline.
        """
        body = self._response.aiter_raw()
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    chunk = await anext(body, None)
            except TimeoutError as error:
                raise ServiceSlowError from error
            except httpx.TransportError as error:
                raise ServiceUnreachableError(type(error).__name__) from error
            if chunk is None:
                return
            yield chunk

    async def close(self) -> None:
        """Give the connection back."""
        await self._response.aclose()


class ServiceClient:
    """One service with a bounded pool of connections. It never follows a redirect."""

    def __init__(self, service: Service, settings: GatewaySettings) -> None:
        self.service = service
        self.base = settings.services[service]
        self._patience = settings.answer_seconds
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(
                limits=httpx.Limits(
                    max_connections=settings.connections,
                    max_keepalive_connections=settings.connections,
                    keepalive_expiry=4.0,  # uvicorn closes idle connections after 5 s
                )
            ),
            timeout=httpx.Timeout(None, connect=settings.connect_seconds),
            trust_env=False,
            follow_redirects=False,
        )
        self._client.headers.clear()

    async def send(
        self, method: str, target: bytes, *, headers: Headers, body: AsyncIterator[bytes] | None
    ) -> Answer:
        """Send a request to a raw path with its query and return the beginning of the answer.

        Raises:
            ServiceUnreachableError: No connection, or it broke. A safe request was tried twice,
                as a connection that lay idle may have been closed by the other side.
            ServiceSlowError: No answer within the deadline.
        """
        for is_last in (method not in _SAFE, True):
            request = httpx.Request(
                method,
                httpx.URL(self.base).copy_with(raw_path=target),
                headers=list(headers),
                content=body,
            )
            request.extensions["timeout"] = self._client.timeout.as_dict()
            try:
                async with asyncio.timeout(self._patience):
                    response = await self._client.send(request, stream=True)
            except (TimeoutError, httpx.TimeoutException) as error:
                raise ServiceSlowError from error
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                if is_last:
                    raise ServiceUnreachableError(type(error).__name__) from error
            except httpx.TransportError as error:
                raise ServiceUnreachableError(type(error).__name__) from error
            else:
                return Answer(response.status_code, response.headers.raw, response, self._patience)
        raise AssertionError("the last attempt returns or raises")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


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
