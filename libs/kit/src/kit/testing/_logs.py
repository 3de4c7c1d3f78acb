"""The logs of the broker in memory: what its producer, groups and consumers share."""

import asyncio
import time
from dataclasses import dataclass, field, replace

from contracts.topics import Topic
from kit.messaging import Record, TopicPartition


@dataclass(slots=True)
class _Log:
    records: list[Record] = field(default_factory=list)
    start: int = 0


class Logs:
    """Topics with their partitions, and those who wait for the next record."""

    def __init__(self) -> None:
        self._partitions: dict[str, int] = {}
        self._logs: dict[TopicPartition, _Log] = {}
        self._arrivals: set[asyncio.Event] = set()

    def count_of(self, topic: str) -> int | None:
        """Return how many partitions a topic has, None when it is missing."""
        return self._partitions.get(topic)

    def truncate(
        self, partition: TopicPartition, *, start: int = 0, end: int | None = None
    ) -> None:
        """Cut the log so that it holds the offsets from `start` to before `end`."""
        log = self._logs[partition]
        if end is not None:
            del log.records[end - log.start :]
        del log.records[: max(0, start - log.start)]
        log.start = max(start, log.start)

    def records(self, topic: str) -> list[Record]:
        """Return everything in `topic`, by partition and offset."""
        return [record for tp in self.partitions_of(topic) for record in self._logs[tp].records]

    def partitions_of(self, topic: str) -> list[TopicPartition]:
        """Return the partitions of `topic`."""
        return [TopicPartition(topic, number) for number in range(self._partitions.get(topic, 0))]

    def log_start(self, partition: TopicPartition) -> int:
        """Return the first offset that the log still holds."""
        return self._logs[partition].start

    def log_end(self, partition: TopicPartition) -> int:
        """Return the offset that the next record will get."""
        log = self._logs[partition]
        return log.start + len(log.records)

    def read(self, partition: TopicPartition, offset: int, *, limit: int) -> list[Record]:
        """Return at most `limit` records from `offset` on."""
        log = self._logs[partition]
        first = offset - log.start
        return log.records[first : first + limit]

    async def wait_for_arrival(self, seconds: float) -> None:
        """Return after the next append or after `seconds`."""
        arrival = asyncio.Event()
        self._arrivals.add(arrival)
        try:
            await asyncio.wait_for(arrival.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._arrivals.discard(arrival)

    def wake(self) -> None:
        """Let the waiting consumers look again."""
        for arrival in self._arrivals:
            arrival.set()

    def make(self, topic: Topic) -> None:
        """Make the empty partitions of a topic."""
        self._partitions[topic.name] = topic.partitions
        self._logs |= {tp: _Log() for tp in self.partitions_of(topic.name)}

    def append(self, tp: TopicPartition, records: list[Record]) -> None:
        """Store `records` at the end of a partition."""
        end, now = self.log_end(tp), time.time_ns() // 1_000_000
        self._logs[tp].records.extend(
            replace(record, offset=end + place, timestamp=now, headers=tuple(record.headers))
            for place, record in enumerate(records)
        )
        self.wake()
