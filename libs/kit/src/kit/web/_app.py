"""The factory of every service's web application."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.telemetry import TelemetryConfig

from kit.auth import TokenVerifier, authorise
from kit.observe import Check, health_endpoints
from kit.settings import AppSettings, ServiceSettings
from kit.web import _openapi as openapi
from kit.web import _operations
from kit.web import _problems as problems
from kit.web._admission import admit
from kit.web._head import HeadMiddleware
from kit.web._middleware import QUIET_PATHS, BodyLimitMiddleware, RequestMiddleware
from kit.web._paging import CursorKey
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
    Its state has `settings`, `database`, `broker` and `verifier`. With a database and a broker it
    relays the outbox while it runs. `lifespan` holds what else runs as long as the app. Readiness
    asks the database, and the checks of `advisory`, without which the app is degraded but ready.

    Raises:
        ValueError: A route has no row in the table, or a row has no route.
    """
    app = FastAPI(title=title, lifespan=_lifespan(lifespan), redoc_url=None, telemetry=_TELEMETRY)
    app.state.database, app.state.broker = database, broker
    _remember(app, settings, table)
    # The last one added is the outermost.
    app.add_middleware(HeadMiddleware)
    app.add_middleware(BodyLimitMiddleware, limit=settings.body_limit_bytes)
    app.add_middleware(RequestMiddleware)
    problems.install(app)
    if database is not None:
        problems.install_translation(app, database.errors, database.problem_of)
    openapi.install(app)
    checks = {} if database is None else {"database": database.ping}
    for path, endpoint in health_endpoints(checks, advisory).items():
        app.add_api_route(path, endpoint, include_in_schema=False)
    for router in routers:
        app.include_router(router, dependencies=[Depends(admit)])
    _operations.check(app, table)
    return app


def _remember(app: FastAPI, settings: AppSettings, table: Table) -> None:
    app.state.settings = settings
    if isinstance(settings, ServiceSettings):
        app.state.cursor_key = CursorKey(settings.cursor_key.get_secret_value())
    app.state.authorise = authorise
    app.state.operations = {row.id: row for row in table.rows}
    app.state.verifier = TokenVerifier.from_settings(settings, roles=table.roles)


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

        await stack.enter_async_context(Relay(app.state.database, broker.producer()))
