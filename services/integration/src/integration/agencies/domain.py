"""Agencies, as far as this service needs them."""

from dataclasses import dataclass
from datetime import date

from rules.period import Period


@dataclass(frozen=True, slots=True)
class Life:
    """The first and the last day of an agency; None: it goes on.

    One whose making was taken back before its day has a last day before its first one.
    """

    first: date
    last: date | None

    @property
    def never_began(self) -> bool:
        """Say whether the reorganisation that was to make it was taken back before its day."""
        return self.last is not None and self.last < self.first

    def has_begun_by(self, day: date) -> bool:
        """Say whether its first day has come on a day."""
        return self.first <= day

    def has_ended_by(self, day: date) -> bool:
        """Say whether its last day lies before a day."""
        return self.last is not None and self.last < day

    def is_there_on(self, day: date) -> bool:
        """Say whether the agency exists on a day."""
        return self.has_begun_by(day) and not self.has_ended_by(day) and not self.never_began

    def is_there_in(self, period: Period) -> bool:
        """Say whether the agency exists on at least one day of a period."""
        return period.overlaps(self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency's newest known state."""

    agency_code: str
    name: str
    agency_kind: str
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    revision: int
    predecessor_codes: tuple[str, ...] = ()
