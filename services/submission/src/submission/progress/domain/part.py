"""An agency's part in a campaign, as far as its progress asks, and what all parts share."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from submission.agencies.domain import TimeZone, today_in
from submission.assessments.domain.completeness import Checklist, Decided
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stage_state import StageNow
from submission.campaigns.domain.stages import Stage
from submission.performance.domain.standing import PeriodStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What all parts of a campaign share.

    `parents`: of every node of the edition, the one above it.
    """

    campaign_code: str
    stages: Sequence[Stage]
    deadlines: Mapping[str, Deadline]
    checklist: Checklist
    parents: Mapping[str, str | None]

    @property
    def indicators(self) -> list[str]:
        """Return the indicators, without their criteria, in their order."""
        return [code for code, _ in self.checklist.indicators]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An agency's part: where its stages stand, and the newest decisions of each stage.

    `zone`: of the agency today; `deadline_zone`: that of the opening, in which deadlines end.
    `units`: a reader of these units sees only what they are responsible for; None: sees all of it.
    `period`: where its month or quarter stands; None: the campaign assesses none.
    """

    assessment_id: UUID
    agency_code: str
    zone: TimeZone
    deadline_zone: TimeZone
    begins_on: date
    ended_on: date | None
    states: Sequence[StageNow]
    decided: Sequence[Decided] = ()
    units: Collection[str] | None = None
    period: PeriodStanding | None = None

    def is_under_way(self, now: datetime) -> bool:
        """Say whether its agency has begun and it has not ended with it, by the local date."""
        today = today_in(self.zone, now)
        return self.begins_on <= today and (self.ended_on is None or today < self.ended_on)

    @property
    def is_closed(self) -> bool:
        """Say whether a leader closed its period: nothing is to be done for it any more."""
        return self.period is not None and self.period.is_closed

    @property
    def open_state(self) -> StageNow | None:
        """Return the stage that is open; there is one at most."""
        return next((state for state in self.states if state.state == "open"), None)


def gaps_at(part: Part, state: StageNow, outline: Outline) -> list[str]:
    """Return the indicators that are not answered as a stage requires, by the one rule."""
    line = [stage.code for stage in outline.stages[: state.position + 1]]
    return [gap.indicator_code for gap in outline.checklist.gaps(part.decided, line)]
