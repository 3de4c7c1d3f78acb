"""What is at risk, from its event."""

from contracts.events.assessment import EvidenceAtRiskV1
from scoring.state.domain.decision import IndicatorRisk, ToldRisks


def told_risks(event: EvidenceAtRiskV1) -> ToldRisks:
    """Return what an event says, in one order: of the codes, of the causes, of the items."""
    risks = sorted(event.indicators, key=lambda each: each.indicator_code)
    return ToldRisks(
        event.assessment_id,
        event.revision,
        tuple(
            IndicatorRisk(
                each.indicator_code,
                each.since,
                tuple(sorted({*each.causes})),
                tuple(sorted({*each.evidence_ids})),
            )
            for each in risks
        ),
    )
