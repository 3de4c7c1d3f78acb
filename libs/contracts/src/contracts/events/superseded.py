"""Old versions of events. Topics keep them for ever; nobody sends them any more.

They are read as the version that took their place: `upcast` says how, once for each old class.
Their sets of codes were closed, and a new kind of campaign could not be told.
"""

from datetime import date
from typing import Annotated, ClassVar, Final, Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.events.agency import AgencyChangedV2
from contracts.events.assessment import (
    AssessmentEvent,
    AssessmentOpenedV2,
    LevelDecidedV2,
    Stage,
    StageClosedV2,
)
from contracts.events.score import Cause, NodeScore, ResultPublishedV2, ScoreChangedV2
from contracts.topics import AGENCY, SCORE
from contracts.values import (
    Answer,
    Code,
    Count,
    EvaluationTrack,
    Exact,
    Instant,
    PeriodCode,
    Revision,
    Sentence,
    Text,
)

AgencyKind = Literal["region", "agency"]
StageCode = Literal["mandiri", "dokumen", "interviu", "visitasi", "reviu"]

# Every assessment had these, whatever its campaign was: the first opening named no stages.
_STAGES: Final = (
    Stage(code="mandiri", track="self"),
    Stage(code="dokumen", track="dokumen"),
    Stage(code="interviu", track="interviu"),
    Stage(code="visitasi", track="visitasi"),
    Stage(code="reviu", track="reviu"),
)


class AgencyChangedV1(Event, frozen=True, kw_only=True):
    """An agency came into being or changed; the event carries its whole new state."""

    TYPE: ClassVar[str] = "submission.agency.changed.v1"
    TOPIC: ClassVar[str] = AGENCY.name

    agency_code: Code
    revision: Revision
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    agency_kind: AgencyKind
    valid_from: date
    changed_at: Instant
    short_name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    parent_code: Code | None = None
    valid_until: date | None = None
    predecessor_codes: tuple[Code, ...] = ()
    successor_codes: tuple[Code, ...] = ()

    @property
    def key(self) -> str:
        """Return the agency's code."""
        return self.agency_code

    def upcast(self) -> AgencyChangedV2:
        """Return it with a region as a regency; every agency was assessed."""
        return AgencyChangedV2(
            agency_code=self.agency_code,
            revision=self.revision,
            name=self.name,
            agency_kind="regency" if self.agency_kind == "region" else self.agency_kind,
            is_assessed=True,
            valid_from=self.valid_from,
            changed_at=self.changed_at,
            short_name=self.short_name,
            parent_code=self.parent_code,
            valid_until=self.valid_until,
            predecessor_codes=self.predecessor_codes,
            successor_codes=self.successor_codes,
        )


class AssessmentOpenedV1(AssessmentEvent, frozen=True, kw_only=True):
    """An agency's assessment for one period and edition was opened."""

    TYPE: ClassVar[str] = "submission.assessment.opened.v1"

    campaign_code: Code
    agency_code: Code
    edition_code: Code
    derivation_set_version: Revision | None
    period: PeriodCode
    opened_at: Instant

    def upcast(self) -> AssessmentOpenedV2:
        """Return it as an evaluation with the five stages that all had."""
        return AssessmentOpenedV2(
            assessment_id=self.assessment_id,
            revision=self.revision,
            campaign_code=self.campaign_code,
            agency_code=self.agency_code,
            edition_code=self.edition_code,
            derivation_set_version=self.derivation_set_version,
            period=self.period,
            opened_at=self.opened_at,
            kind="evaluation",
            stages=_STAGES,
        )


