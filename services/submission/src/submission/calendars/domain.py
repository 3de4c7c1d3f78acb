"""Calendars: by which rule the campaigns of a month or a quarter open, and when they close.

A rule is a recurrence of RFC 5545, in the local time of the calendar's agency. Each of its moments
opens the campaign of a period that has begun: the one that contains the moment, or an earlier one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final, Literal
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrule, rrulestr

from rules.period import Period, PeriodKind, containing, month_code, parse_period
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import AgencyKind, TimeZone
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.instrument import check_instrument
from submission.editions.domain.edition import Edition

CalendarKind = Literal["monthly", "quarterly"]
PERIODS: Final[Mapping[CalendarKind, PeriodKind]] = {"monthly": "month", "quarterly": "quarter"}
# A rule without a moment in so many years has none.
_YEARS_AHEAD: Final = 10
# After so many years the days of weeks and of leap years come again as they were.
_ALL_YEARS: Final = 28
# The parts of a rule that say which months it means.
_MONTHS: Final = ("FREQ", "INTERVAL", "BYMONTH")
# The numbers that a part of a rule takes, counted from the end too where they may be negative.
_NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (1, 31),
    "BYSETPOS": (1, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
}
_FROM_THE_END: Final = ("BYMONTHDAY", "BYSETPOS")
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,3}")
# Rules that leave months or years out count from here, whenever they are asked.
_BEGIN: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - local, in the zone of each calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar. `periods_back`: how many periods before that of the moment it opens.

    `days_open`: days after the end of the period until its campaign closes; exact, may be broken.
    """

    code: str
    agency_code: str
    name: str
    kind: CalendarKind
    edition_code: str
    agency_kind: AgencyKind | None
    rule: str
    periods_back: int
    days_open: Fraction

    def period_at(self, day: date) -> Period:
        """Return the period that a moment on a local day opens."""
        kind = PERIODS[self.kind]
        period = _period_of(day, kind)
        for _ in range(self.periods_back):
            period = _period_of(period.first_day - timedelta(days=1), kind)
        return period

    def campaign_of(self, period: Period) -> Campaign:
        """Return the campaign of a period; its derivation set is the newest when it opens."""
        return Campaign(
            code=f"{self.code}-{period.code}",
            agency_code=self.agency_code,
            name=f"{self.name} {period.code}",
            kind=self.kind,
            edition_code=self.edition_code,
            derivation_set_version=None,
            period=period,
        )

    def deadline_of(self, period: Period) -> Deadline:
        """Return when the campaign of a period closes."""
        return Deadline.after(period, self.days_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCalendar:
    """A calendar as it is kept; `next_run_at` is the next moment that was not handled yet.

    `refusal`: why the campaign of that moment could not be opened when it was last tried.
    `last_campaign_code`: the campaign of the newest moment that was handled, whoever opened it.
    """

    calendar: Calendar
    next_run_at: datetime | None
    revision: int
    changed_at: datetime
    refusal: Text | None = None
    last_campaign_code: str | None = None


def next_moment(rule: str, after: datetime, zone: TimeZone, *, inclusive: bool) -> datetime | None:
    """Return the first moment of a rule after an instant, None if there is none for ten years.

    Raises:
        ValueError: It is no rule.
    """
    local = after.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    recurrence: rrule = rrulestr(rule, dtstart=_BEGIN)
    bounded = recurrence.replace(until=local + relativedelta(years=_YEARS_AHEAD))
    found: datetime | None = bounded.after(local, inc=inclusive)
    return None if found is None else found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def wrong_parts(rule: str) -> Iterator[Refusal]:
    """Yield what is wrong with the parts of a rule by themselves.

    The library takes a part that comes twice, and numbers that no month, day or hour has (0, 32),
    and silently means something else.
    """
    parts = [part.partition("=") for part in rule.split(";")]
    names = [name for name, _, _ in parts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Refusal("/rule", Text(f"{name} disebut lebih dari sekali", f"{name} comes twice"))
    for name, _, listed in parts:
        if name not in _NUMBERS:
            continue
        lowest, highest = _NUMBERS[name]
        for each in listed.split(","):
            if not _is_number(each, lowest, highest, negative=name in _FROM_THE_END):
                told = f"{name}={each}"
                yield Refusal(
                    "/rule",
                    Text(
                        f"{told}: harus bilangan dari {lowest} sampai {highest}",
                        f"{told}: a number from {lowest} to {highest} is needed",
                    ),
                )


def _is_number(text: str, lowest: int, highest: int, *, negative: bool) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    number = int(text)
    return lowest <= (abs(number) if negative else number) <= highest


def months_left_out(rule: str) -> list[int]:
    """Return the months that a rule means and in which its day does not exist, in some year.

    Such a rule would leave their periods out unseen. A yearly rule without months, or one that
    picks from all its moments (BYSETPOS), means a year.

    Raises:
        ValueError: It is no rule.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    is_yearly = parts.get("FREQ") == "YEARLY"
    if is_yearly and ("BYSETPOS" in parts or not {"BYMONTH", "BYMONTHDAY"} & parts.keys()):
        return []
    times = {name: parts.pop(name, "") for name in ("BYHOUR", "BYMINUTE")}
    if any("," in listed for listed in times.values()):
        parts.pop("BYSETPOS", None)  # it counts times, of which there may be thousands
    meant = {name: value for name, value in parts.items() if name in _MONTHS}
    left_out = _months_of(meant | {"BYMONTHDAY": "1"}) - _months_of(parts)
    return sorted({month for _, month in left_out})


def _months_of(parts: Mapping[str, str]) -> set[tuple[int, int]]:
    """Return the years and months of the moments of a rule, over all kinds of years."""
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    recurrence: rrule = rrulestr(rule, dtstart=_BEGIN)
    until = _BEGIN + relativedelta(years=_ALL_YEARS, seconds=-1)
    return {(each.year, each.month) for each in recurrence.replace(until=until)}


def check_calendar(
    calendar: Calendar, edition: Edition | None, offered: Mapping[str, str]
) -> Iterator[Refusal]:
    """Yield what is wrong with a calendar; an `edition` of None is unknown.

    `offered`: the instruments of the editions of such periods, by code.
    """
    if edition is None:
        code = calendar.edition_code
        yield Refusal(
            "/edition_code",
            Text(f"edisi {code} belum diterbitkan", f"there is no published edition {code}"),
        )
    elif edition.period_kind == PERIODS[calendar.kind]:
        yield from check_instrument(calendar.kind, edition, offered)
    else:
        yield Refusal(
            "/kind",
            Text(
                f"edisi {calendar.edition_code} tidak menilai periode seperti ini",
                f"the edition {calendar.edition_code} does not assess such a period",
            ),
        )


def no_rule() -> Refusal:
    """Return what is wrong with a rule that names no moment."""
    return Refusal(
        "/rule",
        Text(
            "bukan aturan pengulangan RFC 5545 yang mempunyai waktu berikutnya, misalnya"
            " FREQ=MONTHLY;BYMONTHDAY=1",
            "is no recurrence rule of RFC 5545 with a next moment, as FREQ=MONTHLY;BYMONTHDAY=1",
        ),
    )


def no_such_day(months: Iterable[int]) -> Refusal:
    """Return what is wrong with a rule whose day some months do not have."""
    some = ", ".join(str(month) for month in months)
    return Refusal(
        "/rule",
        Text(
            f"hari itu tidak ada setiap tahun pada bulan {some}, sehingga periodenya tidak akan"
            " dibuka; hari terakhir bulan ditulis BYMONTHDAY=-1",
            f"that day is not there every year in the months {some}, whose periods would not open;"
            " the last day of a month is BYMONTHDAY=-1",
        ),
    )


def _period_of(day: date, kind: PeriodKind) -> Period:
    month = month_code(day.year, day.month)
    return parse_period(containing(month, kind) or month)
