"""The state of an assessment at a stage: what counts there, as one SHA-256.

Approvals and the consent to publication are bound to it. submission computes it from its decisions,
scoring again from its events, so it holds only what these carry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Final
from uuid import UUID

from rules.canonical import canonical, sha256

_PLACE: Final = attrgetter(
    "indicator_code", "stage", "revision", "level", "explanation", "decided_by"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDecision:
    """The decision that counts for an indicator. `stage`: the one that made it, maybe an earlier.

    `level` is exact, or `n/a`; an indicator without a level is not part of a state. `revision` is
    that of the assessment after the decision.
    """

    indicator_code: str
    stage: str
    level: str
    explanation: str
    decided_by: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentState:
    """What counts at a stage. `minutes`, `evidence`: the SHA-256 of each signed document or item.

    `derivation_set_version`: None without a derivation set. Its floors say what is judged, so
    another one is another state. The order of decisions and documents has no meaning.
    """

    assessment_id: UUID
    edition_code: str
    period: str
    agency_code: str
    track: str
    stage: str
    decisions: Iterable[StateDecision]
    derivation_set_version: int | None = None
    minutes: Iterable[str] = ()
    evidence: Iterable[str] = ()


def state_hash(state: AssessmentState) -> str:
    """Return the SHA-256 of the canonical JSON of a state, in hex."""
    decisions = [
        {
            "indicator_code": each.indicator_code,
            "stage": each.stage,
            "level": each.level,
            "explanation": each.explanation,
            "decided_by": each.decided_by,
            "revision": each.revision,
        }
        for each in sorted(state.decisions, key=_PLACE)
    ]
    return sha256(
        canonical(
            {
                "assessment_id": str(state.assessment_id),
                "edition_code": state.edition_code,
                "period": state.period,
                "agency_code": state.agency_code,
                "track": state.track,
                "stage": state.stage,
                "derivation_set_version": state.derivation_set_version,
                "decisions": decisions,
                "minutes": sorted(state.minutes),
                "evidence": sorted(state.evidence),
            }
        )
    )
