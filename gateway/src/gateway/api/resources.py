"""The resources of the public API, passed on to the services that own them."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final

from fastapi import APIRouter, Request
from opentelemetry.trace import SpanKind
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway import metrics
from gateway.api import limits
from gateway.clients.services import (
    Answer,
    ServiceClient,
    ServiceSlowError,
    ServiceUnreachableError,
)
from gateway.domain.resource import RESOURCES, Resource, Service
from kit import telemetry
from kit.auth import ROLES, require
from kit.errors import MethodNotAllowed, NotFound, Unavailable
from kit.languages import Text

Endpoint = Callable[[Request], Awaitable[Response]]

PREFIX: Final = "/api/v1"
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
# What of a request reaches a service; everything else, cookies for instance, ends here.
_PASSED_ON: Final = frozenset(
    {
        b"accept",
        b"accept-language",
        b"authorization",
        b"content-encoding",
        b"content-type",
        b"host",
        b"idempotency-key",
        b"if-match",
        b"if-none-match",
    }
)
# What of an answer ends here: what concerns one connection only, and what this process adds itself.
_KEPT_BACK: Final = frozenset(
    {
        b"connection",
        b"date",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"server",
        b"set-cookie",
        b"te",
        b"traceparent",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-request-id",
    }
)


def router() -> APIRouter:
    """Return the routes of every resource, each with the roles of its method."""
    made = APIRouter(prefix=PREFIX, include_in_schema=False)
    for resource in RESOURCES.values():
        endpoint = _forward_to(resource.service)
        for method, roles in resource.roles.items():
            _add(made, resource, methods=[method], roles=roles, endpoint=endpoint)
    for resource in RESOURCES.values():
        others = sorted(_METHODS - resource.roles.keys())
        _add(made, resource, methods=others, roles=ROLES, endpoint=_refuse(resource))
    return made


def _add(
    router: APIRouter,
    resource: Resource,
    *,
    methods: list[str],
    roles: frozenset[str],
    endpoint: Endpoint,
) -> None:
    router.add_api_route(
        f"/{resource.name}{{below:path}}",
        endpoint,
        methods=methods,
        dependencies=[require(*sorted(roles))],
        response_model=None,
    )


def _forward_to(service: Service) -> Endpoint:
    async def forward(request: Request) -> Response:
        _require_below(request)
        await limits.require_within(request)
        return await _forward(request, request.app.state.services[service])

    return forward


def _refuse(resource: Resource) -> Endpoint:
    allowed = ", ".join(sorted(resource.roles))

    async def refuse(request: Request) -> Response:
        _require_below(request)
        raise MethodNotAllowed(
            Text(f"Di sini hanya {allowed}.", f"Only {allowed} here."), headers={"Allow": allowed}
        )

    return refuse


def _require_below(request: Request) -> None:
    """Refuse what only begins like a resource: `/scoresheets` is not below `/scores`."""
    below: str = request.path_params["below"]
    if below and not below.startswith("/"):
        raise NotFound(Text("Alamat ini tidak ada.", "There is nothing at this address."))


async def _forward(request: Request, client: ServiceClient) -> Response:
    service, has_body = client.service, _has_body(request)
    started = time.perf_counter()
    with telemetry.span(
        f"{request.method} {service}",
        kind=SpanKind.CLIENT,
        attributes={"http.request.method": request.method, "server.address": client.base},
    ) as span:
        try:
            answer = await client.send(
                request.method,
                _target(request.scope),
                headers=_request_headers(request, has_body=has_body),
                body=request.stream() if has_body else None,
            )
        except ServiceUnreachableError as error:
            metrics.record_forwarded(service, "unreachable")
            raise _unreachable(service) from error
        except ServiceSlowError as error:
            metrics.record_forwarded(service, "slow")
            raise _slow(service) from error
        span.set_attribute("http.response.status_code", answer.status)
    metrics.record_forward_seconds(service, time.perf_counter() - started)
    limit: int = request.app.state.settings.answer_limit_bytes
    if (answer.length or 0) > limit:
        await answer.close()
        metrics.record_forwarded(service, "too_large")
        raise _too_large(service)
    return _Forwarded(answer, client, limit=limit, rate=getattr(request.state, "rate_headers", {}))


class _Forwarded(Response):
    """A service's answer, passed on while it arrives."""

    def __init__(
        self, answer: Answer, client: ServiceClient, *, limit: int, rate: dict[str, str]
    ) -> None:
        self.status_code = answer.status
        self.background = None
        self.raw_headers = [
            *_answer_headers(answer.headers, client.base.encode()),
            *((name.lower().encode(), value.encode()) for name, value in rate.items()),
        ]
        self._answer = answer
        self._service = client.service
        self._limit = limit

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        outcome: metrics.Outcome = "client_gone"
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            async for chunk in self._limited():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            outcome = "answered"
        except ServiceUnreachableError:
            outcome = "unreachable"
            raise
        except ServiceSlowError:
            outcome = "slow"
            raise
        finally:
            metrics.record_forwarded(self._service, outcome)
            await self._answer.close()

    async def _limited(self) -> AsyncIterator[bytes]:
        left = self._limit
        async for chunk in self._answer.chunks():
            left -= len(chunk)
            if left < 0:
                # The status has been sent: all that can be done is to break the connection.
                raise _too_large(self._service)
            yield chunk


