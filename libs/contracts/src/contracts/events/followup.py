"""Events of the topic `submission.followup`, keyed by agency code."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import FOLLOWUP
from contracts.values import Code, Count, Instant, OpenCode, PeriodCode, Revision


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


class OwnerNeededV1(Event, frozen=True, kw_only=True):
    """A recommendation that goes on needs an owner: who was named sees to it no more.

    `reason`: `not_in_office`, `not_recorded` in that agency, or another code. `revision`: of the
    recommendation. `carried_by`: the agency that carries it out and names another owner; the key.
    """

    TYPE: ClassVar[str] = "submission.owner.needed.v1"
    TOPIC: ClassVar[str] = FOLLOWUP.name

    recommendation_id: UUID
    revision: Revision
    agency_code: Code
    carried_by: Code
    owner: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    reason: OpenCode
    deadline: date | None
    is_instruction: bool
    noticed_at: Instant

    @property
    def key(self) -> str:
        """Return the code of the agency that carries it out."""
        return self.carried_by

    @property
    def subject(self) -> str:
        """Return the id of the recommendation."""
        return str(self.recommendation_id)
