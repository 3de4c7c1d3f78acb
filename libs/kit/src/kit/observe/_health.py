"""How a process is: `/healthz`, `/readyz` and `/metrics`, the same in all APIs and workers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kit.observe._logs import get_logger

Check = Callable[[], Awaitable[None]]
Endpoint = Callable[[Request], Awaitable[Response]]

_CHECK_SECONDS: Final = 2.0


def health_endpoints(
    checks: Mapping[str, Check], advisory: Mapping[str, Check] | None = None
) -> dict[str, Endpoint]:
    """Return the endpoints by their path.

    A check raises when something is wrong. Without one of `checks` the process is not ready (503);
    without one of `advisory` it is degraded, but ready.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        needed, advice = await asyncio.gather(_states(checks), _states(advisory or {}))
        is_ready = set(needed.values()) <= {"ok"}
        is_whole = set(advice.values()) <= {"ok"}
        status = "unavailable" if not is_ready else "ok" if is_whole else "degraded"
        return JSONResponse(
            {"status": status, "checks": {**needed, **advice}},
            status_code=200 if is_ready else 503,
        )

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


async def _states(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run the checks at once; "ok" or the kind of failure for each."""
    return dict(zip(checks, await asyncio.gather(*map(_state, checks.items())), strict=True))


async def _state(check: tuple[str, Check]) -> str:
    name, run = check
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            await run()
    except Exception as error:  # noqa: BLE001 - whatever it is, the process is not ready
        get_logger().warning("not_ready", check=name, error=type(error).__name__)
        return type(error).__name__
    return "ok"
