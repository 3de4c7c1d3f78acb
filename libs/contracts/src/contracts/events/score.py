"""Events of the topic `scoring.score`, keyed by assessment id.

What is unknown is left out of the body: there are many of these events, and most of it is unknown.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import SCORE
from contracts.values import (
    Answer,
    Code,
    Count,
    Exact,
    Instant,
    Offset,
    PeriodCode,
    RecordReference,
    Revision,
    Sentence,
    Text,
    TrackCode,
)


class NodeScore(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The value of one node above the indicators; None where nothing below it is known."""

    code: Code
    exact: Exact | None = None
    announced: str | None = None


class TrackScore(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One track of a score.

    `coverage` is the exact share [0, 1] of the weight that is answered or currently known.
    `level_share` is the exact share that has a level, last good values included; None in events of
    releases that did not tell it. What is answered `n/a` and counts nothing has none; earlier
    releases counted it. `not_judged` says why the track has no predicate and no maturity
    level: too little of the weight has a level (`below_floor`), its derivation set never has it
    judged (`never`), or the period has not begun (`not_begun`).
    `oldest_fact_at`: when the oldest fact in use was first read. `stale_since`: the last
    confirmation of the longest unread fact in use; None while all their sources can be read.
    """

    track: TrackCode
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


class Cause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The event that moved a score: where it is on Kafka and what it was about."""

    event_id: str
    event_type: str
    topic: str
    partition: Count
    offset: Offset
    event_time: Instant
    fact: Code | None = None
    source_code: Code | None = None
    records: tuple[RecordReference, ...] = ()


class Move(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An indicator's level on one track before and after; `cause` is an index into `causes`."""

    indicator_code: Code
    track: TrackCode
    level_from: Answer | None = None
    level_to: Answer | None = None
    cause: Count | None = None
    rule_code: Code | None = None


class ScoreChangedV2(Event, frozen=True, kw_only=True):
    """The score of an assessment changed on at least one track; carries every track's new state.

    A review stage has a track from its first decision on.
    `causes` and `moves` hold the first 100; the counts tell how many there were.
    `rules_version`: no event moved it: a release reckoned it anew by rules of this version.
    """

    TYPE: ClassVar[str] = "scoring.score.changed.v2"
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
    rules_version: Revision | None = None

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)


class ResultPublishedV2(Event, frozen=True, kw_only=True):
    """A result was published and will never change.

    `result_hash` is the SHA-256 of its canonical record, `sequence` its place in the chain of all.
    `publication_id`: the request that it answers; results of before there were requests have none.
    """

    TYPE: ClassVar[str] = "scoring.result.published.v2"
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
    track: TrackCode | None = None
    sequence: Revision | None = None
    reason: Sentence | None = None
    publication_id: UUID | None = None

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)


class ResultRefusedV1(Event, frozen=True, kw_only=True):
    """What was asked to be published cannot be, for these reasons; nothing was published.

    `revision`: that of the assessment with which it was asked for.
    """

    TYPE: ClassVar[str] = "scoring.result.refused.v1"
    TOPIC: ClassVar[str] = SCORE.name

    assessment_id: UUID
    revision: Revision
    publication_id: UUID
    agency_code: Code
    campaign_code: Code
    track: TrackCode
    reasons: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=100)]
    refused_at: Instant

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)
