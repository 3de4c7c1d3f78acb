"""The tasks that an application lives by: when one ends, it is not ready any more, and ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from kit.observe import get_logger


class PartFailedError(Exception):
    """A task has ended that was to run as long as the application."""


class Parts:
    """Runs tasks beside the requests. `on_failure` is called when one ends by itself."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.on_failure: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def running(self, **runs: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Run tasks, by their names, until the end of the block."""
        tasks = []
        for name, run in runs.items():
            task = asyncio.ensure_future(run())
            task.add_done_callback(lambda ended, name=name: self._note(name, ended))  # type: ignore[misc] # mypy knows no such default
            tasks.append(task)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def check(self) -> None:
        """Raise PartFailedError when a part has ended."""
        if self.failed:
            raise PartFailedError(", ".join(self.failed))

    def _note(self, name: str, ended: asyncio.Future[None]) -> None:
        if ended.cancelled():
            return
        self.failed.append(name)
        get_logger().error("part_failed", part=name, exc_info=ended.exception())
        self.on_failure()
