"""Derive what was pushed as soon as it is there, each source in a task of its own."""

import asyncio
import time
from collections import Counter
from typing import Final

from integration import metrics
from integration.feeds.usecases.derive_pushed import DerivedPush, derive_pushed
from integration.kept.store import rows
from kit.database import Database, DatabaseClock, RecordingClock
from kit.observe import get_logger, span

_AGAIN_SECONDS: Final = 1.0
# Where something is in the way, another try at once would not help.
_REST_SECONDS: Final = {"busy": 0.02, "put_off": 0.25, "broken": 5.0}


async def watch_feeds(
    database: Database, *, poll_seconds: float, clock: RecordingClock | None = None
) -> None:
    """Look for rows that wait every `poll_seconds`, until cancelled."""
    watch = _Watch(database, clock or DatabaseClock())
    async with asyncio.TaskGroup() as group:
        while True:
            try:
                codes = await watch.waiting()
            except Exception:  # noqa: BLE001 - whatever it is, the sources go on
                get_logger().exception("waiting_rows_not_found")
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            for code in codes:
                watch.start(group, code)
            await asyncio.sleep(poll_seconds)


class _Watch:
    def __init__(self, database: Database, clock: RecordingClock) -> None:
        self._database = database
        self._clock = clock
        self._busy: set[str] = set()
        self._resting: dict[str, float] = {}

    async def waiting(self) -> list[str]:
        """Return the sources to derive from now."""
        async with self._database.reading() as session:
            codes = await rows.waiting(session)
        now = time.monotonic()
        return [
            code for code in codes if code not in self._busy and self._resting.get(code, 0.0) <= now
        ]

    def start(self, group: asyncio.TaskGroup, code: str) -> None:
        """Derive from a source in a task of its own."""
        self._busy.add(code)
        group.create_task(self._derive(code), name=f"feed {code}")

    async def _derive(self, code: str) -> None:
        rest = 0.0
        try:
            derived = await derive_waiting(self._database, self._clock, code)
            rest = _REST_SECONDS.get(derived.status, 0.0)
        except Exception:  # noqa: BLE001 - whatever it is, the other sources go on
            rest = _REST_SECONDS["broken"]
            get_logger().exception("feed_broke", source=code)
        finally:
            self._resting[code] = time.monotonic() + rest
            self._busy.discard(code)


async def derive_waiting(database: Database, clock: RecordingClock, code: str) -> DerivedPush:
    """Derive from the rows of a source that wait, in as many transactions as they need."""
    while True:
        with span("feed stored", attributes={"source.code": code}):
            async with database.transaction() as session:
                at = await clock.moment(session)
                derived = await derive_pushed(session, code, at=at)
        _tell(derived)
        if not derived.more:
            return derived


def _tell(derived: DerivedPush) -> None:
    if derived.source is None:
        return
    found, system = derived.found, derived.source.system
    changed = found.written.added + found.written.changed + found.gone
    metrics.record_rows(system, rows=found.rows, errors=found.errors, records=changed)
    for status, count in Counter(fact.status for fact in derived.facts).items():
        metrics.record_facts(system, status, count)
