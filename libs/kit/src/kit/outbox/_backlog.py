"""The rows that a relay still has to send: those in memory, and those to read from the table."""

from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kit.messaging import Record, TopicPartition


@dataclass(slots=True)
class Part:
    """Committed rows of one partition, in order: their ids and what to send for them."""

    ids: list[int] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    def cut(self, limit: int) -> "Part":
        """Take the first `limit` rows out."""
        first = Part(self.ids[:limit], self.records[:limit])
        del self.ids[:limit], self.records[:limit]
        return first

    def insert(self, row_id: int, record: Record) -> None:
        """Add a row at its place: of one key, ids are in the order of its commits."""
        place = len(self.ids)
        if place and self.ids[-1] > row_id:  # rare: its process heard of a later commit first
            place = bisect(self.ids, row_id)
        self.ids.insert(place, row_id)
        self.records.insert(place, record)

    def hold(self, older: Mapping[bytes | None, int]) -> "Part":
        """Take out the rows that must wait; `older`: of each key the first row of another owner."""
        held, going = Part(), Part()
        for row_id, record in zip(self.ids, self.records, strict=True):
            first = older.get(record.key)
            part = going if first is None or row_id < first else held
            part.ids.append(row_id)
            part.records.append(record)
        self.ids, self.records = going.ids, going.records
        return held


@dataclass(slots=True)
class Backlog:
    """Rows per partition in order of commit. A partition that is behind keeps none in memory."""

    bound: int
    behind: dict[TopicPartition, int] = field(default_factory=dict)
    in_memory: dict[TopicPartition, Part] = field(default_factory=dict)
    _size: int = 0
    _news: set[TopicPartition] = field(default_factory=set)

    def add(
        self, ids: Sequence[int], records: Sequence[Record], *, but: Collection[int] = ()
    ) -> None:
        """Take committed rows `but` some; without room for them, the longest queues fall behind."""
        for row_id, record in zip(ids, records, strict=True):
            if row_id in but:
                continue
            tp = TopicPartition(record.topic, record.partition)
            if tp in self.behind:
                self.behind[tp] = max(row_id, self.behind[tp])
                self._news.add(tp)
                continue
            part = self.in_memory.get(tp)
            if part is None:
                part = self.in_memory[tp] = Part()
            part.insert(row_id, record)
            self._size += 1
        while self._size > self.bound:
            longest = max(self.in_memory, key=lambda tp: len(self.in_memory[tp].ids))
            self.fall_behind({longest: 0})

    def is_ready(self, is_free: Callable[[TopicPartition], bool]) -> bool:
        """Return whether there are rows of partitions that are free."""
        return any(map(is_free, (*self.in_memory, *self.behind)))

    def take(
        self, is_free: Callable[[TopicPartition], bool], *, limit: int
    ) -> dict[TopicPartition, Part]:
        """Take at most `limit` rows of each partition that is free out of memory."""
        taken = {}
        for tp in [tp for tp in self.in_memory if is_free(tp)]:
            part = self.in_memory[tp]
            taken[tp] = part.cut(limit) if len(part.ids) > limit else self.in_memory.pop(tp)
            self._size -= len(taken[tp].ids)
        return taken

    def fall_behind(self, partitions: Mapping[TopicPartition, int]) -> None:
        """Drop these partitions' rows from memory; they are read from the table up to these ids."""
        for tp, last in partitions.items():
            part = self.in_memory.pop(tp, None)
            ids = part.ids if part is not None else ()
            self._size -= len(ids)
            self.behind[tp] = max(last, self.behind.get(tp, 0), *ids)
            self._news.add(tp)

    def leave_all(self) -> None:
        self.fall_behind(dict.fromkeys(self.in_memory, 0))

    def known(self, sending: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
        """Return from which id on the rows of a partition are known here, where there are any.

        `sending`: the first ids of what is sent now. What is behind is read from the table whole.
        """
        first = {tp: part.ids[0] for tp, part in self.in_memory.items()}
        for tp, row_id in sending.items():
            first[tp] = min(row_id, first.get(tp, row_id))
        return first | dict.fromkeys(self.behind, 0)

    def reading(self) -> None:
        """Note that the table is read now: the reading may miss rows that come later."""
        self._news.clear()

    def caught_up(self, partitions: Iterable[TopicPartition]) -> None:
        """Note that all rows of `partitions` were read, except rows that came meanwhile."""
        for tp in partitions:
            if tp not in self._news:
                del self.behind[tp]