def _target(scope: Scope) -> bytes:
    """Return path and query exactly as they were sent."""
    path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


def _has_body(request: Request) -> bool:
    announced = {"content-length", "transfer-encoding"}.intersection(request.headers)
    return bool(announced) and request.method != "GET"


def _request_headers(request: Request, *, has_body: bool) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"accept-encoding", b"identity"),
        (b"x-request-id", request.state.request_id.encode()),
        *((name, value) for name, value in request.headers.raw if name in _PASSED_ON),
    ]
    if not has_body:
        if request.method != "GET":
            headers.append((b"content-length", b"0"))
    elif "content-length" in request.headers:
        headers.append((b"content-length", request.headers["content-length"].encode("latin-1")))
    else:
        headers.append((b"transfer-encoding", b"chunked"))
    given = request.headers.get("traceparent")
    traceparent = telemetry.current_traceparent() or given
    if traceparent is not None:
        headers.append((b"traceparent", traceparent.encode("latin-1")))
    return headers


def _answer_headers(
    headers: Sequence[tuple[bytes, bytes]], base: bytes
) -> list[tuple[bytes, bytes]]:
    """Return what of an answer's headers goes on; an address of the service becomes a path."""
    named = {
        name.strip().lower()
        for key, value in headers
        if key.lower() == b"connection"
        for name in value.split(b",")
    }
    kept = []
    for name, value in headers:
        lower = name.lower()
        if lower in _KEPT_BACK or lower in named:
            continue
        kept.append((lower, value.removeprefix(base) if lower == b"location" else value))
    return kept


def _unreachable(service: Service) -> Unavailable:
    return _unavailable(
        service,
        Text(
            f"Layanan {service} tidak terjangkau. Coba lagi sebentar lagi.",
            f"The service {service} is out of reach. Try again in a moment.",
        ),
        seconds=2,
    )


def _slow(service: Service) -> Unavailable:
    return _unavailable(
        service,
        Text(
            f"Layanan {service} terlalu lama menjawab; permintaan mungkin tetap dijalankan.",
            f"The service {service} took too long; the request may still be carried out.",
        ),
        seconds=5,
    )


def _too_large(service: Service) -> Unavailable:
    return _unavailable(
        service,
        Text(
            f"Jawaban layanan {service} terlalu besar. Persempit permintaan, misalnya limit.",
            f"The answer of the service {service} is too large. Narrow the request, say by limit.",
        ),
        seconds=60,
    )


def _unavailable(service: Service, detail: Text, *, seconds: int) -> Unavailable:
    return Unavailable(
        detail, headers={"Retry-After": str(seconds)}, extra={"service": service.value}
    )
