"""The factory of every service's web application."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cachetools import LRUCache, cached
from fastapi import APIRouter, Depends, FastAPI
from fastapi.telemetry import TelemetryConfig

from kit.auth import TokenVerifier, authorise
from kit.observe import Check, health_endpoints
from kit.settings import AppSettings, ServiceSettings
from kit.web import _openapi as openapi
from kit.web import _operations
from kit.web import _problems as problems
from kit.web._admission import admit
from kit.web._bodies import BodyLimitMiddleware
from kit.web._methods import Addresses, MethodMiddleware
from kit.web._middleware import QUIET_PATHS, RequestMiddleware
from kit.web._paging import CursorKey
from kit.web._parts import Parts
from operations.row import Table

if TYPE_CHECKING:
    from kit.database import Database
    from kit.messaging import Broker

Extra = Callable[[FastAPI], AbstractAsyncContextManager[None]]

# One span per request; what happens inside is named by the service's own spans.
_TELEMETRY: Final[TelemetryConfig] = {
    "operation_spans": False,
    "metrics": False,
    "logs": False,
    "exclude": lambda scope: scope["path"] in QUIET_PATHS,
}

# Pages that load scripts from other hosts are not shown, and a redirect would repeat the request's
# Host, whatever it says.
_OPTIONS: Final[Mapping[str, Any]] = {
    "docs_url": None,
    "redoc_url": None,
    "redirect_slashes": False,
    "telemetry": _TELEMETRY,
}


def build_app(
    settings: AppSettings,
    *,
    title: str,
    routers: Sequence[APIRouter],
    table: Table,
    database: "Database | None" = None,
    broker: "Broker | None" = None,
    lifespan: Sequence[Extra] = (),
    advisory: Mapping[str, Check] | None = None,
) -> FastAPI:
    """Return an app with health, readiness, metrics, problem documents, tracing and limits.

    `table` has a row for each route, which finds it by its `operation_id`: who may use the route
    is taken from there.
    Its state has `settings`, `database`, `broker`, `verifier` and `parts`. With a database and a
    broker it relays the outbox. `lifespan` holds what else runs as long as the app, its tasks in
    `parts`. Readiness asks the database, the parts, and `advisory`, without which it is degraded.

    Raises:
        ValueError: A route has no row in the table, or a row has no route.
    """
    app = FastAPI(title=title, lifespan=_lifespan(lifespan), **_OPTIONS)
    app.state.database, app.state.broker = database, broker
    _remember(app, settings, table)
    _add_layers(app, settings)
    problems.install(app)
    if database is not None:
        problems.install_translation(app, database.errors, database.problem_of)
    openapi.install(app)
    parts: Mapping[str, Check] = {"parts": app.state.parts.check}
    checks = parts if database is None else {**parts, "database": database.ping}
    for path, endpoint in health_endpoints(checks, advisory).items():
        app.add_api_route(path, endpoint, include_in_schema=False)
    app.router.routes += _admitting(*routers)[0].routes
    _operations.check(app, table)
    return app


@cached(LRUCache(maxsize=8), key=lambda *routers: tuple(map(id, routers)))
def _admitting(*routers: APIRouter) -> tuple[APIRouter, Sequence[APIRouter]]:
    """Return the routers behind `admit`, for all apps that have them: preparing them takes long.

    It returns them too, so that they are kept and no other router gets their `id`.
    """
    all_of_them = APIRouter()
    for router in routers:
        all_of_them.include_router(router, dependencies=[Depends(admit)])
    return all_of_them, routers


def _remember(app: FastAPI, settings: AppSettings, table: Table) -> None:
    app.state.settings = settings
    if isinstance(settings, ServiceSettings):
        app.state.cursor_key = CursorKey(settings.cursor_key.get_secret_value())
    app.state.parts = Parts()
    app.state.authorise = authorise
    app.state.operations = {row.id: row for row in table.rows}
    app.state.addresses = Addresses(table)
    app.state.verifier = TokenVerifier.from_settings(settings, roles=table.roles)


def _add_layers(app: FastAPI, settings: AppSettings) -> None:
    # The last one added is the outermost.
    app.add_middleware(MethodMiddleware)
    app.add_middleware(BodyLimitMiddleware, settings=settings)
    app.add_middleware(RequestMiddleware)


def _lifespan(extras: Sequence[Extra]) -> Extra:
    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if app.state.database is not None:
                stack.push_async_callback(app.state.database.dispose)
            if app.state.broker is not None:
                await _enter_broker(app, stack)
            for extra in extras:
                await stack.enter_async_context(extra(app))
            yield

    return run


async def _enter_broker(app: FastAPI, stack: AsyncExitStack) -> None:
    broker: Broker = app.state.broker
    stack.push_async_callback(broker.stop)
    if app.state.database is not None:
        # The gateway has a broker and no outbox, and does without the import.
        from kit.outbox import Relay  # noqa: PLC0415 - see above

        relay = await stack.enter_async_context(Relay(app.state.database, broker.producer()))
        watch = partial(relay.watch, asyncio.Event())
        await stack.enter_async_context(app.state.parts.running(relay=watch))
