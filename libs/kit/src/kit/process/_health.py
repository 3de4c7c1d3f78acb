"""Health, readiness and metrics of a worker, over a small HTTP server in the worker's own loop."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kit.observe import CONTENT_TYPE, Check, readiness, render


class HealthServer(uvicorn.Server):
    """Serves `/healthz`, `/readyz` and `/metrics`; leaves the signals to the worker."""

    def __init__(self, host: str, port: int, checks: Mapping[str, Check]) -> None:
        super().__init__(
            uvicorn.Config(
                _app(checks),
                host=host,
                port=port,
                loop="none",
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _app(checks: Mapping[str, Check]) -> Starlette:
    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        states = await readiness(checks)
        ready = all(state == "ok" for state in states.values())
        return JSONResponse(
            {"status": "ok" if ready else "unavailable", "checks": states},
            status_code=200 if ready else 503,
        )

    async def show_metrics(_request: Request) -> Response:
        return Response(render(), media_type=CONTENT_TYPE)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", show_metrics),
        ]
    )
