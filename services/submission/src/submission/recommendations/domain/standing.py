"""What of an agency's recommendations was due in a quarter, and what of it is done.

A recommendation counts in the quarter of its deadline once that has passed, and in every later
quarter as long as it was not followed up before the quarter began. It is done in a quarter if it
was followed up by its last day. What was withdrawn counts in none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from rules.period import Period, containing, month_code, parse_period
from submission.agencies.domain import Agency
from submission.recommendations.domain.recommendation import KeptRecommendation


class Due(NamedTuple):
    """A recommendation that was due in a quarter; `revision`: of it, as it is now."""

    recommendation_id: UUID
    revision: int
    agency_code: str
    carried_by: str
    deadline: date
    followed_up_on: date | None
    is_instruction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterStanding:
    """What was due for an agency in a quarter, in order of the ids."""

    agency_code: str
    period: Period
    due: Sequence[Due]

    @property
    def done(self) -> Sequence[Due]:
        """Return what of it was followed up by the last day of the quarter."""
        return [each for each in self.due if _is_done(each, self.period)]


def quarter_of(day: date) -> Period:
    """Return the quarter of a day."""
    code = containing(month_code(day.year, day.month), "quarter")
    if code is None:
        raise ValueError(f"{day} is in no quarter")
    return parse_period(code)


def carrier_on(kept: KeptRecommendation, day: date, known: Mapping[str, Agency]) -> str:
    """Return the agency that carries a recommendation out on a day.

    Its own; or, for what was not followed up by the last day of that, the only successor.
    """
    code = kept.recommendation.agency_code
    while (agency := known.get(code)) is not None and agency.has_ended_by(day):
        until, heir = agency.valid_until, agency.heir_code
        followed = kept.followed_up_on
        if heir is None or (followed is not None and until is not None and followed <= until):
            break
        code = heir
    return code


def standings(
    agency_code: str,
    found: Iterable[KeptRecommendation],
    known: Mapping[str, Agency],
    *,
    today: date,
    now: datetime,
) -> Iterator[QuarterStanding]:
    """Yield the quarters of an agency from the first in which something was due to that of today.

    Also those in which nothing was: that is known then. None begins after the agency's last day.

    `found`: the recommendations of the agency and of all that it took over from; `known`: these
    agencies, and their successors.
    """
    due = [each for each in map(_due, found) if each is not None and each[1] <= now]
    if not due:
        return
    period = min((quarter_of(each.deadline) for each, *_ in due), key=lambda each: each.first_day)
    until = known[agency_code].valid_until or today
    has_begun = False
    while period.first_day <= min(today, until):
        day = min(period.last_day, today)
        counted = sorted(
            each
            for each, _, kept in due
            if _counts(each, period) and carrier_on(kept, day, known) == agency_code
        )
        has_begun = has_begun or bool(counted)
        if has_begun:
            yield QuarterStanding(agency_code=agency_code, period=period, due=counted)
        period = quarter_of(period.day_after)


def _due(kept: KeptRecommendation) -> tuple[Due, datetime, KeptRecommendation] | None:
    wanted = kept.recommendation
    if wanted.deadline is None or kept.ends_at is None or kept.state == "withdrawn":
        return None
    due = Due(
        kept.recommendation_id,
        kept.revision,
        wanted.agency_code,
        kept.carried_by,
        wanted.deadline,
        kept.followed_up_on,
        wanted.is_instruction,
    )
    return due, kept.ends_at, kept


def _counts(due: Due, period: Period) -> bool:
    if due.deadline > period.last_day:
        return False
    followed = due.followed_up_on
    return due.deadline >= period.first_day or followed is None or followed >= period.first_day


def _is_done(due: Due, period: Period) -> bool:
    return due.followed_up_on is not None and due.followed_up_on <= period.last_day
