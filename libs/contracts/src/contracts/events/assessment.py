"""Events of the topic `submission.assessment`, keyed by assessment id.

All events of one assessment share one revision count that grows by each change of the assessment.
"""

from typing import ClassVar, Literal
from uuid import UUID

from contracts.envelope import Event
from contracts.topics import ASSESSMENT
from contracts.values import Answer, Code, Count, Instant, PeriodCode, Revision, Sentence

StageCode = Literal["mandiri", "dokumen", "interviu", "visitasi", "reviu"]


class _AssessmentEvent(Event, frozen=True, kw_only=True):
    TOPIC: ClassVar[str] = ASSESSMENT.name

    assessment_id: UUID
    revision: Revision

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)


class AssessmentOpenedV1(_AssessmentEvent, frozen=True, kw_only=True):
    """An agency's assessment for one period and edition was opened."""

    TYPE: ClassVar[str] = "submission.assessment.opened.v1"

    campaign_code: Code
    agency_code: Code
    edition_code: Code
    derivation_set_version: Revision | None
    period: PeriodCode
    opened_at: Instant


class LevelDecidedV1(_AssessmentEvent, frozen=True, kw_only=True):
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


class DerivationsChosenV1(_AssessmentEvent, frozen=True, kw_only=True):
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


class StageClosedV1(_AssessmentEvent, frozen=True, kw_only=True):
    """A stage of an assessment was closed."""

    TYPE: ClassVar[str] = "submission.stage.closed.v1"

    stage: StageCode
    closed_by: str
    closed_at: Instant


class AssessmentPublishedV1(_AssessmentEvent, frozen=True, kw_only=True):
    """The result of an assessment was approved for publication."""

    TYPE: ClassVar[str] = "submission.assessment.published.v1"

    published_by: str
    published_at: Instant
    reason: str | None = None
