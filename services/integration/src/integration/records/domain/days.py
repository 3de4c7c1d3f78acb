"""Days on which something happened, as records tell them. What has happened has no day ahead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Self
from zoneinfo import ZoneInfo

from integration.records.domain import kinds
from integration.records.domain.record import Record
from rules.period import parse_period

# Of each kind the days on which what it tells of happened.
_HAPPENED: Final[Mapping[str, tuple[str, ...]]] = {
    kinds.CONSULTATION: ("held_on",),
    kinds.BUDGET_DOCUMENT: ("issued_on",),
    kinds.KEY_INDICATOR: ("updated_at",),
    kinds.DOCUMENT: ("approved_at", "published_at"),
    kinds.EXCHANGE: ("at",),
}
# What a budget is locked for begins on a day; it may be locked before.
_BEGINS: Final = frozenset({kinds.SCHEDULE, kinds.SUB_ACTIVITY})
_PERIODS: Final = {kinds.REALISATION: "month", kinds.ACHIEVEMENT: "quarter"}
# A record whose day has not come, as it is until then; one of the other kinds is not there yet.
_UNTIL_THEN: Final[Mapping[str, Mapping[str, object]]] = {
    kinds.BUDGET_DOCUMENT: {"issued_on": None},
    kinds.KEY_INDICATOR: {"status": "open"},
    kinds.DOCUMENT: {"approved": False, "published_at": None},
    kinds.SCHEDULE: {"locked": False},
    kinds.SUB_ACTIVITY: {"locked": False},
}


# Clocks of systems differ by minutes: what was written just now is not ahead.
_CLOCKS_DIFFER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Today:
    """The day of a reading where its source is, and the moment; without one, the end of the day."""

    day: date
    zone: tzinfo
    now: datetime | None = None

    @classmethod
    def at(cls, instant: datetime, timezone: str) -> Self:
        """Return the day of an instant in a time zone, and the instant."""
        zone = ZoneInfo(timezone)
        return cls(instant.astimezone(zone).date(), zone, instant)

    def is_before(self, written: str) -> bool:
        """Say whether a date, or an instant in UTC, is still to come."""
        if "T" not in written or self.now is None:
            return self.is_before_day(written)
        return datetime.fromisoformat(written) - self.now > _CLOCKS_DIFFER

    def is_before_day(self, written: str) -> bool:
        """Say whether a date, or the local day of an instant in UTC, is still to come."""
        if "T" not in written:
            return date.fromisoformat(written) > self.day
        try:
            return datetime.fromisoformat(written).astimezone(self.zone).date() > self.day
        except OverflowError:  # a last day of all days, in a zone that is ahead
            return self.day < date.max


NO_DAY_AHEAD: Final = Today(date.max, ZoneInfo("UTC"))
"""For readings of which nobody says when they were: every day has come."""


def day_ahead(record: Record, today: Today) -> str | None:
    """Return the field with a day of something that happened, or its period, that has not come."""
    period = _PERIODS.get(record.kind)
    if period is not None:
        has_come = record.opens is None or has_begun(record.opens, today)
        return None if has_come else period
    for name in _HAPPENED.get(record.kind, ()):
        written = record.content.get(name)
        if written is not None and today.is_before(written):
            return name
    return None


def has_begun(period: str, today: Today) -> bool:
    """Say whether a month, quarter or year has begun."""
    return parse_period(period).state_on(today.day) != "not_begun"


def is_ahead(record: Record, today: Today) -> bool:
    """Say whether a record tells of something that has not come, a locked schedule included."""
    if record.kind in _BEGINS:
        starts_at = record.content.get("starts_at")
        is_locked = record.content["locked"] is True
        return is_locked and starts_at is not None and today.is_before_day(starts_at)
    return record.kind not in _PERIODS and day_ahead(record, today) is not None


def without(records: Iterable[Record], is_open: Callable[[Record], bool]) -> list[Record]:
    """Return the records without what has not come, or may not have happened."""
    return [
        replace(record, content={**record.content, **_until_then(record)})
        if is_open(record)
        else record
        for record in records
        if record.kind in _UNTIL_THEN or not is_open(record)
    ]


def _until_then(record: Record) -> Mapping[str, object]:
    changes = _UNTIL_THEN[record.kind]
    return {name: value for name, value in changes.items() if name in record.content}
