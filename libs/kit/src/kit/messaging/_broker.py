"""The protocol of a broker: ordered partitions, acknowledged sends, consumers in groups.

Errors:
    BrokerError
    ├── SendError             some partitions' records were not acknowledged
    └── OffsetOutOfRangeError a position that the log does not hold
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class TopicPartition(NamedTuple):
    """One partition of a topic; equal to any other tuple of the same two values."""

    topic: str
    partition: int


def columns_of(partitions: Collection[TopicPartition]) -> tuple[list[str], list[int]]:
    """Return the topics and the numbers, as the two columns of a query's parameters."""
    return [tp.topic for tp in partitions], [tp.partition for tp in partitions]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a partition. The broker gives `offset` and `timestamp` (ms): -1 before that."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()
    offset: int = -1
    timestamp: int = -1


class BrokerError(Exception):
    """The broker did not do what it was asked."""


class SendError(BrokerError):
    """Some partitions' records were not acknowledged; they may be on the topic nevertheless."""

    def __init__(self, failed: Mapping[TopicPartition, Exception]) -> None:
        super().__init__(
            "; ".join(f"{tp.topic}/{tp.partition}: {error!r}" for tp, error in failed.items())
        )
        self.failed = failed


class OffsetOutOfRangeError(BrokerError):
    """A stored position is outside the log: the log was cut or the topic was created again."""


class RebalanceListener(Protocol):
    """Told which partitions the consumer loses and gets."""

    async def on_revoked(self, partitions: Collection[TopicPartition]) -> None:
        """Finish work on `partitions`, before another consumer gets them."""

    async def on_assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Store the new assignment; it is complete."""


class Producer(Protocol):
    """Appends records to the partitions that they name."""

    async def send(self, records: Sequence[Record]) -> None:
        """Return when every record is acknowledged by all replicas; order per partition is kept.

        Raises:
            SendError: Some partitions' records were not acknowledged; the others' were.
        """


class ConsumerClient(Protocol):
    """Reads records, as a member of a group or alone. It never commits by itself."""

    async def subscribe(self, topics: Collection[str], listener: RebalanceListener) -> None:
        """Join the group; `listener` is told of assignments. Each partition needs a `seek` then."""

    async def assign(self, partitions: Collection[TopicPartition]) -> None:
        """Read `partitions` without a group, from their beginning until `seek` says otherwise."""

    async def getmany(
        self, max_records: int, timeout_ms: int
    ) -> Mapping[TopicPartition, Sequence[Record]]:
        """Return what is there, at most `max_records`, waiting `timeout_ms` for the first."""

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Continue at `offset`; records that were fetched before are discarded."""

    def log_end(self, partition: TopicPartition) -> int | None:
        """Return the end of the log as last heard, without asking the broker."""

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Tell the broker the next offsets, for lag monitors."""

    async def beginning_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the first offset of each partition."""

    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the offset that the next record of each partition will get."""

    async def stop(self) -> None:
        """Leave the group and close the connection."""


class Broker(Protocol):
    """A connection to one cluster, made at the first use."""

    async def stop(self) -> None:
        """Close what was opened; never waits long for an unreachable broker."""

    async def ping(self) -> None:
        """Return when the broker answers, raise BrokerError when it does not."""

    def producer(self) -> Producer:
        """Return the process's one producer."""

    def consumer(self, group: str | None) -> ConsumerClient:
        """Return a new consumer of `group`, or one without a group."""

    async def end_offsets(self, topics: Collection[str]) -> Mapping[TopicPartition, int]:
        """Return the offset that the next record of every partition of `topics` will get."""
