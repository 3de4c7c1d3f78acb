"""The shadow: a worker's handler at work on a schema of its own, fed from the whole log."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Final, Self

from contracts.topics import AGENCY, EDITION
from kit.clock import SystemClock
from kit.consumer import (
    Batch,
    BatchRunner,
    DeadLetterLimit,
    Decoded,
    Patience,
    Received,
    decode_all,
)
from kit.database import Database, Session
from kit.messaging import Record, TopicPartition
from scoring.recompute.consumers import GROUP, handler
from scoring.recompute.usecases.rederive import rederive_assessments
from scoring.replay.consumers.log import Log, Offsets
from scoring.replay.consumers.order import Disorder
from scoring.replay.store import shadow
from scoring.state.store.memory import Memory

# So many messages at most are put into another order together.
_WINDOW: Final = 200_000
# Known first, they leave no decision waiting; any other order ends in the same, but later.
_FIRST: Final = (EDITION.name, AGENCY.name)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class EventClock:
    """Stands at the newest event that was handled: a replay is not of today."""

    at: datetime = _NEVER

    def now(self) -> datetime:
        """Return the time of the newest event."""
        return self.at

    async def moment(self, _session: Session) -> datetime:
        """Return it for what is recorded, too."""
        return self.at


@dataclass(slots=True)
class Portion(Batch):
    """Some messages in the order in which they are to be handled; they move no stored offset."""

    records: Sequence[Record] = ()

    @classmethod
    def of(cls, records: Sequence[Record]) -> Self:
        """Return a portion of these records, decoded."""
        parts: dict[TopicPartition, list[Record]] = {}
        for record in records:
            parts.setdefault(TopicPartition(record.topic, record.partition), []).append(record)
        decoded = Decoded()
        decode_all(records, into=decoded)
        return cls(parts, {}, decoded, records)

    @property
    def moves(self) -> dict[TopicPartition, tuple[int, int]]:
        """Return nothing: the shadow has no position of its own."""
        return {}

    def halves(self) -> tuple[Batch, Batch]:
        """Return the portion in two."""
        middle = len(self.records) // 2
        return Portion.of(self.records[:middle]), Portion.of(self.records[middle:])


@dataclass(slots=True)
class Shadow:
    """Applies the log to the shadow's database; `on_applied` hears how many records it took."""

    database: Database
    log: Log
    size: int
    remembered: int
    disorder: Disorder
    on_applied: Callable[[int], None]
    clock: EventClock = field(default_factory=EventClock)
    _runner: BatchRunner = field(init=False)

    def __post_init__(self) -> None:
        memory = Memory(capacity=self.remembered)
        handle = handler(memory, self.clock)

        async def handle_at_its_time(session: Session, messages: Sequence[Received]) -> None:
            self.clock.at = max(self.clock.at, *(message.event_time for message in messages))
            await handle(session, messages)

        self._runner = BatchRunner(
            database=self.database,
            group=GROUP,
            handler=handle_at_its_time,
            clock=SystemClock(),
            limit=DeadLetterLimit(share=1.0),
            patience=Patience(),
            on_rolled_back=memory.forget,
            give_up=asyncio.Event(),
        )

    async def follow(self, target: Mapping[TopicPartition, int]) -> None:
        """Apply everything before `target` that was not applied yet."""
        steps = [target]
        if not self.disorder:
            steps.insert(0, {tp: end for tp, end in target.items() if tp.topic in _FIRST})
        for step in steps:
            async for records in self._portions({**self.log.position, **step}):
                await self._apply(records)

    async def _portions(self, target: Offsets) -> AsyncIterator[Sequence[Record]]:
        """Yield portions of the size of a worker's largest batch, in the order that is wanted."""
        waiting: list[Record] = []
        most = _WINDOW if self.disorder else self.size
        async for records in self.log.read(target):
            waiting.extend(records)
            while len(waiting) >= most:
                for portion in self._ordered(waiting[:most]):
                    yield portion
                waiting = waiting[most:]
        for portion in self._ordered(waiting):
            yield portion

    def _ordered(self, records: Sequence[Record]) -> list[list[Record]]:
        rest = iter(self.disorder.applied(records))
        return [*iter(lambda: [*islice(rest, self.size)], [])]

    async def _apply(self, records: Sequence[Record]) -> None:
        await self._runner.run(Portion.of(records))
        async with self.database.transaction() as session:
            await shadow.empty_outbox(session)
        await rederive_assessments(self.database, self.clock)
        self.on_applied(len(records))
