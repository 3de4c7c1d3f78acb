"""From a target whose state changed to the event that announces it."""

from datetime import datetime

from contracts.envelope import Event
from contracts.events.finding import TargetMetV1, TargetMissedV1
from scoring.state.domain.assessment import Opening
from scoring.targets.domain import Target

TargetEvent = Event


def target_changed(opening: Opening, row: Target, at: datetime) -> TargetEvent | None:
    """Return the event of a target that was met or missed; none says that nobody knows."""
    if row.value is None or row.exact is None or row.state == "unknown":
        return None
    if row.state == "missed":
        return TargetMissedV1(
            assessment_id=opening.assessment_id,
            agency_code=row.agency_code,
            campaign_code=opening.campaign_code,
            revision=row.changes,
            node_code=row.node_code,
            target=row.value,
            exact=row.exact,
            missed_at=at,
        )
    return TargetMetV1(
        assessment_id=opening.assessment_id,
        agency_code=row.agency_code,
        campaign_code=opening.campaign_code,
        revision=row.changes,
        node_code=row.node_code,
        target=row.value,
        exact=row.exact,
        met_at=at,
    )
