"""Reads topics from their first record to a given end, without a group."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Final

from kit.messaging import Broker, BrokerError, ConsumerClient, Record, TopicPartition

_POLL_MS: Final = 500
_AT_ONCE: Final = 5_000

Offsets = dict[TopicPartition, int]


class Log:
    """Some topics, read once from the beginning; `position` is where the reader stands."""

    def __init__(self, broker: Broker, topics: Collection[str]) -> None:
        self._broker = broker
        self._topics = topics
        self.position: Offsets = {}

    async def open(self) -> None:
        """Stand at the beginning.

        Raises:
            BrokerError: The log no longer begins at 0, so nothing can be rebuilt from it.
        """
        partitions = sorted(await self.ends())
        client = self._broker.consumer(None)
        try:
            await client.assign(partitions)
            starts = await client.beginning_offsets(partitions)
        finally:
            await client.stop()
        if cut := {tp: start for tp, start in starts.items() if start}:
            raise BrokerError(f"the log no longer begins at 0: {cut}")
        self.position = dict.fromkeys(partitions, 0)

    async def ends(self) -> Offsets:
        """Return where the topics end now."""
        return dict(await self._broker.end_offsets(self._topics))

    async def read(self, target: Mapping[TopicPartition, int]) -> AsyncIterator[Sequence[Record]]:
        """Yield what lies before `target`, in the order of each partition."""
        left = [tp for tp, end in target.items() if self.position[tp] < end]
        if not left:
            return
        client = self._broker.consumer(None)
        try:
            await client.assign(left)
            for tp in left:
                client.seek(tp, self.position[tp])
            while any(self.position[tp] < target[tp] for tp in left):
                async for part in self._fetched(client, target):
                    yield part
        finally:
            await client.stop()

    async def _fetched(
        self, client: ConsumerClient, target: Mapping[TopicPartition, int]
    ) -> AsyncIterator[Sequence[Record]]:
        for found, records in (await client.getmany(_AT_ONCE, _POLL_MS)).items():
            tp = TopicPartition(*found)
            part = [record for record in records if self.position[tp] <= record.offset < target[tp]]
            if part:
                self.position[tp] = part[-1].offset + 1
                yield part
