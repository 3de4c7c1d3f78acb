"""What a reorganisation is planned from, and what a plan holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from submission.agencies.domain import Agency, AgencyRevision, ChangeKind
from submission.assignments.domain import Assignment
from submission.campaigns.domain.assessment import Assessment, EndCause
from submission.campaigns.domain.campaign import KeptCampaign
from submission.people.domain import PersonRevision
from submission.reorganisations.domain.followers import AssignmentChange, PersonChange

CAUSES: Final[Mapping[ChangeKind, EndCause]] = {
    "merged": "merged",
    "split": "split",
    "closed": "closed",
}

AssessmentEffect = Literal["stays", "ends", "begins", "resumes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the plan is made from, all of it locked.

    `agencies`: those that the request names and that exist within reach; `units`: those directly
    below one of them; `assessments`: those of all of these in open campaigns that have not ended,
    in the order of their ids; `taken`: which agency takes part in which edition and period already,
    ended ones too, but those that a withdrawal ended (`withdrawn`); `last_changes`: the
    first day of the newest state of each agency and unit; `linked`: the predecessors and successors
    of those that end.
    `assignments`: what units that end are responsible for; `people`: who works in what ends.
    """

    agencies: Mapping[str, AgencyRevision]
    units: Sequence[AgencyRevision] = ()
    assessments: Sequence[Assessment] = ()
    assignments: Sequence[Assignment] = ()
    people: Sequence[PersonRevision] = ()
    campaigns: Mapping[str, KeptCampaign]
    taken: frozenset[tuple[str, str, str]] = frozenset()
    withdrawn: Mapping[tuple[str, str, str], Assessment] = field(default_factory=dict)
    last_changes: Mapping[str, date] = field(default_factory=dict)
    linked: Mapping[str, Agency] = field(default_factory=dict)

    def since(self, code: str, day: date) -> date:
        """Return from which day on a new state of an agency is so: not before its newest one."""
        return max(day, self.last_changes.get(code, day))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChange:
    """An agency before (None: it is new) and after, what made the change, and its first day."""

    before: AgencyRevision | None
    after: Agency
    change: ChangeKind
    since: date

    @property
    def is_new(self) -> bool:
        """Say whether it is not there yet; one whose making was taken back can be made anew."""
        return self.before is None or self.before.agency.never_began

    @property
    def ends(self) -> bool:
        """Say whether it ends with this change."""
        return self.before is not None and self.change in CAUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentChange:
    """What becomes of an assessment; `answered_by`: who answers afterwards.

    `begins`: a new one, or one that was opened for a reorganisation that was taken back.
    """

    effect: AssessmentEffect
    agency_code: str
    campaign: KeptCampaign
    assessment: Assessment | None
    answered_by: str | None
    cause: EndCause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a reorganisation does; nothing changes where it was made already."""

    agencies: Sequence[AgencyChange]
    assessments: Sequence[AssessmentChange]
    assignments: Sequence[AssignmentChange] = ()
    people: Sequence[PersonChange] = ()

    @property
    def successions(self) -> dict[str, tuple[str, ...]]:
        """Return the predecessors of each agency that takes over from others now."""
        return {
            each.after.code: each.after.predecessor_codes
            for each in self.agencies
            if each.after.predecessor_codes and not _same_predecessors(each)
        }


NOTHING: Final = Plan(agencies=(), assessments=())


def lives_on(agency: Agency, day: date) -> bool:
    """Say whether an agency exists on a day or a later one."""
    return agency.valid_until is None or agency.valid_until >= day


def _same_predecessors(change: AgencyChange) -> bool:
    before = change.before
    return before is not None and (
        before.agency.predecessor_codes == change.after.predecessor_codes
    )
