"""Rows of whose commit this process has not heard: perhaps newer ones of their key are here.

Such a newer row is not sent from memory but read back. If it is in the table and the older one is
not, there is no older one: who writes a key holds the lock of its aggregate until the commit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

from kit.messaging import Record, TopicPartition
from kit.outbox._backlog import Part

_MOST_KEYS: Final = 10_000


@dataclass(slots=True)
class Unheard:
    """Rows of open transactions, and keys of those whose end is not known."""

    _open: dict[int, tuple[Sequence[int], Sequence[Record]]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)  # of the open ones: those that were read back
    _lost: LRUCache[tuple[TopicPartition, bytes | None], int] = field(
        default_factory=lambda: LRUCache(_MOST_KEYS)
    )

    def begin(self, ids: Sequence[int], records: Sequence[Record]) -> None:
        """Note rows that are written; their ids rise."""
        self._open[ids[0]] = ids, records

    def end(self, ids: Sequence[int]) -> Collection[int]:
        """Forget rows, as their transaction ended; returns those that were read back before."""
        del self._open[ids[0]]
        seen = self._seen.intersection(ids) if self._seen else ()
        self._seen.difference_update(seen)
        return seen

    def lose(self, ids: Sequence[int], records: Sequence[Record]) -> dict[TopicPartition, int]:
        """Note that nobody here knows how a transaction ended; returns the last id by partition."""
        last = {}
        for row_id, record in zip(ids, records, strict=True):
            tp = TopicPartition(record.topic, record.partition)
            last[tp] = self._lost[tp, record.key] = row_id
        return last

    def see(self, parts: Mapping[TopicPartition, Part]) -> None:
        """Note rows that were read back: nothing older of their keys is uncertain any more."""
        if self._open:
            read = {row_id for part in parts.values() for row_id in part.ids}
            for ids, _ in self._open.values():
                self._seen |= read.intersection(ids)
        for tp, part in parts.items() if self._lost else ():
            for row_id, record in zip(part.ids, part.records, strict=True):
                if self._lost.get((tp, record.key), row_id + 1) <= row_id:
                    del self._lost[tp, record.key]

    def older(
        self, parts: Mapping[TopicPartition, Part]
    ) -> dict[TopicPartition, dict[bytes | None, int]]:
        """Return, for keys of these rows, from which id on rows have to be read back."""
        found: dict[TopicPartition, dict[bytes | None, int]] = {}
        newest = max(part.ids[-1] for part in parts.values())
        for ids, records in self._open.values():
            for row_id, record in zip(ids, records, strict=True) if ids[0] < newest else ():
                tp = TopicPartition(record.topic, record.partition)
                if tp in parts and row_id not in self._seen:
                    keys = found.setdefault(tp, {})
                    keys[record.key] = min(row_id, keys.get(record.key, row_id))
        for tp, part in parts.items() if self._lost else ():
            if lost := {record.key for record in part.records if (tp, record.key) in self._lost}:
                found[tp] = found.get(tp, {}) | dict.fromkeys(lost, 0)
        return found
