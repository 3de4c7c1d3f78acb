"""HTTP to other systems, with a deadline and a size limit."""

import asyncio
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, Self

import httpx
from anyio import CapacityLimiter

from kit.observe import current_traceparent
from kit.outbound import _decompression as decompression
from kit.outbound import _metrics as metrics
from kit.outbound._errors import (
    DeadlineExceeded,
    HttpError,
    RedirectRefused,
    TlsRefused,
    Unreachable,
)
from rules.text import Text

_MAX_REDIRECTS: Final = 3
_AT_ONCE: Final = 100
# Nothing queues in the pool: a request that is cancelled there, by our deadline for instance, can
# leave its place taken for ever (encode/httpcore#1093).
_UNQUEUED: Final = httpx.Limits(max_connections=None, max_keepalive_connections=20)
# A cookie is a credential that an answer gives: kept, it would travel with another's request.
_NO_COOKIES: Final = DefaultCookiePolicy(allowed_domains=())
_MOST_PORT: Final = 65_535
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_DECODED: Final = ("content-encoding", "content-length", "transfer-encoding")


def connections(trusted: ssl.SSLContext | None = None) -> httpx.AsyncHTTPTransport:
    """Return a transport that opens and keeps connections, and tries nothing again.

    `trusted`, the authorities, is large: several transports can share one.
    """
    verify = trusted or httpx.create_ssl_context()
    return httpx.AsyncHTTPTransport(verify=verify, retries=0, limits=_UNQUEUED)


class HttpClient:
    """Asks other systems; it only reads, so every request is a GET.

    Args:
        name: what is asked, for the metrics; one of few.
        deadline_seconds: longest time of a whole exchange, redirects and body included.
        max_body_bytes: longest body of an answer, decompressed.
        transport: opens the connections. The usual one goes wherever it is sent, for addresses
            that only operators set; others need one that looks at the target first.
    """

    def __init__(
        self,
        name: str,
        *,
        deadline_seconds: float = 10.0,
        max_body_bytes: int = 10_000_000,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._name = name
        self._deadline = deadline_seconds
        self._max_body_bytes = max_body_bytes
        self._places = CapacityLimiter(_AT_ONCE)
        self._client = httpx.AsyncClient(
            transport=transport or connections(),
            cookies=CookieJar(_NO_COOKIES),
            timeout=None,  # noqa: S113 - the deadline is around the whole exchange
            trust_env=False,
            headers={"Accept-Encoding": decompression.ACCEPTED, "User-Agent": "tolok"},
        )

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Any = None,
        deadline_seconds: float | None = None,
        max_body_bytes: int | None = None,
    ) -> httpx.Response:
        """Return the answer with its whole body, whatever its status.

        `max_body_bytes` can lower the client's own limit for this answer, and never raises it.

        Raises:
            HttpError: there is no usable answer; the subclass says why.
        """
        traceparent = current_traceparent()
        traced = {"traceparent": traceparent} if traceparent is not None else {}
        request = self._client.build_request(
            "GET", _address(url), headers={**(headers or {}), **traced}, params=params
        )
        try:
            most = min(max_body_bytes or self._max_body_bytes, self._max_body_bytes)
            async with asyncio.timeout(deadline_seconds or self._deadline), self._places:
                response = await self._follow(request, most)
        except TimeoutError as error:
            metrics.OUTGOING.labels(self._name, DeadlineExceeded.__name__).inc()
            host = request.url.host
            text = Text(f"{host} tidak selesai pada waktunya", f"{host} took too long")
            raise DeadlineExceeded(text) from error
        except HttpError as error:
            metrics.OUTGOING.labels(self._name, type(error).__name__).inc()
            raise
        metrics.OUTGOING.labels(self._name, f"{response.status_code // 100}xx").inc()
        return response

    async def close(self) -> None:
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def _follow(self, request: httpx.Request, most: int) -> httpx.Response:
        for _ in range(_MAX_REDIRECTS + 1):
            asked = request.url
            response = await self._send(request, most)
            if not response.has_redirect_location:
                return response
            target = asked.join(response.headers["location"])
            if not _may_lead(asked, target):
                text = Text("mengalihkan ke host lain", "sends to another host")
                raise RedirectRefused(Text(f"{asked.host} {text.id}", f"{asked.host} {text.en}"))
            headers = {k: v for k, v in request.headers.items() if k != "host"}
            request = self._client.build_request("GET", target, headers=headers)
        host = request.url.host
        text = Text(f"{host} mengalihkan berputar-putar", f"{host} redirects in circles")
        raise RedirectRefused(text)

    async def _send(self, request: httpx.Request, most: int) -> httpx.Response:
        try:
            response = await self._client.send(request, stream=True)
            try:
                body = await decompression.read_body(response, most)
            finally:
                await response.aclose()
        except (httpx.TransportError, httpx.InvalidURL, OSError) as error:
            text = f"{request.url.host}: {type(error).__name__}"
            refused = _tls_error(error)
            if refused is not None:
                # Only errors that OpenSSL itself found say why.
                why = getattr(refused, "reason", None) or type(refused).__name__
                text = f"{request.url.host}: {why}"
                raise TlsRefused(Text(text, text)) from error
            raise Unreachable(Text(text, text)) from error
        kept = [(k, v) for k, v in response.headers.multi_items() if k.lower() not in _DECODED]
        return httpx.Response(response.status_code, headers=kept, content=body, request=request)


def _tls_error(error: BaseException | None) -> ssl.SSLError | None:
    """Return the error of TLS because of which there is no connection, if there is one."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        text = Text("alamat itu tidak dapat dibaca", "the address cannot be read")
        raise Unreachable(text) from error
    if (address.port or 0) > _MOST_PORT:
        host = address.host
        raise Unreachable(Text(f"{host} tidak memiliki port itu", f"{host} has no such port"))
    return address


def _may_lead(asked: httpx.URL, target: httpx.URL) -> bool:
    """Say whether a request may be sent on with its headers, which may hold credentials.

    To the same origin, or from http to https of a host, both on their default ports.
    """
    origins = _origin(asked), _origin(target)
    safer = ("http", asked.host, 80), ("https", asked.host, 443)
    return origins[0] == origins[1] or origins == safer


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _DEFAULT_PORTS.get(url.scheme)
