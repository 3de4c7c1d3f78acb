"""The HTTP server of a worker: health, readiness and metrics, in the worker's own event loop."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from kit.observe import Check, health_endpoints
from kit.process._connections import client_protocol
from kit.settings import ServiceSettings


class HealthServer(uvicorn.Server):
    """Serves `/healthz`, `/readyz` and `/metrics`; leaves the signals to the worker."""

    def __init__(self, settings: ServiceSettings, checks: Mapping[str, Check]) -> None:
        routes = [Route(path, answer) for path, answer in health_endpoints(checks).items()]
        app = Starlette(routes=routes)
        app.router.redirect_slashes = False  # a redirect would repeat the request's Host
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.metrics_port,
                loop="none",
                http=client_protocol(settings),
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                headers=[("X-Content-Type-Options", "nosniff")],
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
