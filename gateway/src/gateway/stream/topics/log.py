"""Read from Kafka what a resuming subscriber has missed."""

import asyncio
from dataclasses import dataclass
from typing import Final

from anyio import CapacityLimiter

from gateway import metrics
from gateway.stream.domain.position import Position
from gateway.stream.domain.score_event import ScoreEvent
from gateway.stream.topics.agencies import Agencies
from gateway.stream.topics.follower import position_of
from gateway.stream.topics.records import score_event_of
from gateway.stream.topics.tail import TOPIC
from kit.messaging import Broker, ConsumerClient, OffsetOutOfRangeError, Record, TopicPartition

_RECORDS: Final = 500
_SECONDS: Final = 5.0
_WAIT_MS: Final = 500


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One record: the position after it, and its event. The event is None if it cannot be shown."""

    position: Position
    event: ScoreEvent | None


class ScoreLog:
    """Reads the score topic between two positions, one piece at a time.

    Every piece opens and closes its own consumer, so a slow subscriber holds no consumer. Only
    `at_once` consumers are open at the same time.
    """

    def __init__(self, broker: Broker, agencies: Agencies, *, at_once: int) -> None:
        self._broker = broker
        self._agencies = agencies
        self._slots = CapacityLimiter(at_once)

    async def read(self, start: Position, goal: Position) -> list[LogEntry]:
        """Return records from `start` on, not beyond `goal`, each partition in its order.

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
        position, entries = start, []
        for record in records:
            position = position.after(record.partition, record.offset)
            entries.append(LogEntry(position, await score_event_of(record, self._agencies)))
        return entries

    async def _require_in_log(self, start: Position) -> None:
        """Refuse a position beyond the end of the log. A position newer than ours may be valid."""
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
