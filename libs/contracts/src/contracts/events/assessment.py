"""Events of the topic `submission.assessment`, keyed by assessment id.

All events of one assessment share one revision count that grows by each change of the assessment.
"""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import ASSESSMENT
from contracts.values import (
    Answer,
    Code,
    ContentHash,
    Count,
    IndicatorAtRisk,
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
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


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


class ReminderDueV1(AssessmentEvent, frozen=True, kw_only=True):
    """The open stage of an assessment comes near its deadline, or is beyond it.

    `threshold`: how near (`week_before`, `day_before`, `passed`); each is told once of a deadline.
    `deadline`: its last local day, over at `ends_at`. `indicator_codes`: what is not complete or
    was returned; none where only the submission is missing. `responsible`: subjects, or units.
    """

    TYPE: ClassVar[str] = "submission.reminder.due.v1"

    campaign_code: Code
    agency_code: Code
    stage: OpenCode
    threshold: OpenCode
    deadline: date
    ends_at: Instant
    indicator_codes: Annotated[tuple[Code, ...], msgspec.Meta(max_length=1_000)]
    responsible: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=1_000)]
    due_at: Instant


class PeriodReminderDueV1(AssessmentEvent, frozen=True, kw_only=True):
    """The month or quarter of an assessment is not closed, and the deadline comes near or passed.

    `threshold`: how near (`week_before`, `day_before`, `passed`); each is told once, and again
    where a leader opened the period again. `deadline`: the last local day of the campaign's last
    deadline, over at `ends_at`. `asked`: what is asked for; `roles`: those that can do some of it;
    `responsible`: the agencies whose people have them.
    """

    TYPE: ClassVar[str] = "submission.period_reminder.due.v1"

    campaign_code: Code
    agency_code: Code
    period: PeriodCode
    threshold: OpenCode
    deadline: date
    ends_at: Instant
    asked: Annotated[tuple[OpenCode, ...], msgspec.Meta(min_length=1, max_length=100)]
    roles: Annotated[tuple[OpenCode, ...], msgspec.Meta(max_length=100)]
    responsible: Annotated[tuple[Code, ...], msgspec.Meta(max_length=100)]
    due_at: Instant


class EvidenceAtRiskV1(AssessmentEvent, frozen=True, kw_only=True):
    """Which indicators of an assessment are at risk is another than before: the whole of it.

    An indicator that is not named is not at risk, or not any more; each is named once at most.
    """

    TYPE: ClassVar[str] = "submission.evidence.at_risk.v1"

    indicators: Annotated[tuple[IndicatorAtRisk, ...], msgspec.Meta(max_length=1_000)]
    noticed_at: Instant


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed a document, in which role, and the SHA-256 of exactly what they signed."""

    subject: _Name
    role: OpenCode
    sha256: ContentHash
    signed_at: Instant


class SignedMinutes(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes that count: the SHA-256 of what they say, and who signed it."""

    minutes_id: UUID
    kind: OpenCode
    sha256: ContentHash
    signatures: Annotated[tuple[Signature, ...], msgspec.Meta(min_length=1, max_length=1_000)]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator that a submission left without an answer, and why."""

    indicator_code: Code
    reason: Sentence


class LinkReview(msgspec.Struct, frozen=True, kw_only=True):
    """What assessors said of a link: accepted or rejected. `number` counts its reviews."""

    number: Revision
    stage: OpenCode
    state: OpenCode


class LinkedEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A version of an item of evidence that an indicator rests on.

    `stage`: the one at which it was linked. `sha256`: of the content of a file, of what an address
    gave when it was linked, of a record as it was stated; null where nobody knows it.
    `source_sha256`: of the address, or of what a record is called (`rules.assessment_state`).
    `review`: the newest up to the stage that is published.
    """

    link_id: UUID
    indicator_code: Code
    stage: OpenCode
    evidence_id: UUID
    version: Revision
    origin: OpenCode
    source_sha256: ContentHash | None
    sha256: ContentHash | None
    review: LinkReview | None


class AssessmentPublishedV2(AssessmentEvent, frozen=True, kw_only=True):
    """A stage of an assessment is to be published, exactly in the state with this hash.

    `track`: the one that the stage makes. `state_hash`: what the approvals are bound to
    (`rules.assessment_state`): the `sha256` of each approval. `evidence`: SHA-256 of each content.
    `minutes`: those that count, each signed as it is. `consent`: that of the assessed agency, where
    the kind of campaign asks for it. `reason`: why a published result is corrected. `gaps`: what
    the submissions of the stages up to this one left without an answer, each with its newest
    reason. `links`: the evidence that the indicators rest on; `withdrawn`: its items that their
    owners do not stand by any more.
    """

    TYPE: ClassVar[str] = "submission.assessment.published.v2"

    publication_id: UUID
    stage: OpenCode
    track: TrackCode
    state_hash: ContentHash
    evidence: Annotated[tuple[ContentHash, ...], msgspec.Meta(max_length=10_000)]
    minutes: Annotated[tuple[SignedMinutes, ...], msgspec.Meta(max_length=1_000)]
    approvals: Annotated[tuple[Signature, ...], msgspec.Meta(min_length=1, max_length=1_000)]
    consent: Signature | None
    published_by: _Name
    published_at: Instant
    reason: Sentence | None = None
    gaps: Annotated[tuple[Gap, ...], msgspec.Meta(max_length=1_000)] = ()
    links: Annotated[tuple[LinkedEvidence, ...], msgspec.Meta(max_length=2_000)] = ()
    withdrawn: Annotated[tuple[UUID, ...], msgspec.Meta(max_length=2_000)] = ()
