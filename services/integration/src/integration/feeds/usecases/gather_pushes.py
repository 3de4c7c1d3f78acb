"""Store pushes of one source that come at the same time together; each gets its own answer."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from integration.feeds.domain.record import Answer
from integration.feeds.usecases.take import NotPushed, Push, Replayed, take
from kit.database import Database, DatabaseClock, Fault, RecordingClock, fault_of
from kit.errors import ServiceError, Unavailable
from rules.text import Text

_MOST_TOGETHER: Final = 2_000
_Answers = list[Answer] | Replayed


@dataclass(frozen=True, slots=True)
class _Waiting:
    push: Push
    answer: asyncio.Future[_Answers]


@dataclass(slots=True)
class Gathering:
    """The pushes that wait. `most`: so many records wait at most, of all sources together."""

    database: Database
    most: int
    clock: RecordingClock = field(default_factory=DatabaseClock)
    _queues: dict[str, deque[_Waiting]] = field(default_factory=lambda: defaultdict(deque))
    _storing: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _records: int = 0

    async def take(self, code: str, push: Push) -> _Answers:
        """Store a push, and return its answers once they are stored.

        Raises:
            Unavailable: Too many wait already.
            NotPushed: The source does not push any more.
        """
        if self._records + len(push.records) > self.most:
            raise Unavailable(
                Text(
                    "Terlalu banyak kiriman menunggu. Kirim lagi sebentar lagi.",
                    "Too many records are waiting. Send them again in a moment.",
                ),
                headers={"Retry-After": "2"},
            )
        waiting = _Waiting(push, asyncio.get_running_loop().create_future())
        self._queues[code].append(waiting)
        self._records += len(push.records)
        if code not in self._storing:
            self._storing[code] = asyncio.create_task(self._store(code), name=f"feed {code}")
        # Who hangs up does not take back what others wait for together with it.
        return await asyncio.shield(waiting.answer)

    async def _store(self, code: str) -> None:
        queue = self._queues[code]
        try:
            while queue:
                await self._store_together(code, _next(queue))
        finally:
            del self._storing[code]
            if not queue:
                del self._queues[code]

    async def _store_together(self, code: str, waiting: Sequence[_Waiting]) -> None:
        try:
            found = await self._take(code, [each.push for each in waiting])
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            if len(waiting) == 1 or _is_of_all(error):
                for each in waiting:
                    self._end(each, error)
            else:
                for each in waiting:  # what one of them breaks does not touch the others
                    await self._store_together(code, [each])
            return
        except BaseException as error:
            for each in waiting:
                self._end(each, error)
            raise
        for each, answers in zip(waiting, found, strict=True):
            self._end(each, answers)

    async def _take(self, code: str, pushes: Sequence[Push]) -> list[_Answers]:
        async with self.database.transaction() as session:
            at = await self.clock.moment(session)
            return await take(session, code, pushes, at=at)

    def _end(self, waiting: _Waiting, found: _Answers | BaseException) -> None:
        self._records -= len(waiting.push.records)
        if waiting.answer.done():
            return
        if isinstance(found, BaseException) and not isinstance(found, Replayed):
            waiting.answer.set_exception(found)
            waiting.answer.exception()  # who hung up does not ask for it
        else:
            waiting.answer.set_result(found)


def _is_of_all(error: Exception) -> bool:
    """Say whether it would be the same for each of them alone."""
    return isinstance(error, NotPushed | ServiceError) or fault_of(error) in {
        Fault.AWAY,
        Fault.BUSY,
    }


def _next(queue: deque[_Waiting]) -> list[_Waiting]:
    """Take from a queue what is stored together; at least one push."""
    found = [queue.popleft()]
    records = len(found[0].push.records)
    while queue and records + len(queue[0].push.records) <= _MOST_TOGETHER:
        found.append(queue.popleft())
        records += len(found[-1].push.records)
    return found
