"""Findings on the topic `scoring.score`, keyed by assessment id: contradicted, missed, at risk.

The revision of a finding counts for itself: of a contradiction, by its rule, odd ones open it and
even ones end it; of a target, by its agency, instrument, year and node, each turn to missed or met
is one more. Another assessment, with another key, may decide about a target later. The revision of
what is at risk is that of the assessment with which submission told it.
"""

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.topics import SCORE
from contracts.values import (
    Code,
    Exact,
    IndicatorAtRisk,
    Instant,
    Revision,
    Severity,
    Text,
    Year,
)


class _FindingEvent(Event, frozen=True, kw_only=True):
    TOPIC: ClassVar[str] = SCORE.name

    assessment_id: UUID
    agency_code: Code
    campaign_code: Code
    revision: Revision

    @property
    def key(self) -> str:
        """Return the assessment's id."""
        return str(self.assessment_id)


class ContradictionFoundV1(_FindingEvent, frozen=True, kw_only=True):
    """A claim does not agree with a fact, with another claim, or one source with another.

    `indicator_code` is the claim's; None where only sources disagree.
    """

    TYPE: ClassVar[str] = "scoring.contradiction.found.v1"

    rule_code: Code
    severity: Severity
    message: Text
    found_at: Instant
    indicator_code: Code | None = None


class ContradictionClearedV1(_FindingEvent, frozen=True, kw_only=True):
    """What did not agree agrees again."""

    TYPE: ClassVar[str] = "scoring.contradiction.cleared.v1"

    rule_code: Code
    cleared_at: Instant
    indicator_code: Code | None = None


class TargetMissedV1(_FindingEvent, frozen=True, kw_only=True):
    """A score fell short of the target set for it, for an instrument and a year."""

    TYPE: ClassVar[str] = "scoring.target.missed.v1"

    node_code: Code
    target: Exact
    exact: Exact
    missed_at: Instant
    instrument_code: Code | None = None
    year: Year | None = None


class TargetMetV1(_FindingEvent, frozen=True, kw_only=True):
    """A score reached the target set for it, for an instrument and a year."""

    TYPE: ClassVar[str] = "scoring.target.met.v1"

    node_code: Code
    target: Exact
    exact: Exact
    met_at: Instant
    instrument_code: Code | None = None
    year: Year | None = None


class RiskChangedV1(_FindingEvent, frozen=True, kw_only=True):
    """Other indicators are at risk than before, or for other causes: the whole of it.

    What is not named is not at risk. Scores, levels and results are what they were; of every track,
    what stands behind its weight may be another.
    """

    TYPE: ClassVar[str] = "scoring.risk.changed.v1"

    indicators: Annotated[tuple[IndicatorAtRisk, ...], msgspec.Meta(max_length=1_000)]
    message: Text
    changed_at: Instant
