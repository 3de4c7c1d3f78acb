"""Events of the topic `submission.followup`, keyed by agency code."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import FOLLOWUP
from contracts.values import Code, Count, Instant, PeriodCode, Revision


class RecommendationDue(msgspec.Struct, frozen=True, kw_only=True):
    """A recommendation that was due in a quarter; `revision`: of it, as it was then.

    `agency_code`: to whom it is addressed; `carried_by`: who carries it out now. Who did so in the
    quarter is the event's agency.
    `followed_up_on`: the local day on which the follow-up that was verified was sent. `is_done`: by
    the last day of the quarter.
    """

    recommendation_id: UUID
    revision: Revision
    agency_code: Code
    carried_by: Code
    deadline: date
    is_instruction: bool
    is_done: bool
    followed_up_on: date | None = None


class FollowupsChangedV1(Event, frozen=True, kw_only=True):
    """What of an agency's recommendations was due in a quarter, or what is done, has changed.

    The event tells the whole quarter. Its revision counts for the agency and the quarter.
    """

    TYPE: ClassVar[str] = "submission.followups.changed.v1"
    TOPIC: ClassVar[str] = FOLLOWUP.name

    agency_code: Code
    period: PeriodCode
    revision: Revision
    due_count: Count
    done_count: Count
    changed_at: Instant
    due: tuple[RecommendationDue, ...] = ()

    @property
    def key(self) -> str:
        """Return the agency's code."""
        return self.agency_code

    @property
    def subject(self) -> str:
        """Return agency and quarter."""
        return f"{self.agency_code}/{self.period}"
