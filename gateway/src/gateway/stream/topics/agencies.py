"""The tree of agencies, read from the beginning of its topic."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Final

from cachetools import TTLCache

from gateway import metrics
from gateway.stream.domain.agency_tree import AgencyTree
from gateway.stream.domain.position import Position
from gateway.stream.topics.follower import Follower
from gateway.stream.topics.signals import Signal
from kit.messaging import Broker, BrokerError, Record
from kit.observe import get_logger
from rules import json_text

TOPIC: Final = "submission.agency"
# Every version of the event holds the fields that are read here.
_CHANGED: Final = "submission.agency.changed"
_REFRESH_SECONDS: Final = 3.0
_LOOK_UP_AGAIN_SECONDS: Final = 30.0
_UNKNOWN_CODES: Final = 10_000


class Agencies:
    """Knows which agency is below which, up to the last record that was read."""

    def __init__(self, broker: Broker) -> None:
        self.position: Position | None = None
        self._tree = AgencyTree()
        self._goal: Position | None = None
        self._moved = Signal()
        self._unknown: TTLCache[str, None]
        self._unknown = TTLCache(_UNKNOWN_CODES, ttl=_LOOK_UP_AGAIN_SECONDS)
        self._follower = Follower(broker, TOPIC, reader=self)

    async def run(self) -> None:
        """Follow the topic until cancelled."""
        await self._follower.run()

    @property
    def is_ready(self) -> bool:
        """Whether everything was read that was in the topic when reading began."""
        return self._goal is not None and self._has_reached(self._goal)

    async def line_within(self, root: str, code: str) -> tuple[str, ...]:
        """Return the agency and those above it. Empty if it is not `root` and not below `root`.

        An agency that is hidden takes as long to answer as one that does not exist: for both, the
        topic is read to its end.
        """
        line = self._tree.line(code)
        if code in self._tree and root in line:
            return line
        if self._may_look_up(code):
            await self.refresh()
        line = self._tree.line(code)
        return line if code in self._tree and root in line else ()

    async def line(self, code: str) -> tuple[str, ...]:
        """Return the agency and all agencies above it.

        A score event may arrive before its agency's event was read from the other topic. For an
        unknown agency the topic is therefore read to its end first.
        """
        if code not in self._tree and self._may_look_up(code):
            await self.refresh()
        return self._tree.line(code)

    async def refresh(self) -> None:
        """Wait until everything that is in the topic now was read, a few seconds at most."""
        try:
            async with asyncio.timeout(_REFRESH_SECONDS):
                ends = await self._follower.ends()
                while not self._has_reached(ends):
                    await self._moved.wait(_REFRESH_SECONDS)
        except (BrokerError, TimeoutError) as error:
            get_logger().warning("agencies_not_refreshed", error=str(error))

    def choose_start(self, ends: Position) -> Position:
        """Start at the beginning of the topic."""
        self._goal = ends
        return Position((0,) * len(ends))

    async def receive(self, records: Sequence[Record]) -> None:
        """Put the agencies of the records into the tree."""
        for record in records:
            self._apply(record)
            if self.position is not None:
                self.position = self.position.after(record.partition, record.offset)
        self._moved.fire()

    def _apply(self, record: Record) -> None:
        event_type = dict(record.headers).get("ce_type", b"")
        if event_type.rpartition(b".v")[0] != _CHANGED.encode():
            return
        try:
            json_text.check_depth(record.value or b"")
            body: dict[str, Any] = json.loads(record.value or b"")
            code, parent, revision = body["agency_code"], body.get("parent_code"), body["revision"]
            self._tree.change(str(code), parent and str(parent), revision=int(revision))
        except (
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ):
            metrics.record_unreadable(TOPIC)

    def _has_reached(self, ends: Position) -> bool:
        return self.position is not None and self.position.covers(ends)

    def _may_look_up(self, code: str) -> bool:
        if code in self._unknown:
            return False
        self._unknown[code] = None
        return True
