"""The time that a computation may take."""

import time
from collections.abc import Callable
from math import inf


class Deadline:
    """When a computation must end. It is ended early, by another thread, if nobody waits for it."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._ends_at = monotonic() + seconds
        self._at_end: list[Callable[[], None]] = []

    @property
    def seconds_left(self) -> float:
        """Return how many seconds are left, 0 at the end."""
        return max(0.0, self._ends_at - self._monotonic())

    @property
    def is_over(self) -> bool:
        """Say whether the computation must end now."""
        return not self.seconds_left

    def require(self) -> None:
        """Go on only if there is time left.

        Raises:
            TimeoutError: It is over.
        """
        if self.is_over:
            raise TimeoutError

    def end(self) -> None:
        """End now."""
        self._ends_at = -inf
        for stop in self._at_end:
            stop()

    def stop_at_end(self, stop: Callable[[], None]) -> None:
        """Call `stop` when it is ended early; what cannot look at a clock by itself needs it."""
        self._at_end.append(stop)
        if self._ends_at == -inf:
            stop()
