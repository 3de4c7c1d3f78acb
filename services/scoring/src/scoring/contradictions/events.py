"""From what was found to the events that announce it."""

from datetime import datetime

from contracts.envelope import Event
from contracts.events.finding import ContradictionClearedV1, ContradictionFoundV1
from contracts.values import Text
from scoring.contradictions.domain import Contradiction
from scoring.state.domain.opening import Opening


def contradiction_found(opening: Opening, row: Contradiction) -> Event:
    """Return the event that a contradiction opened."""
    return ContradictionFoundV1(
        assessment_id=opening.assessment_id,
        agency_code=opening.agency_code,
        campaign_code=opening.campaign_code,
        revision=2 * row.number - 1,
        indicator_code=row.indicator_code,
        rule_code=row.rule_code,
        severity=row.severity,
        message=Text(id=row.text_id, en=row.text_en),
        found_at=row.opened_at,
    )


def contradiction_cleared(opening: Opening, row: Contradiction, at: datetime) -> Event:
    """Return the event that a contradiction is gone."""
    return ContradictionClearedV1(
        assessment_id=opening.assessment_id,
        agency_code=opening.agency_code,
        campaign_code=opening.campaign_code,
        revision=2 * row.number,
        indicator_code=row.indicator_code,
        rule_code=row.rule_code,
        cleared_at=at,
    )
