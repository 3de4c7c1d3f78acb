"""The operations of the public API: each request is forwarded to the service that answers it.

What is not in the table of operations cannot be reached from outside. Each service checks token and
roles again, by the same table.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from fastapi import APIRouter, FastAPI, Request
from opentelemetry.trace import SpanKind
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway import metrics
from gateway.door.api import awaited as awaiting
from gateway.door.api import headers, limits, outages
from gateway.door.api.answers import ForwardedResponse
from gateway.door.clients.services import ServiceClient, ServiceResponse
from gateway.settings import GatewaySettings
from kit.auth import operation_of
from kit.observe import span
from operations.row import TRANSFERS, most_exact_first
from operations.services import Service
from operations.table import table_of

Endpoint = Callable[[Request], Awaitable[Response]]


def router() -> APIRouter:
    """Return a route for every operation that a service answers."""
    routes = APIRouter(include_in_schema=False)
    endpoints = {service: _forward_to(service) for service in Service}
    rows = [row for service in Service for row in table_of(service).rows]
    for row in most_exact_first(rows):
        routes.add_api_route(
            row.path,
            endpoints[Service(row.service)],
            methods=[row.method],
            operation_id=row.id,
            response_model=None,
        )
    return routes


def guard_unknown(app: FastAPI) -> None:
    """Let an address that no operation has be checked as all others are, before it is not found."""
    not_found = app.router.default

    async def check(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            limits.require_address(scope, app.state.settings)
        await not_found(scope, receive, send)

    app.router.default = check


def _forward_to(service: Service) -> Endpoint:
    async def forward(request: Request) -> Response:
        subject = await limits.require_within_limits(request)
        state = request.app.state
        is_transfer = operation_of(request).kind in TRANSFERS
        counted = state.transfers_at_once if is_transfer else state.requests_at_once
        leave = partial(counted.ended, subject)
        counted.started(subject)
        try:
            return await _forward(request, state.services[service], on_end=leave)
        except BaseException:
            leave()
            raise

    return forward


async def _forward(
    request: Request, client: ServiceClient, *, on_end: Callable[[], None]
) -> Response:
    settings: GatewaySettings = request.app.state.settings
    service = client.service
    kind = operation_of(request).kind
    is_transfer = kind in TRANSFERS
    limit = settings.transfer_limit_bytes if is_transfer else settings.answer_limit_bytes
    # A body is read whole before a connection is taken, so a slow client holds no connection. A
    # file is too large for that: it goes on as it comes, over one of a few connections for files.
    body = request.stream() if kind == "upload" else await _body(request)
    answer = await _answer(request, client, body=body, is_transfer=is_transfer)
    if (answer.length or 0) > limit:
        await answer.close()
        metrics.record_forwarded(service, "too_large")
        raise outages.too_large(service)
    shown = headers.response_headers(
        answer.headers, client.address.encode(), added=request.state.rate_headers
    )
    awaited = awaiting.awaited_by(answer)
    if awaited:
        with outages.told(service):
            response = await awaiting.answer_awaited(request, answer, awaited, headers=shown)
        metrics.record_forwarded(service, "answered")
        on_end()
        return response
    return ForwardedResponse(
        answer,
        service,
        headers=shown,
        limit_bytes=limit,
        client_seconds=settings.transfer_seconds if is_transfer else settings.client_seconds,
        on_end=on_end,
    )


async def _answer(
    request: Request,
    client: ServiceClient,
    *,
    body: bytes | AsyncIterator[bytes] | None,
    is_transfer: bool,
) -> ServiceResponse:
    service, started = client.service, time.perf_counter()
    with span(
        f"{request.method} {service}",
        kind=SpanKind.CLIENT,
        attributes={"http.request.method": request.method, "server.address": client.address},
    ) as opened:
        with outages.told(service):
            answer = await client.send(
                request.method,
                _target(request.scope),
                headers=headers.request_headers(
                    request,
                    host=client.host,
                    body=body if isinstance(body, bytes) else None,
                    is_streamed=isinstance(body, AsyncIterator),
                ),
                body=body,
                is_transfer=is_transfer,
            )
        opened.set_attribute("http.response.status_code", answer.status)
    metrics.record_forward_seconds(service, time.perf_counter() - started)
    return answer


def _target(scope: Scope) -> bytes:
    """Return path and query exactly as they were sent."""
    path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


async def _body(request: Request) -> bytes | None:
    announced = {"content-length", "transfer-encoding"}.intersection(request.headers)
    return None if not announced or request.method == "GET" else await request.body()
