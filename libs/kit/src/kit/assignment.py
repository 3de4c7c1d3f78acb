"""Which partitions a consumer has and where it stands in them; hears of every rebalance."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from kit import pipeline_metrics as metrics
from kit.broker import ConsumerClient, OffsetOutOfRangeError, Record, TopicPartition
from kit.database import Database
from kit.logs import get_logger
from kit.offsets import begin, load
from kit.received import Batch

_REVOKE_SECONDS = 5.0


class Assignment:
    """A rebalance listener. `on_change` is called whenever partitions come or go.

    `give_up` asks a failing batch to stop trying. A batch is applied while `busy` is held, so a rebalance waits for the batch in hand. If that
    takes too long the partitions go all the same: the stored offsets fence the late commit off.
    """

    def __init__(
        self,
        *,
        group: str,
        database: Database,
        on_revoked: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        self._group = group
        self._database = database
        self._on_revoked = on_revoked
        self._on_change = on_change
        self._pending: frozenset[TopicPartition] | None = None
        self.positions: dict[TopicPartition, int] = {}
        self.generation = 0
        self.give_up = asyncio.Event()
        self._ending = False
        self._settled = False
        self.busy = asyncio.Lock()

    @property
    def settled(self) -> bool:
        """Whether there is an assignment and its positions are known."""
        return self._settled

    async def on_revoked(self, partitions: Collection[TopicPartition]) -> None:
        """Let the batch in hand finish, then forget everything."""
        self.give_up.set()
        self._on_change()
        try:
            async with asyncio.timeout(_REVOKE_SECONDS), self.busy:
                self.forget()
        except TimeoutError:
            get_logger().warning("revoked_during_batch", group=self._group)
            self.forget()
        get_logger().info("partitions_revoked", group=self._group, count=len(partitions))

    async def on_assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Note the new assignment; `settle` takes it over before the next batch."""
        self._pending = frozenset(partitions)
        if not self._ending:
            self.give_up.clear()
        self._on_change()

    def end(self) -> None:
        """Give up waiting and retrying for good; the batch in hand may finish."""
        self._ending = True
        self.give_up.set()
        self._on_change()

    def forget(self) -> None:
        """Drop positions and, through `on_revoked`, what handlers keep in memory."""
        self.generation += 1
        self._pending = None
        self._settled = False
        for tp in self.positions:
            metrics.forget_lag(self._group, tp.topic, tp.partition)
        self.positions = {}
        self._on_revoked()

    async def settle(self, client: ConsumerClient) -> bool:
        """Seek to the stored offsets of a new assignment; returns whether there was one.

        Raises:
            OffsetOutOfRangeError: A stored offset lies outside the log.
        """
        partitions, self._pending = self._pending, None
        if partitions is None:
            return False
        generation = self.generation
        positions = await self._stored(client, partitions)
        if generation == self.generation:
            for tp, position in positions.items():
                client.seek(tp, position)
            self.positions = positions
            self._settled = True
            metrics.record_rebalance(self._group)
            get_logger().info("partitions_assigned", group=self._group, count=len(positions))
        return True

    def batch_of(self, fetched: Mapping[TopicPartition, Sequence[Record]]) -> Batch | None:
        """Return the fetched records from the positions on; what is below them was done before."""
        parts: dict[TopicPartition, Sequence[Record]] = {}
        for tp, records in fetched.items():
            position = self.positions.get(tp)
            if position is None:
                continue
            fresh = records
            if records[0].offset < position:
                fresh = [record for record in records if record.offset >= position]
                repeated = len(records) - len(fresh)
                metrics.record_events(self._group, tp.topic, "repeated", count=repeated)
            if fresh:
                parts[tp] = fresh
        return Batch(parts, {tp: self.positions[tp] for tp in parts}) if parts else None

    def move(self, batch: Batch, generation: int) -> None:
        """Stand after `batch`, which was applied; if the partitions went meanwhile, forget again."""
        if generation != self.generation:
            self._on_revoked()
            return
        self.positions |= {tp: after for tp, (_, after) in batch.moves.items()}

    async def _stored(
        self, client: ConsumerClient, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        starts = await client.beginning_offsets(partitions)
        ends = await client.end_offsets(partitions)
        async with self._database.transaction() as session:
            await begin(session, self._group, starts)
            positions = await load(session, self._group, partitions)
        for tp, position in positions.items():
            if not starts[tp] <= position <= ends[tp]:
                raise OffsetOutOfRangeError(
                    f"{self._group} stands at {position} of {tp.topic}/{tp.partition}, but the log"
                    f" holds {starts[tp]} to {ends[tp]}: it was cut or made anew"
                )
        return positions
