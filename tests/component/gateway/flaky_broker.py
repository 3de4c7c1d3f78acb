"""A broker in memory whose line can be cut."""

from collections.abc import Collection, Mapping
from typing import Any

from kit.messaging import BrokerError, ConsumerClient, Record, TopicPartition
from kit.testing import MemoryBroker


class FlakyBroker:
    """A broker in memory that can be cut off."""

    def __init__(self) -> None:
        self.inner = MemoryBroker()
        self.is_down = False
        self.opened = 0

    async def start(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""

    async def ping(self) -> None:
        """Answer while the line holds."""
        self.check()

    def producer(self) -> MemoryBroker:
        """Return the broker's own producer."""
        return self.inner

    def consumer(self, group: str | None) -> ConsumerClient:
        """Return a consumer on the same line."""
        self.opened += 1
        return FlakyConsumer(self, self.inner.consumer(group))

    async def end_offsets(self, topics: Collection[str]) -> Mapping[TopicPartition, int]:
        """Return the ends while the line holds."""
        self.check()
        return await self.inner.end_offsets(topics)

    def check(self) -> None:
        """Raise while the line is cut."""
        if self.is_down:
            raise BrokerError("the line is cut")

    def recreate(self, topic: str) -> None:
        """Make a topic anew, empty."""
        for partition in self.inner.partitions_of(topic):
            self.inner._logs[partition].records.clear()


class FlakyConsumer:
    """Passes everything on while the line holds."""

    def __init__(self, broker: FlakyBroker, inner: Any) -> None:
        self._broker = broker
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def getmany(
        self, max_records: int, timeout_ms: int
    ) -> Mapping[TopicPartition, list[Record]]:
        """Return records; a cut line shows at the next call."""
        self._broker.check()
        found: Mapping[TopicPartition, list[Record]] = await self._inner.getmany(
            max_records, min(timeout_ms, 50)
        )
        self._broker.check()
        return found

    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the ends while the line holds."""
        self._broker.check()
        ends: Mapping[TopicPartition, int] = await self._inner.end_offsets(partitions)
        return ends
