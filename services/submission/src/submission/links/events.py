"""From what is at risk to the event that tells it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from contracts.events.assessment import EvidenceAtRiskV1
from contracts.values import IndicatorAtRisk
from submission.links.domain.risk import IndicatorRisk


def evidence_at_risk(
    assessment_id: UUID, revision: int, risks: Iterable[IndicatorRisk], *, now: datetime
) -> EvidenceAtRiskV1:
    """Return the event of all that is at risk, as a revision of its assessment."""
    return EvidenceAtRiskV1(
        assessment_id=assessment_id,
        revision=revision,
        indicators=tuple(
            IndicatorAtRisk(
                indicator_code=each.indicator_code,
                since=each.since,
                causes=each.causes,
                evidence_ids=each.evidence_ids,
            )
            for each in risks
        ),
        noticed_at=now,
    )
