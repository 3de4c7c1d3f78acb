"""What a broker in memory can be made to suffer: lost sends, pauses, slow partitions."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from kit.messaging import TopicPartition


@dataclass(slots=True)
class Fault:
    """What the next sends suffer. `appended`: only the acknowledgement gets lost."""

    times: int
    partitions: frozenset[TopicPartition] | None
    appended: bool

    def hits(self, tp: TopicPartition) -> bool:
        """Return whether a partition is concerned."""
        return self.partitions is None or tp in self.partitions


class Faults:
    """The faults of one broker."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._held: frozenset[TopicPartition] = frozenset()
        self._all_running, self._running = asyncio.Event(), asyncio.Event()
        self.resume()

    @property
    def paused(self) -> bool:
        """Whether every partition is paused."""
        return not self._all_running.is_set()

    def add(
        self, times: int, partitions: Collection[TopicPartition] | None, *, appended: bool
    ) -> None:
        """Let sends to `partitions` (None: all) fail so many times."""
        chosen = None if partitions is None else frozenset(partitions)
        self._faults.append(Fault(times, chosen, appended))

    def pause(self, partitions: Collection[TopicPartition]) -> None:
        """Let sends to `partitions` (none given: all) wait until `resume`."""
        if partitions:
            self._held |= frozenset(partitions)
            self._running.clear()
        else:
            self._all_running.clear()

    def resume(self) -> None:
        """Let the waiting sends go on."""
        self._held = frozenset()
        self._running.set()
        self._all_running.set()

    def is_held(self, tp: TopicPartition) -> bool:
        """Return whether one partition is paused."""
        return tp in self._held

    async def wait(self, tp: TopicPartition | None = None) -> None:
        """Return when everything, or one partition, is not paused."""
        if tp is None:
            await self._all_running.wait()
        elif tp in self._held:
            await self._running.wait()

    def take(self, touched: Collection[TopicPartition]) -> Fault | None:
        """Return the fault that a send to the touched partitions suffers."""
        for fault in self._faults:
            if any(map(fault.hits, touched)):
                fault.times -= 1
                self._faults = [left for left in self._faults if left.times > 0]
                return fault
        return None
