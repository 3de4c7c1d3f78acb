"""Consumers and groups of the broker in memory."""

import asyncio
from collections.abc import Collection, Mapping

from kit.messaging import (
    BrokerError,
    OffsetOutOfRangeError,
    RebalanceListener,
    Record,
    TopicPartition,
)
from kit.testing._logs import Logs


class Group:
    """A consumer group: its members in the order of joining and the offsets they committed."""

    def __init__(self, logs: Logs) -> None:
        self._logs = logs
        self._members: list[MemoryConsumer] = []
        self._lock = asyncio.Lock()
        self.committed: dict[TopicPartition, int] = {}

    def has(self, member: "MemoryConsumer") -> bool:
        """Return whether the broker still counts `member` in."""
        return member in self._members

    async def join(self, member: "MemoryConsumer") -> None:
        """Add `member` and share the partitions out anew."""
        async with self._lock:
            await self._revoke()
            self._members.append(member)
            await self._share()

    async def leave(self, member: "MemoryConsumer") -> None:
        """Take `member` out and share its partitions out among the others."""
        async with self._lock:
            if member not in self._members:
                return
            await self._revoke()
            self._members.remove(member)
            await self._share()

    async def expire(self, member: "MemoryConsumer") -> None:
        """Take `member` out without telling it, and share its partitions out among the others."""
        async with self._lock:
            self._members.remove(member)
            await self._revoke()
            await self._share()

    async def _revoke(self) -> None:
        for member in self._members:
            await member.take_all()

    async def _share(self) -> None:
        shares: dict[MemoryConsumer, list[TopicPartition]] = {m: [] for m in self._members}
        topics = sorted({topic for member in self._members for topic in member.topics})
        for topic in topics:
            readers = [member for member in self._members if topic in member.topics]
            for tp in self._logs.partitions_of(topic):
                shares[readers[tp.partition % len(readers)]].append(tp)
        for member, share in shares.items():
            await member.give(share)


class MemoryConsumer:
    """Reads from the broker in memory, as a member of `group` or alone."""

    def __init__(self, logs: Logs, group: Group | None) -> None:
        self._logs = logs
        self._group = group
        self._listener: RebalanceListener | None = None
        self._positions: dict[TopicPartition, int | None] = {}
        self._stopped = False
        self.topics: frozenset[str] = frozenset()

    async def subscribe(self, topics: Collection[str], listener: RebalanceListener) -> None:
        """Join the group; `listener` hears of assignments, whose partitions must be sought."""
        if self._group is None:
            raise BrokerError("a consumer without a group assigns its partitions itself")
        if missing := [topic for topic in topics if not self._logs.partitions_of(topic)]:
            raise BrokerError(f"topics are missing: {missing}")
        self.topics, self._listener = frozenset(topics), listener
        await self._group.join(self)

    async def assign(self, partitions: Collection[TopicPartition]) -> None:
        """Read `partitions` without a group, from their beginning."""
        self._positions = {tp: self._logs.log_start(tp) for tp in partitions}

    async def getmany(
        self, max_records: int, timeout_ms: int
    ) -> Mapping[TopicPartition, list[Record]]:
        """Return what is there, at most `max_records`, waiting `timeout_ms` for the first."""
        deadline = asyncio.get_running_loop().time() + timeout_ms / 1000
        while True:
            if self._stopped:
                raise BrokerError("the consumer is stopped")
            drained = self._drain(max_records)
            left = deadline - asyncio.get_running_loop().time()
            if drained or left <= 0:
                return drained
            await self._logs.wait_for_arrival(left)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Continue at `offset`."""
        if partition not in self._positions:
            raise BrokerError(f"{partition} is not assigned")
        self._positions[partition] = offset
        self._logs.wake()

    def log_end(self, partition: TopicPartition) -> int | None:
        """Return the end of the log."""
        return self._logs.log_end(partition)

    async def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Store the next offsets; only a member of the group may."""
        if self._group is None or not self._group.has(self):
            raise BrokerError("no member of the group")
        self._group.committed |= offsets

    async def beginning_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """Return the first offset of each partition."""
        return {tp: self._logs.log_start(tp) for tp in partitions}

    async def end_offsets(
        self, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        """Return the next offset of each partition."""
        return {tp: self._logs.log_end(tp) for tp in partitions}

    async def stop(self) -> None:
        """Leave the group."""
        if self._stopped:
            return
        if self._group is not None:
            await self._group.leave(self)
        self._stopped = True

    async def take_all(self) -> None:
        """Hear from the group that the partitions are taken back."""
        taken = set(self._positions)
        if self._listener is not None:
            await self._listener.on_revoked(taken)
        self._positions = {}

    async def give(self, partitions: Collection[TopicPartition]) -> None:
        """Hear from the group of the new assignment."""
        self._positions = dict.fromkeys(partitions)
        if self._listener is not None:
            await self._listener.on_assigned(set(partitions))

    def _drain(self, max_records: int) -> dict[TopicPartition, list[Record]]:
        drained: dict[TopicPartition, list[Record]] = {}
        room = max_records
        for tp, position in self._positions.items():
            if position is None:
                continue  # not sought yet
            if not self._logs.log_start(tp) <= position <= self._logs.log_end(tp):
                raise OffsetOutOfRangeError(f"{tp} does not hold offset {position}")
            if records := self._logs.read(tp, position, limit=room):
                drained[tp] = records
                room -= len(records)
        for tp, records in drained.items():
            self._positions[tp] = records[-1].offset + 1
        return drained
