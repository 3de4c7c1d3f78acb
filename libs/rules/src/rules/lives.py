"""The days on which an agency exists, and what they mean for a value of a period.

An agency that was merged, split or closed has a last day. One whose making was taken back before
its day was never formed: its last day lies before its first one, so it exists on no day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from rules.period import KIND_NAMES, Period
from rules.text import Text

AgencyState = Literal["not_begun", "exists", "ended", "never_formed"]


@dataclass(frozen=True, slots=True)
class Life:
    """The first and the last day of an agency; None: it goes on."""

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
        return self.state_on(day) == "exists"

    def is_there_in(self, period: Period) -> bool:
        """Say whether the agency exists on at least one day of a period."""
        return period.overlaps(self.first, self.last)

    def state_on(self, day: date) -> AgencyState:
        """Return what is so of the agency on a day."""
        if self.never_began:
            return "never_formed"
        if self.has_ended_by(day):
            return "ended"
        return "exists" if self.has_begun_by(day) else "not_begun"

    def is_cut_short(self, period: Period) -> bool:
        """Say whether the agency ends before a period does, or was never formed.

        Its assessment of that period ends with it: the value is not one of the whole period, and
        is compared with no other.
        """
        return self.never_began or self.has_ended_by(period.last_day)


class ToldLife(NamedTuple):
    """What is said of an agency beside a value; `note`: what whoever reads it has to know."""

    state: AgencyState
    valid_until: date | None
    is_cut_short: bool
    note: Text | None


def told_of(life: Life, day: date, period: Period | None) -> ToldLife:
    """Return what is said on a day of an agency beside a value of a period; None: of several."""
    is_cut_short = life.never_began if period is None else life.is_cut_short(period)
    return ToldLife(life.state_on(day), life.last, is_cut_short, note_of(life, day, period))


def note_of(life: Life, day: date, period: Period | None = None) -> Text | None:
    """Return what whoever reads a value has to know of its agency on a day; None: it goes on.

    `period`: that of the value.
    """
    state, last = life.state_on(day), life.last
    if state == "never_formed":
        return Text(
            "Instansi ini tidak jadi dibentuk: reorganisasinya dibatalkan sebelum harinya tiba.",
            "This agency was never formed: the reorganisation was taken back before its day.",
        )
    if state == "not_begun":
        return Text(
            f"Instansi ini baru ada mulai {life.first}.",
            f"This agency exists from {life.first} on.",
        )
    if last is None or (state == "exists" and (period is None or not life.is_cut_short(period))):
        return None
    if period is None or not life.is_cut_short(period):
        return Text(f"Instansi ini sudah berakhir pada {last}.", f"This agency ended on {last}.")
    name = KIND_NAMES[period.kind]
    return Text(
        f"Instansi ini berakhir pada {last}, sebelum {name.id} {period.code} selesai: nilainya"
        " bukan nilai seluruh periode dan tidak dibandingkan.",
        f"This agency ends on {last}, before the {name.en} {period.code} does: the value is not one"
        " of the whole period and is not compared.",
    )
