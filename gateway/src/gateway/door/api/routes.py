"""The resources of the public API: each request is forwarded to the service that owns it."""

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from fastapi import APIRouter, Request
from opentelemetry.trace import SpanKind
from starlette.responses import Response
from starlette.types import Scope

from gateway import metrics
from gateway.door.api import awaited as awaiting
from gateway.door.api import headers, limits, outages
from gateway.door.api.answers import ForwardedResponse
from gateway.door.clients.services import (
    ServiceBusyError,
    ServiceClient,
    ServiceResponse,
    ServiceSlowError,
    ServiceUnreachableError,
)
from gateway.door.domain.resource import RESOURCES, Resource, Service
from gateway.settings import GatewaySettings
from kit.auth import require
from kit.errors import MethodNotAllowed, NotFound
from kit.observe import span
from rules.roles import ROLES
from rules.text import Text

Endpoint = Callable[[Request], Awaitable[Response]]

PREFIX: Final = "/api/v1"
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def router() -> APIRouter:
    """Return the routes of every resource, each with the roles of its method."""
    routes = APIRouter(prefix=PREFIX, include_in_schema=False)
    for resource in RESOURCES.values():
        endpoint = _forward_to(resource.service)
        for method, roles in resource.roles.items():
            _add(routes, resource, methods=[method], roles=roles, endpoint=endpoint)
    for resource in RESOURCES.values():
        others = sorted(_METHODS - resource.roles.keys())
        _add(routes, resource, methods=others, roles=ROLES, endpoint=_refuse(resource))
    return routes


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
        _require_resource_path(request)
        subject = await limits.require_within_limits(request)
        state = request.app.state
        leave = partial(state.requests_at_once.ended, subject)
        state.requests_at_once.started(subject)
        try:
            return await _forward(request, state.services[service], on_end=leave)
        except BaseException:
            leave()
            raise

    return forward


def _refuse(resource: Resource) -> Endpoint:
    allowed = ", ".join(sorted(resource.roles))

    async def refuse(request: Request) -> Response:
        _require_resource_path(request)
        raise MethodNotAllowed(
            Text(f"Alamat ini hanya menerima {allowed}.", f"This address accepts only {allowed}."),
            headers={"Allow": allowed},
        )

    return refuse


def _require_resource_path(request: Request) -> None:
    """Refuse a path that only begins like a resource: `/scoresheets` is not below `/scores`."""
    below: str = request.path_params["below"]
    if below and not below.startswith("/"):
        raise NotFound(Text("Alamat ini tidak ada.", "There is nothing at this address."))


async def _forward(
    request: Request, client: ServiceClient, *, on_end: Callable[[], None]
) -> Response:
    settings: GatewaySettings = request.app.state.settings
    service = client.service
    # The body is read whole before a connection is taken, so a slow client holds no connection.
    body = await _body(request)
    answer = await _answer(request, client, body=body)
    if (answer.length or 0) > settings.answer_limit_bytes:
        await answer.close()
        metrics.record_forwarded(service, "too_large")
        raise outages.too_large(service)
    shown = headers.response_headers(
        answer.headers, client.address.encode(), added=request.state.rate_headers
    )
    awaited = awaiting.awaited_by(answer)
    if awaited and await awaiting.are_there(request, awaited, request.app.state.services):
        metrics.record_forwarded(service, "answered")
        response = await awaiting.not_yet(request, answer, awaited, headers=shown)
        on_end()
        return response
    return ForwardedResponse(
        answer,
        service,
        headers=shown,
        limit_bytes=settings.answer_limit_bytes,
        client_seconds=settings.client_seconds,
        on_end=on_end,
    )


async def _answer(
    request: Request, client: ServiceClient, *, body: bytes | None
) -> ServiceResponse:
    service, started = client.service, time.perf_counter()
    with span(
        f"{request.method} {service}",
        kind=SpanKind.CLIENT,
        attributes={"http.request.method": request.method, "server.address": client.address},
    ) as opened:
        try:
            answer = await client.send(
                request.method,
                _target(request.scope),
                headers=headers.request_headers(request, host=client.host, body=body),
                body=body,
            )
        except ServiceBusyError as error:
            metrics.record_forwarded(service, "busy")
            raise outages.busy(service) from error
        except ServiceUnreachableError as error:
            metrics.record_forwarded(service, "unreachable")
            raise outages.unreachable(service) from error
        except ServiceSlowError as error:
            metrics.record_forwarded(service, "slow")
            raise outages.slow(service) from error
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