class LevelDecidedV1(AssessmentEvent, frozen=True, kw_only=True):
    """A person decided an indicator's level at a stage, or withdrew it (`level` is None).

    `n/a`: the indicator does not concern the agency.
    """

    TYPE: ClassVar[str] = "submission.level.decided.v1"

    indicator_code: Code
    stage: StageCode
    level: Answer | None
    explanation: Sentence
    decided_by: str
    decided_at: Instant

    def upcast(self) -> LevelDecidedV2:
        """Return the same: only other stages became possible."""
        return LevelDecidedV2(
            assessment_id=self.assessment_id,
            revision=self.revision,
            indicator_code=self.indicator_code,
            stage=self.stage,
            level=self.level,
            explanation=self.explanation,
            decided_by=self.decided_by,
            decided_at=self.decided_at,
        )


class StageClosedV1(AssessmentEvent, frozen=True, kw_only=True):
    """A stage of an assessment was closed."""

    TYPE: ClassVar[str] = "submission.stage.closed.v1"

    stage: StageCode
    closed_by: str
    closed_at: Instant

    def upcast(self) -> StageClosedV2:
        """Return the same: only other stages became possible."""
        return msgspec.convert(self, StageClosedV2, from_attributes=True)


class TrackScore(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One track of a score.

    `coverage` is the exact share [0, 1] of the weight that is answered or currently known.
    `level_share` is the exact share that has a level, last good values included; None in events of
    releases that did not tell it. `not_judged` says why the track has no predicate and no maturity
    level: too little of the weight has a level (`below_floor`), its derivation set never has it
    judged (`never`), or the period has not begun (`not_begun`).
    `oldest_fact_at`: when the oldest fact in use was first read. `stale_since`: the last
    confirmation of the longest unread fact in use; None while all their sources can be read.
    """

    track: EvaluationTrack
    coverage: Exact
    exact: Exact | None = None
    announced: str | None = None
    previous_exact: Exact | None = None
    predicate: Text | None = None
    maturity_level: Text | None = None
    level_share: Exact | None = None
    not_judged: Literal["below_floor", "never", "not_begun"] | None = None
    oldest_fact_at: Instant | None = None
    stale_since: Instant | None = None
    nodes: tuple[NodeScore, ...] = ()


class Move(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An indicator's level on one track before and after; `cause` is an index into `causes`."""

    indicator_code: Code
    track: EvaluationTrack
    level_from: Answer | None = None
    level_to: Answer | None = None
    cause: Count | None = None
    rule_code: Code | None = None


class ScoreChangedV1(Event, frozen=True, kw_only=True):
    """The score of an assessment changed on at least one track; carries every track's new state.

    A review stage has a track from its first decision on.
    `causes` and `moves` hold the first 100; the counts tell how many there were.
    """

    TYPE: ClassVar[str] = "scoring.score.changed.v1"
    TOPIC: ClassVar[str] = SCORE.name

    assessment_id: UUID
    revision: Revision
    campaign_code: Code
    agency_code: Code
    edition_code: Code
    edition_hash: str
    derivation_set_version: Revision | None
    period: PeriodCode
    changed_at: Instant
    tracks: tuple[TrackScore, ...]
    moves: tuple[Move, ...] = ()
    causes: tuple[Cause, ...] = ()
    move_count: Count = 0
    cause_count: Count = 0

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)

    def upcast(self) -> ScoreChangedV2:
        """Return the same: only other tracks became possible."""
        return msgspec.convert(self, ScoreChangedV2, from_attributes=True)


class ResultPublishedV1(Event, frozen=True, kw_only=True):
    """A result was published and will never change.

    `result_hash` is the SHA-256 of its canonical record, `sequence` its place in the chain of all.
    """

    TYPE: ClassVar[str] = "scoring.result.published.v1"
    TOPIC: ClassVar[str] = SCORE.name

    assessment_id: UUID
    agency_code: Code
    revision: Revision
    result_hash: str
    exact: Exact
    announced: str
    published_at: Instant
    predicate: Text | None = None
    campaign_code: Code | None = None
    track: EvaluationTrack | None = None
    sequence: Revision | None = None
    reason: Sentence | None = None

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)

    def upcast(self) -> ResultPublishedV2:
        """Return the same: only other tracks became possible."""
        return msgspec.convert(self, ResultPublishedV2, from_attributes=True)
