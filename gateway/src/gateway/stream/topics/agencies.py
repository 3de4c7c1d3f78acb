"""The tree of agencies, read from its topic from the beginning on."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Final

from gateway import metrics
from gateway.stream.domain.agency_tree import AgencyTree
from gateway.stream.domain.position import Position
from gateway.stream.topics.follower import Follower
from gateway.stream.topics.signals import Signal
from kit import nesting
from kit.messaging import Broker, BrokerError, Record
from kit.observe import get_logger

TOPIC: Final = "submission.agency"
_CHANGED: Final = "submission.agency.changed.v1"
_PATIENCE_SECONDS: Final = 3.0
_ASK_AGAIN_SECONDS: Final = 30.0


class Agencies:
    """Knows who is below whom, as of the end of the topic."""

    def __init__(self, broker: Broker) -> None:
        self.position: Position | None = None
        self._tree = AgencyTree()
        self._goal: Position | None = None
        self._moved = Signal()
        self._unknown: dict[str, float] = {}
        self._follower = Follower(broker, TOPIC, reader=self)

    async def run(self) -> None:
        """Follow the topic until cancelled."""
        await self._follower.run()

    @property
    def is_ready(self) -> bool:
        """Tell whether the topic was read to the end it had when the reading began."""
        return self._goal is not None and self._has_reached(self._goal)

    def knows(self, code: str) -> bool:
        """Tell whether there is such an agency."""
        return code in self._tree

    def is_top(self, code: str) -> bool:
        """Tell whether there is such an agency, with none above it."""
        return code in self._tree and self._tree.lineage(code) == (code,)

    async def lineage(self, code: str) -> tuple[str, ...]:
        """Return the agency and those above it.

        A score may arrive before its agency's own event was read from the other topic, so an
        unknown agency is looked up at the topic's end before it counts as one that is below nobody.
        """
        if code not in self._tree and self._may_ask(code):
            await self.refresh()
        return self._tree.lineage(code)

    async def refresh(self) -> None:
        """Return when everything that is in the topic now was read, or after a few seconds."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                ends = await self._follower.ends()
                while not self._has_reached(ends):
                    await self._moved.wait(_PATIENCE_SECONDS)
        except (BrokerError, TimeoutError) as error:
            get_logger().warning("agencies_not_refreshed", error=str(error))

    def begin(self, ends: Position) -> Position:
        """Start at the beginning."""
        self._goal = ends
        return Position((0,) * len(ends))

    async def take(self, records: Sequence[Record]) -> None:
        """Take note of the agencies in the records."""
        for record in records:
            self._apply(record)
            if self.position is not None:
                self.position = self.position.after(record.partition, record.offset)
        self._moved.fire()

    def _apply(self, record: Record) -> None:
        if dict(record.headers).get("ce_type") != _CHANGED.encode():
            return
        try:
            nesting.check(record.value or b"")
            body: dict[str, Any] = json.loads(record.value or b"")
            code, parent, revision = body["agency_code"], body.get("parent_code"), body["revision"]
            self._tree.change(str(code), parent and str(parent), revision=int(revision))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            metrics.record_unreadable(TOPIC)

    def _has_reached(self, ends: Position) -> bool:
        return self.position is not None and self.position.covers(ends)

    def _may_ask(self, code: str) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self._unknown.get(code, 0):
            return False
        self._unknown = {known: until for known, until in self._unknown.items() if until > now}
        self._unknown[code] = now + _ASK_AGAIN_SECONDS
        return True
