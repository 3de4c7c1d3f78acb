"""A broker in memory, for tests: order, partitions, offsets and groups as Apache Kafka has them.

`tests/contract/test_brokers.py` runs one suite over this broker and over Apache Kafka.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from contracts.topics import TOPICS, Topic
from kit.messaging import BrokerError, Record, SendError, TopicPartition
from kit.testing._consumer import Group, MemoryConsumer
from kit.testing._faults import Faults
from kit.testing._logs import Logs


class MemoryBroker(Logs):
    """Topics, producer and groups within one event loop. Made with the product's own topics."""

    def __init__(self, topics: Iterable[Topic] = tuple(TOPICS.values())) -> None:
        super().__init__()
        self._groups: dict[str, Group] = {}
        self._faults = Faults()
        for topic in topics:
            self.make(topic)

    async def stop(self) -> None:
        """Do nothing: what was sent stays."""

    async def ping(self) -> None:
        """Raise BrokerError while the broker is paused."""
        if self._faults.paused:
            raise BrokerError("the broker is paused")

    def producer(self) -> "MemoryBroker":
        """Return the broker itself, which is its own producer."""
        return self

    def consumer(self, group: str | None) -> MemoryConsumer:
        """Return a new consumer of `group`, or one without a group."""
        return MemoryConsumer(self, None if group is None else self._group(group))

    async def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Make the topics that are missing; a wrong partition count is an error."""
        for topic in topics:
            count = self.count_of(topic.name)
            if count is None:
                self.make(topic)
            elif count != topic.partitions:
                raise BrokerError(f"{topic.name} has {count} partitions, not {topic.partitions}")

    async def end_offsets(self, topics: Collection[str]) -> dict[TopicPartition, int]:
        """Return the next offset of every partition of `topics`."""
        return {tp: self.log_end(tp) for topic in topics for tp in self.partitions_of(topic)}

    async def send(self, records: Sequence[Record]) -> None:
        """Append `records`, unless a fault was injected; those of paused partitions come last."""
        await self._faults.wait()
        by_partition: dict[TopicPartition, list[Record]] = defaultdict(list)
        for record in records:
            by_partition[TopicPartition(record.topic, record.partition)].append(record)
        fault = self._faults.take(by_partition)
        failed: dict[TopicPartition, Exception] = {}
        for tp in sorted(by_partition, key=self._faults.is_held):
            await self._faults.wait(tp)
            hit = fault is not None and fault.hits(tp)
            if tp not in self.partitions_of(tp.topic):
                failed[tp] = BrokerError("unknown topic or partition")
                continue
            if hit:
                failed[tp] = BrokerError("injected fault")
            if fault is None or not hit or fault.appended:
                self.append(tp, by_partition[tp])
        if failed:
            raise SendError(failed)

    def fail_sends(
        self,
        times: int = 1,
        *,
        partitions: Collection[TopicPartition] | None = None,
        appended: bool = False,
    ) -> None:
        """Let the next sends to `partitions` (None: all) fail; `appended`: after storing them."""
        self._faults.add(times, partitions, appended=appended)

    def pause(self, *partitions: TopicPartition) -> None:
        """Let every send to `partitions` (none given: all) wait until `resume`."""
        self._faults.pause(partitions)

    def resume(self) -> None:
        """Let the waiting sends go on."""
        self._faults.resume()

    def committed(self, group: str) -> dict[TopicPartition, int]:
        """Return what the group told the broker of its offsets."""
        return dict(self._group(group).committed)

    async def expire(self, group: str, consumer: MemoryConsumer) -> None:
        """Take a consumer's partitions without telling it, as when its session times out."""
        await self._group(group).expire(consumer)

    def _group(self, name: str) -> Group:
        return self._groups.setdefault(name, Group(self))
