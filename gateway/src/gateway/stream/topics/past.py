"""Read what a resuming subscriber has missed, from the log itself."""

import asyncio
from dataclasses import dataclass
from typing import Final

from gateway import metrics
from gateway.stream.domain.announcement import Announcement
from gateway.stream.domain.position import Position
from gateway.stream.topics.agencies import Agencies
from gateway.stream.topics.follower import position_of
from gateway.stream.topics.records import announcement_of
from gateway.stream.topics.tail import TOPIC
from kit.messaging import Broker, ConsumerClient, OffsetOutOfRangeError, Record, TopicPartition

_RECORDS: Final = 500
_SECONDS: Final = 5.0
_WAIT_MS: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One record that was read: the position after it, and what it announces, if anything."""

    position: Position
    announcement: Announcement | None


class Past:
    """Reads the score topic between two positions, a piece at a time.

    A piece opens and closes a consumer of its own, so that a subscriber who reads slowly holds
    none, and only a few are open at once.
    """

    def __init__(self, broker: Broker, agencies: Agencies, *, at_once: int) -> None:
        self._broker = broker
        self._agencies = agencies
        self._slots = asyncio.Semaphore(at_once)

    async def read(self, start: Position, goal: Position) -> list[Step]:
        """Return what follows `start`, at most to `goal`, in the order of each partition.

        Raises:
            BrokerError: The broker cannot be read now.
            OffsetOutOfRangeError: The log does not hold `start`.
        """
        async with self._slots:
            if not goal.covers(start):
                await self._require_in_log(start)
            metrics.record_catch_up()
            consumer = self._broker.consumer(None)
            try:
                records = await _read(consumer, start=start, goal=goal)
            finally:
                await consumer.stop()
        position, steps = start, []
        for record in records:
            position = position.after(record.partition, record.offset)
            steps.append(Step(position, await announcement_of(record, self._agencies)))
        return steps

    async def _require_in_log(self, start: Position) -> None:
        """Refuse a position that is ahead of the log; it may well be ahead of this process."""
        ends = position_of(await self._broker.end_offsets([TOPIC]))
        if not ends.covers(start):
            raise OffsetOutOfRangeError(f"{start} is beyond the end {ends}")


async def _read(consumer: ConsumerClient, *, start: Position, goal: Position) -> list[Record]:
    missing = {
        TopicPartition(TOPIC, number): (first, end)
        for number, (first, end) in enumerate(zip(start, goal, strict=True))
        if first < end
    }
    if not missing:
        return []
    await consumer.assign(list(missing))
    for partition, (first, _) in missing.items():
        consumer.seek(partition, first)
    wanted = min(_RECORDS, sum(end - first for first, end in missing.values()))
    deadline = asyncio.get_running_loop().time() + _SECONDS
    found: list[Record] = []
    while len(found) < wanted and asyncio.get_running_loop().time() < deadline:
        batch = await consumer.getmany(_RECORDS, _WAIT_MS)
        for partition, records in batch.items():
            _, end = missing[TopicPartition(*partition)]
            found.extend(record for record in records if record.offset < end)
    return found
