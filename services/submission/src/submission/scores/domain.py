"""What scoring says of an assessment. Nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from rules.exact import Number
from rules.text import Text

NotJudged = Literal["below_floor", "never", "not_begun"]
Outcome = Literal["published", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackScore:
    """The index of an assessment on one track, as of a revision of its score.

    `exact` and `announced` are None while nothing is known. `coverage`: the exact share [0, 1] of
    the weight that is answered or known. `not_judged`: why there is no predicate.
    """

    track: str
    exact: Number | None
    announced: str | None
    predicate: Text | None
    maturity_level: Text | None
    coverage: Number
    not_judged: NotJudged | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentScore:
    """All tracks of an assessment's score. A newer revision replaces all of them."""

    assessment_id: UUID
    revision: int
    changed_at: datetime
    tracks: Sequence[TrackScore]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationOutcome:
    """What became of a publication that was asked for; it never changes.

    Published: `revision` and `result_hash` of the result, and its place `sequence` in the chain.
    Refused: the `reasons`.
    """

    publication_id: UUID
    assessment_id: UUID
    outcome: Outcome
    at: datetime
    revision: int | None = None
    result_hash: str | None = None
    sequence: int | None = None
    reasons: Sequence[Text] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What of an assessment does not fit together, by a rule. Of two the newer revision counts.

    `message` and `severity` are None for one that was heard of as cleared only.
    """

    assessment_id: UUID
    rule_code: str
    revision: int
    is_open: bool
    indicator_code: str | None
    severity: str | None = None
    message: Text | None = None
