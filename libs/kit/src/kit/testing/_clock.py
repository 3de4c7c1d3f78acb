"""A clock that a test holds still."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is told to move."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("A clock needs an aware instant.")
        self.at = self.at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self.at

    async def moment(self, _session: object) -> datetime:
        """Return the same instant for what is recorded."""
        return self.at

    def advance(self, step: timedelta) -> None:
        """Move the clock forward by `step`."""
        self.at += step
