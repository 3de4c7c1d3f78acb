"""What a relay still has to send: rows in memory, and how far back it must read the table."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kit.broker import Record, TopicPartition


@dataclass(frozen=True, slots=True)
class Waiting:
    """A committed row and what to send for it."""

    id: int
    record: Record

    @property
    def partition(self) -> TopicPartition:
        """Return where the row goes."""
        return TopicPartition(self.record.topic, self.record.partition)


@dataclass(slots=True)
class Backlog:
    """Rows in order of commit. A partition that is behind keeps none in memory."""

    bound: int
    queue: deque[Waiting] = field(default_factory=deque)
    behind: dict[TopicPartition, int] = field(default_factory=dict)

    def add(self, ids: Sequence[int], records: Sequence[Record]) -> None:
        """Take committed rows; those without room put their partition behind."""
        has_room = len(self.queue) + len(ids) <= self.bound
        left: dict[TopicPartition, int] = {}
        for row_id, record in zip(ids, records, strict=True):
            tp = TopicPartition(record.topic, record.partition)
            if has_room and tp not in self.behind:
                self.queue.append(Waiting(row_id, record))
            else:
                left[tp] = max(row_id, left.get(tp, 0))
        if left:
            self.fall_behind(left)

    def take(self, limit: int) -> list[Waiting]:
        """Take at most `limit` rows out of memory."""
        return [self.queue.popleft() for _ in range(min(len(self.queue), limit))]

    def keep_back(self, rows: Iterable[Waiting], failed: Collection[TopicPartition]) -> None:
        """Leave those of `rows` in the table that go to a failed partition."""
        last: dict[TopicPartition, int] = {}
        for row in rows:
            if row.partition in failed:
                last[row.partition] = max(row.id, last.get(row.partition, 0))
        self.fall_behind(last)

    def fall_behind(self, partitions: Mapping[TopicPartition, int]) -> None:
        """Leave these partitions in the table up to these ids, also their rows in memory."""
        has_fallen = not partitions.keys() <= self.behind.keys()
        for tp, last in partitions.items():
            self.behind[tp] = max(last, self.behind.get(tp, 0))
        if not has_fallen:
            return
        waiting, self.queue = self.queue, deque()
        for row in waiting:
            if row.partition in self.behind:
                self.behind[row.partition] = max(row.id, self.behind[row.partition])
            else:
                self.queue.append(row)

    def without_those_in_memory(self, rows: Iterable[Waiting]) -> list[Waiting]:
        """Return the rows that this process is not about to send anyway."""
        in_memory = {row.id for row in self.queue}
        return [row for row in rows if row.id not in in_memory]
