"""When a source with a schedule is read next: five fields of cron in the local time of its zone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from integration.sources.domain.limits import Schedule
from rules.text import Text

# A schedule comes from every day on, or from none: days of leap years are within its search.
_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)


def next_after(schedule: Schedule, at: datetime) -> datetime:
    """Return the first moment of the schedule behind `at`, in UTC.

    A moment that a change of clocks leaves out comes right after it; one that comes twice comes
    once.
    """
    local = at.astimezone(ZoneInfo(schedule.timezone))
    return next(CronSim(schedule.cron, local)).astimezone(UTC)


def faults_of(schedule: Schedule) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with a schedule: the member, and why."""
    try:
        zone = ZoneInfo(schedule.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield "timezone", Text("zona waktu tidak dikenal", "is not a known time zone")
        return
    try:
        next(CronSim(schedule.cron, _ANY_DAY.astimezone(zone)))
    except CronSimError:
        text = Text(
            "harus berupa lima bagian cron, misalnya 0 2 * * 1-5",
            "must be five fields of cron, like 0 2 * * 1-5",
        )
        yield "cron", text
    except StopIteration:
        yield "cron", Text("tidak pernah tiba", "never comes")
