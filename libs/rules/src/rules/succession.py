"""Agencies that take over from others: whose years before are theirs, and where a series breaks.

An agency that begins as the successor of others goes on from its only predecessor. One that was
there already and takes others in keeps a series of its own, which breaks on that day (decisions
0039, 0055).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple, Protocol

from rules.period import Period
from rules.text import Text

_ONE_DAY: Final = timedelta(days=1)


class Takeover(NamedTuple):
    """An agency was taken into one that was there already; `since`: the first day without it."""

    agency_code: str
    successor_code: str
    since: date

    def parts(self, before: Period, period: Period) -> bool:
        """Say whether it lies between two periods, so that one cannot be compared with the other.

        A period in which it lies is of the time after it.
        """
        return before.last_day < self.since <= period.last_day


def takeover_day(begun: date, last_day: date | None) -> date | None:
    """Return the day on which an agency took in a predecessor that ended; None: it began so.

    `begun` is the first day of the agency, `last_day` that of its predecessor. A predecessor that
    goes on gave a part to an agency that is new.
    """
    if last_day is None or last_day < begun or last_day == date.max:
        return None
    return last_day + _ONE_DAY


class Succeeding(Protocol):
    """An agency with its days and those that it took over from."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def valid_from(self) -> date:
        """Its first day."""

    @property
    def valid_until(self) -> date | None:
        """Its last day; None: without an end."""

    @property
    def predecessor_codes(self) -> Sequence[str]:
        """Those that it took over from, when it began or later."""


def taken_in(code: str, agencies: Mapping[str, Succeeding]) -> tuple[Takeover, ...]:
    """Return which predecessors an agency took in when it was there already."""
    agency = agencies.get(code)
    if agency is None:
        return ()
    known = [agencies[each] for each in agency.predecessor_codes if each in agencies]
    days = {each.code: takeover_day(agency.valid_from, each.valid_until) for each in known}
    return tuple(Takeover(each, code, day) for each, day in days.items() if day is not None)


def founders(code: str, agencies: Mapping[str, Succeeding]) -> tuple[str, ...]:
    """Return from which predecessors an agency began."""
    agency = agencies.get(code)
    taken = {each.agency_code for each in taken_in(code, agencies)}
    before = () if agency is None else agency.predecessor_codes
    return tuple(each for each in before if each not in taken)


def parting(takeovers: Iterable[Takeover], before: Period, period: Period) -> tuple[Takeover, ...]:
    """Return the takeovers that lie between two periods."""
    return tuple(each for each in takeovers if each.parts(before, period))


def codes_of(takeovers: Iterable[Takeover]) -> list[str]:
    """Return the codes of all agencies that takeovers name, each once."""
    return [*dict.fromkeys(code for each in takeovers for code in each[:2])]


def note_of(takeovers: Iterable[Takeover], names: Mapping[str, str]) -> Text:
    """Say who was merged into whom and when, and what cannot be compared for that reason.

    `names`: of the agencies, by their codes.
    """
    told = sorted(takeovers, key=lambda each: (each.since, each.agency_code))
    pairs = [[f"{names.get(code, code)} ({code})" for code in each[:2]] for each in told]
    days = [each.since for each in told]
    indonesian = "; ".join(
        f"{old} digabungkan ke {new} sejak {day:%d-%m-%Y}"
        for (old, new), day in zip(pairs, days, strict=True)
    )
    english = "; ".join(
        f"{old} was merged into {new} on {day:%Y-%m-%d}"
        for (old, new), day in zip(pairs, days, strict=True)
    )
    return Text(
        f"{indonesian}; nilai periode sebelum dan sesudahnya tidak dapat dibandingkan.",
        f"{english}; the values of the periods before and after cannot be compared.",
    )
