"""From what is at risk to the event that announces it."""

from datetime import datetime

from contracts.envelope import Event
from contracts.events.finding import RiskChangedV1
from contracts.values import IndicatorAtRisk, Text
from scoring.risks.domain import risks_text
from scoring.state.domain.decision import ToldRisks
from scoring.state.domain.opening import Opening


def risk_changed(opening: Opening, told: ToldRisks, at: datetime) -> Event:
    """Return the event that other indicators of an assessment are at risk now."""
    message = risks_text(told.risks)
    return RiskChangedV1(
        assessment_id=opening.assessment_id,
        agency_code=opening.agency_code,
        campaign_code=opening.campaign_code,
        revision=told.revision,
        indicators=tuple(
            IndicatorAtRisk(
                indicator_code=each.indicator_code,
                since=each.since,
                causes=each.causes,
                evidence_ids=each.evidence_ids,
            )
            for each in told.risks
        ),
        message=Text(id=message.id, en=message.en),
        changed_at=at,
    )
