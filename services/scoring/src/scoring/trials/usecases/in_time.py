"""Compute in a thread, and answer in time even where it has not ended or not begun.

Searches of seconds have a queue over subjects (`trials.api.computations`). This is for what takes
long only at its largest, or while much of it is asked for at once.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread

from kit.errors import Unavailable
from rules.text import Text
from scoring.trials.domain.deadline import Deadline

T = TypeVar("T")

# Less than GATEWAY_ANSWER_SECONDS. Who reads on a screen waits for less: SCORING_COMPUTING_SECONDS.
SECONDS: Final = 8.0


async def in_time(
    compute: Callable[[Deadline], T], *, limiter: CapacityLimiter, seconds: float = SECONDS
) -> T:
    """Return what a function returns that looks at a deadline between its steps.

    If nobody waits for it any more, it keeps its place until its next step.

    Raises:
        Unavailable: It took too long, or others did for whom it waited.
    """
    deadline = Deadline(seconds)
    work = asyncio.create_task(to_thread.run_sync(_begin, compute, deadline, limiter=limiter))
    work.add_done_callback(_hear)
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.shield(work)
    except TimeoutError as error:
        raise _too_long() from error
    finally:
        deadline.end()


def _begin(compute: Callable[[Deadline], T], deadline: Deadline) -> T:
    deadline.require()
    return compute(deadline)


def _hear(done: "asyncio.Task[Any]") -> None:
    with suppress(asyncio.CancelledError):
        done.exception()  # if nobody waits for it, nobody needs to hear of it


def _too_long() -> Unavailable:
    return Unavailable(
        Text(
            "Pemeriksaan atau perhitungan ini terlalu lama. Coba lagi sebentar lagi.",
            "This check or computation takes too long. Try again in a moment.",
        ),
        headers={"Retry-After": "5"},
    )
