"""Tries failing work again with back-off, and waits for a database that is away."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception
from tenacity.wait import wait_exponential

from kit.database import Fault, fault_of
from kit.errors import Unavailable


class InterruptedBatchError(Exception):
    """The batch was not applied: partitions moved, the process ends, or the database is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often failing work is tried, and the back-off between, in seconds.

    `unreachable` is how long a database that is away is waited for in place.
    """

    attempts: int = 5
    first_pause: float = 0.1
    longest_pause: float = 5.0
    unreachable: float = 10.0


class Retries:
    """Tries work until it succeeds, `attempts` are used up, or `give_up` is set."""

    def __init__(
        self,
        patience: Patience,
        *,
        final: tuple[type[Exception], ...],
        give_up: asyncio.Event,
        on_retry: Callable[[int, BaseException | None], None],
    ) -> None:
        self._patience = patience
        self._final = final
        self._give_up = give_up
        self._on_retry = on_retry

    async def run(self, work: Callable[[], Awaitable[None]], *, attempts: int) -> None:
        """Run `work`; errors of the `final` kinds are not tried again.

        Raises:
            InterruptedBatchError: It was given up, or the database stayed away.
        """
        deadline = time.monotonic() + self._patience.unreachable

        def stop(state: RetryCallState) -> bool:
            if self._give_up.is_set():
                return True
            if is_away(_error(state)):
                return time.monotonic() > deadline
            return state.attempt_number >= attempts

        retrying = AsyncRetrying(
            sleep=self._sleep,
            stop=stop,
            wait=wait_exponential(
                multiplier=self._patience.first_pause, max=self._patience.longest_pause
            ),
            retry=retry_if_exception(lambda error: not self._is_final(error)),
            before_sleep=lambda state: self._on_retry(state.attempt_number, _error(state)),
            reraise=True,
        )
        try:
            await retrying(work)
        except Exception as error:
            if self._is_final(error) or not (self._give_up.is_set() or is_away(error)):
                raise
            raise InterruptedBatchError(repr(error)) from error

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._give_up.wait(), seconds)
        except TimeoutError:
            return

    def _is_final(self, error: BaseException) -> bool:
        return isinstance(error, self._final) or not isinstance(error, Exception)


def is_away(error: BaseException | None) -> bool:
    """Return whether the database is away: then the consumer waits and counts no attempt."""
    return isinstance(error, Unavailable) or fault_of(error) is Fault.AWAY


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
