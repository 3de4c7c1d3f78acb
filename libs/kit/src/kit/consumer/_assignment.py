"""The partitions of a consumer, and its position in each; told of every rebalance."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from kit.consumer import _metrics as metrics
from kit.consumer._decoding import Batch, Decoded, batch_from
from kit.consumer._offsets import begin, load
from kit.database import Database
from kit.messaging import ConsumerClient, OffsetOutOfRangeError, Record, TopicPartition
from kit.observe import get_logger

_REVOKE_SECONDS = 5.0


class Assignment:
    """A rebalance listener. `on_change` is called whenever partitions come or go.

    A batch is applied while `busy` is held, so a rebalance waits for the current batch; `give_up`
    tells a failing batch to stop its retries. If the batch takes too long, the partitions go to
    another consumer anyway, and the stored offsets refuse its late commit.
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
        # Whether there is an assignment and its positions are known.
        self.settled = False
        self.busy = asyncio.Lock()

    async def on_revoked(self, partitions: Collection[TopicPartition]) -> None:
        """Let the current batch finish, then forget everything."""
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
        """End all waiting and all retries; the current batch may finish."""
        self._ending = True
        self.give_up.set()
        self._on_change()

    def forget(self) -> None:
        """Drop positions and, through `on_revoked`, what handlers keep in memory."""
        self.generation += 1
        self._pending = None
        self.settled = False
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
            self.settled = True
            metrics.REBALANCES.labels(self._group).inc()
            get_logger().info("partitions_assigned", group=self._group, count=len(positions))
        return True

    def batch_of(
        self, parts: Mapping[TopicPartition, Sequence[Record]], decoded: Decoded
    ) -> Batch | None:
        """Return a batch of the records from the positions on; earlier ones are applied already."""
        positions = self.positions
        if all(tp in positions and part[0].offset >= positions[tp] for tp, part in parts.items()):
            return Batch(parts, {tp: positions[tp] for tp in parts}, decoded) if parts else None
        fresh: dict[TopicPartition, Sequence[Record]] = {}
        for tp, part in parts.items():
            if tp not in positions:
                continue
            rest = [record for record in part if record.offset >= positions[tp]]
            repeated = len(part) - len(rest)
            metrics.record_events(self._group, tp.topic, "repeated", count=repeated)
            if rest:
                fresh[tp] = rest
        return batch_from(fresh, positions) if fresh else None

    def move(self, batch: Batch, generation: int) -> None:
        """Move the positions behind an applied batch; forget it if its partitions were revoked."""
        if generation != self.generation:
            self._on_revoked()
            return
        self.positions |= {tp: after for tp, (_, after) in batch.moves.items()}

    async def _stored(
        self, client: ConsumerClient, partitions: Collection[TopicPartition]
    ) -> dict[TopicPartition, int]:
        starts = await client.beginning_offsets(partitions)
        async with self._database.transaction() as session:
            positions = await load(session, self._group, partitions)
            if new := {tp: start for tp, start in starts.items() if tp not in positions}:
                await begin(session, self._group, new)
                positions = await load(session, self._group, partitions)
        # Asked after the positions: the partitions' last owner may have moved on just now.
        ends = await client.end_offsets(partitions)
        for tp, position in positions.items():
            if not starts[tp] <= position <= ends[tp]:
                raise OffsetOutOfRangeError(
                    f"{self._group} stands at {position} of {tp.topic}/{tp.partition}, but the log"
                    f" holds {starts[tp]} to {ends[tp]}: it was cut or made anew"
                )
        return positions
