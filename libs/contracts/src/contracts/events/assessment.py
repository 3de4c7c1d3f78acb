"""Events of the topic `submission.assessment`, keyed by assessment id.

All events of one assessment share one revision count that grows by each change of the assessment.
"""

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import ASSESSMENT
from contracts.values import (
    Answer,
    Code,
    Count,
    Instant,
    OpenCode,
    PeriodCode,
    Revision,
    Sentence,
    TrackCode,
)

# There are many decisions, and a pattern would cost each of them: their stage is one that the
# opening names, and there it has the pattern of a code.
_StageName = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class AssessmentEvent(Event, frozen=True, kw_only=True):
    """Base of the events of one assessment."""

    TOPIC: ClassVar[str] = ASSESSMENT.name

    assessment_id: UUID
    revision: Revision

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of an assessment, and the track of the score that its decisions make."""

    code: OpenCode
    track: TrackCode


class AssessmentOpenedV2(AssessmentEvent, frozen=True, kw_only=True):
    """An agency's assessment for one period and edition was opened.

    `kind`: what its campaign is (evaluation, monitoring, akip, monthly, quarterly, and what may
    come). `stages`: those of that kind in their order; the first makes the track `self`.
    """

    TYPE: ClassVar[str] = "submission.assessment.opened.v2"

    campaign_code: Code
    agency_code: Code
    edition_code: Code
    derivation_set_version: Revision | None
    period: PeriodCode
    opened_at: Instant
    kind: OpenCode
    stages: Annotated[tuple[Stage, ...], msgspec.Meta(min_length=1, max_length=20)]


class LevelDecidedV2(AssessmentEvent, frozen=True, kw_only=True):
    """A person decided an indicator's level at a stage, or withdrew it (`level` is None).

    `n/a`: the indicator does not concern the agency.
    """

    TYPE: ClassVar[str] = "submission.level.decided.v2"

    indicator_code: Code
    stage: _StageName
    level: Answer | None
    explanation: Sentence
    decided_by: str
    decided_at: Instant


class DerivationsChosenV1(AssessmentEvent, frozen=True, kw_only=True):
    """An assessment's campaign chose another derivation set of its edition.

    Every assessment of the campaign has such an event of its own, all with the same
    `rederivation_id`; `assessment_count` says how many that are.
    """

    TYPE: ClassVar[str] = "submission.derivations.chosen.v1"

    rederivation_id: UUID
    campaign_code: Code
    edition_code: Code
    derivation_set_version: Revision
    assessment_count: Count
    chosen_by: str
    chosen_at: Instant


class StageClosedV2(AssessmentEvent, frozen=True, kw_only=True):
    """A stage of an assessment was closed."""

    TYPE: ClassVar[str] = "submission.stage.closed.v2"

    stage: OpenCode
    closed_by: str
    closed_at: Instant


class AssessmentPublishedV1(AssessmentEvent, frozen=True, kw_only=True):
    """The result of an assessment was approved for publication."""

    TYPE: ClassVar[str] = "submission.assessment.published.v1"

    published_by: str
    published_at: Instant
    reason: str | None = None
