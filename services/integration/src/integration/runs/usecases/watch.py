"""Read every source when it is due, each in a task of its own, until cancelled."""

import asyncio
import time
from dataclasses import replace
from typing import Final

from integration.runs.store import leases
from integration.runs.usecases.sync import Places, Tools, sync_source
from kit.observe import get_logger

# After a defect of ours, or without the database, trying again at once would not help.
_REST_SECONDS: Final = 5.0
_AGAIN_SECONDS: Final = 1.0


async def watch_sources(tools: Tools, *, poll_seconds: float) -> None:
    """Look for due sources every `poll_seconds`; a slow or broken source delays no other.

    Several workers may watch at once: a lease decides which of them reads. A look that fails, as
    without the database, cuts no reading off: it is taken again a moment later.
    """
    watch = _Watch(replace(tools, places=Places.within(tools.database.pool_size)))
    async with asyncio.TaskGroup() as group:
        while True:
            try:
                codes = await watch.due()
            except Exception:  # noqa: BLE001 - whatever it is, the readings go on
                get_logger().exception("due_sources_not_found")
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            for code in codes:
                watch.start(group, code)
            await asyncio.sleep(poll_seconds)


class _Watch:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._reading: set[str] = set()
        self._resting: dict[str, float] = {}

    async def due(self) -> list[str]:
        """Return the sources to start now."""
        async with self._tools.database.reading() as session:
            codes = await leases.due(session, self._tools.clock.now())
        now = time.monotonic()
        return [
            code
            for code in codes
            if code not in self._reading and self._resting.get(code, 0.0) <= now
        ]

    def start(self, group: asyncio.TaskGroup, code: str) -> None:
        """Read a source in a task of its own."""
        self._reading.add(code)
        group.create_task(self._read(code), name=f"source {code}")

    async def _read(self, code: str) -> None:
        try:
            await sync_source(code, self._tools)
        except Exception:  # noqa: BLE001 - whatever it is, the other sources go on
            self._resting[code] = time.monotonic() + _REST_SECONDS
            get_logger().exception("sync_broke", source=code)
        finally:
            self._reading.discard(code)
