"""Whether a process has everything that it needs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from kit.observe._logs import get_logger

Check = Callable[[], Awaitable[None]]

_CHECK_SECONDS: Final = 2.0


async def readiness(checks: Mapping[str, Check]) -> dict[str, str]:
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
