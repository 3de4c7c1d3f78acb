"""What is asked for of a period, by when, and of whom: the one rule of lists and reminders.

Nothing is asked for while the period runs. Once it is over, everything that closing needs is, and
at last the closing itself; once it is closed, nothing is, until it is opened again. Its time is
over with the last deadline of its campaign.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from rules.text import Text
from submission.agencies.domain import TimeZone
from submission.assessments.domain.open_for_decisions import Lack, either
from submission.campaigns.domain.deadline import Deadline
from submission.performance.domain.closing import (
    LEADERS,
    ClosingState,
    Passage,
    Situation,
    lacks,
    state_of,
)

_DAY_END: Final = "24:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOf:
    """Whose period it is.

    `answering`: the agency that hands in its account: its own, or the one above once it has ended.
    `above`: the nearest agency above, whose leaders close it; None: there is none. `ended_on`: the
    first day on which the assessment took nothing, because its agency ended.
    """

    assessment_id: UUID
    agency_code: str
    answering: str | None
    above: str | None
    zone: TimeZone
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStanding:
    """Where a period stands, and what is asked for; nothing: it is closed, or not over yet.

    `rounds`: how often it was closed or opened again. `responsible`: the agencies whose people can
    do something that is asked for. `ends_at`: the first instant at which its time is over.
    """

    assessment_id: UUID
    agency_code: str
    state: ClosingState
    rounds: int
    asked: Sequence[Lack]
    responsible: Sequence[str]
    deadline: Deadline | None
    ends_at: datetime | None

    @property
    def is_closed(self) -> bool:
        """Say whether a leader has closed it: nobody is asked for anything any more."""
        return self.state == "closed"

    def is_overdue(self, now: datetime) -> bool:
        """Say whether its time is over and something is still asked for."""
        return bool(self.asked) and self.ends_at is not None and now >= self.ends_at


def last_of(deadlines: Iterable[Deadline]) -> Deadline | None:
    """Return the last deadline of a campaign; None without any."""
    return max(deadlines, key=_order, default=None)


def standing_of(
    period: PeriodOf,
    situation: Situation,
    passages: Sequence[Passage],
    deadline: Deadline | None,
) -> PeriodStanding:
    """Return where a period stands; `passages`: its closings and reopenings, oldest first."""
    state = state_of(situation.final, passages)
    asked = _asked(period, situation) if state != "closed" else []
    return PeriodStanding(
        assessment_id=period.assessment_id,
        agency_code=period.agency_code,
        state=state,
        rounds=len(passages),
        asked=asked,
        responsible=_responsible(period, asked),
        deadline=deadline,
        ends_at=None if deadline is None else deadline.ends_at(period.zone),
    )


def most_urgent_first(standings: Iterable[PeriodStanding], now: datetime) -> list[PeriodStanding]:
    """Return the periods of which something is asked for: overdue ones first, then by deadline."""
    return sorted(
        (each for each in standings if each.asked),
        key=lambda each: (
            not each.is_overdue(now),
            each.ends_at is None,
            each.ends_at.timestamp() if each.ends_at else 0,
            each.agency_code,
        ),
    )


def _asked(period: PeriodOf, situation: Situation) -> list[Lack]:
    code = situation.period
    if code.state_on(situation.today) != "ended":
        return []
    if period.ended_on is not None and period.ended_on <= code.last_day:
        return []  # its agency ended before the period did: its successors tell of theirs
    return lacks(situation) or [_unclosed(situation)]


def _unclosed(situation: Situation) -> Lack:
    code, roles = situation.period.code, either(LEADERS)
    return Lack(
        requirement="period_closed",
        text=Text(
            f"periode {code} belum ditutup; ditutup oleh peran {roles.id} dari instansi di atasnya",
            f"the period {code} is not closed; the role {roles.en} of an agency above closes it",
        ),
        roles=LEADERS,
    )


def _responsible(period: PeriodOf, asked: Iterable[Lack]) -> list[str]:
    codes = {period.above if each.roles == LEADERS else period.answering for each in asked}
    return sorted(code for code in codes if code is not None)


def _order(deadline: Deadline) -> tuple[date, str]:
    return deadline.last_day, deadline.until.isoformat() if deadline.until else _DAY_END
