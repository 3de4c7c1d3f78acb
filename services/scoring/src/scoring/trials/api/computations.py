"""Long computations: in threads, a few at once, in turn over subjects, each with a deadline.

A subject has one computation at a time, and a short queue for others. A place that becomes free
goes to the subject that has waited longest since its last one. So whoever asks for much waits for
themselves, and everybody else is answered before the gateway stops waiting.

Whoever computes must not hold a connection to the database: first read, then end reading.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final, TypeVar

from anyio import to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from kit.auth import Principal
from kit.errors import TooManyRequests, Unavailable
from kit.threads import COMPUTATIONS
from rules.text import Text
from scoring.trials.domain.deadline import Deadline

T = TypeVar("T")

BUSY: Final[dict[int | str, dict[str, Any]]] = {
    429: {"description": "Other requests of the same subject are being computed"},
}

_AT_ONCE: Final = 2
# Of one subject, beside the one that is being computed.
_MOST_WAITING: Final = 2
# A computation begins only if it has so long left, and takes at most so long.
_LEAST_SECONDS: Final = 0.5
_MOST_SECONDS: Final = 1.0


@dataclass(slots=True)
class Computations:
    """Who computes and who waits. `seconds`: from the request to the end of its computation."""

    seconds: float
    _computing: set[str] = field(default_factory=set)
    # In the order in which subjects get a place.
    _waiting: dict[str, deque[asyncio.Future[None]]] = field(default_factory=dict)

    async def run(
        self, request: Request, principal: Principal, compute: Callable[[Deadline], T]
    ) -> T:
        """Return what a function returns that computes until a deadline at the latest.

        A request whose client hangs up gives its place back at once.

        Raises:
            TooManyRequests: Too many requests of the same subject wait, or waited too long.
            Unavailable: Other subjects computed for too long.
            ClientDisconnect: The client hung up.
        """
        work = asyncio.create_task(self._in_turn(principal.subject, compute))
        hung_up = asyncio.create_task(_hung_up(request))
        try:
            await asyncio.wait({work, hung_up}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ClientDisconnect
            return work.result()
        finally:
            for task in (work, hung_up):
                task.cancel()
            await asyncio.gather(work, hung_up, return_exceptions=True)

    async def _in_turn(self, subject: str, compute: Callable[[Deadline], T]) -> T:
        whole = Deadline(self.seconds)
        await self._take_place(subject, whole.seconds_left - _LEAST_SECONDS)
        deadline = Deadline(min(self._share(), whole.seconds_left))
        # It goes on where nobody waits for it, and keeps its place until it has ended.
        work = asyncio.create_task(to_thread.run_sync(compute, deadline, limiter=COMPUTATIONS))
        work.add_done_callback(lambda done: self._leave(subject, done))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            deadline.end()
            raise

    def _share(self) -> float:
        """Return how long a computation may take: the less, the more subjects wait."""
        return max(_LEAST_SECONDS, _MOST_SECONDS / (1 + len(self._waiting) / _AT_ONCE))

    async def _take_place(self, subject: str, seconds: float) -> None:
        queue = self._waiting.setdefault(subject, deque())
        if len(queue) >= _MOST_WAITING:
            raise _too_many()
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        self._admit()
        try:
            async with asyncio.timeout(seconds):
                await asyncio.shield(turn)
        except BaseException as error:
            self._give_up(subject, turn)
            if isinstance(error, TimeoutError):
                raise (_too_many() if subject in self._computing else _busy()) from error
            raise

    def _admit(self) -> None:
        """Give free places to those who wait, in turn over subjects."""
        for subject in [*self._waiting]:
            if len(self._computing) >= _AT_ONCE:
                return
            if subject in self._computing:
                continue
            queue = self._waiting[subject]
            self._computing.add(subject)
            queue.popleft().set_result(None)
            if not queue:
                del self._waiting[subject]

    def _give_up(self, subject: str, turn: asyncio.Future[None]) -> None:
        """Wait no longer; a place that was given meanwhile goes on to another."""
        if turn.done():
            self._computing.discard(subject)
        else:
            queue = self._waiting[subject]
            queue.remove(turn)
            if not queue:
                del self._waiting[subject]
        self._admit()

    def _leave(self, subject: str, done: "asyncio.Task[Any]") -> None:
        with suppress(asyncio.CancelledError):
            done.exception()  # if nobody waits for it, nobody needs to hear of it
        self._computing.discard(subject)
        if subject in self._waiting:
            self._waiting[subject] = self._waiting.pop(subject)  # now the last
        self._admit()


def computations_of(request: Request) -> Computations:
    """Return the computations of the application."""
    computations: Computations = request.app.state.computations
    return computations


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _too_many() -> TooManyRequests:
    return TooManyRequests(
        Text(
            "Permintaan Anda yang lain masih dihitung. Tunggu jawabannya, lalu coba lagi.",
            "Other requests of yours are being computed. Wait for their answers, then try again.",
        ),
        headers={"Retry-After": str(ceil(_MOST_SECONDS))},
    )


def _busy() -> Unavailable:
    return Unavailable(
        Text(
            "Permintaan pengguna lain sedang dihitung. Coba lagi sebentar lagi.",
            "Requests of other users are being computed. Try again in a moment.",
        ),
        headers={"Retry-After": str(ceil(_MOST_SECONDS))},
    )
