"""Deadlines: a local day, to its very end in the zone of the assessed agency.

The last day belongs to the time in which a stage is open: a deadline of 10 November ends when
11 November begins, in WIB, WITA or WIT. A rule in days after a period may end within a day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from rules.period import Period
from rules.text import Text
from submission.agencies.domain import TimeZone

_DAY_SECONDS: Final = 24 * 60 * 60
ZONE_NAMES: Final[dict[TimeZone, Literal["WIB", "WITA", "WIT"]]] = {
    "Asia/Jakarta": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
# The easternmost zone, in which a day ends first, and the westernmost, in which it ends last.
FIRST_ZONE: Final[TimeZone] = "Asia/Jayapura"
LAST_ZONE: Final[TimeZone] = "Asia/Jakarta"


class Late(NamedTuple):
    """A deadline that has passed, as people read it; `owner`: the agency that can extend it."""

    told: Text
    owner: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last local day of a stage, open to its end; or only up to `until`, which is excluded."""

    last_day: date
    until: time | None = None

    @classmethod
    def after(cls, period: Period, days: Fraction) -> Self:
        """Return the deadline so many days after the end of a period; 10 days: ten whole ones."""
        seconds = int(days * _DAY_SECONDS)
        end = datetime.combine(period.day_after, time()) + timedelta(seconds=seconds)
        if end.time() == time():
            return cls(end.date() - timedelta(days=1))
        return cls(end.date(), end.time())

    def ends_at(self, zone: TimeZone) -> datetime:
        """Return the first instant at which it has passed."""
        day = self.last_day if self.until else self.last_day + timedelta(days=1)
        return datetime.combine(day, self.until or time(), ZoneInfo(zone)).astimezone(UTC)

    def has_passed(self, now: datetime, zone: TimeZone) -> bool:
        """Say whether it has passed at an instant, for an agency in a zone."""
        return now >= self.ends_at(zone)

    def told(self, zone: TimeZone) -> Text:
        """Return it as people read it, with its zone."""
        day, name = self.last_day.isoformat(), ZONE_NAMES[zone]
        if self.until is None:
            return Text(f"akhir hari {day} {name}", f"the end of {day} {name}")
        hour = self.until.isoformat("minutes")
        return Text(f"{day} pukul {hour} {name}", f"{day} {hour} {name}")
