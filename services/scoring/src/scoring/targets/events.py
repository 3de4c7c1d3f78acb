"""From a target that was set, or whose state changed, to its event."""

from datetime import datetime

from contracts.envelope import Event
from contracts.events.finding import TargetMetV1, TargetMissedV1
from contracts.events.target import TargetSetV1
from scoring.state.domain.opening import Opening
from scoring.targets.domain import Target


def target_turned(opening: Opening, row: Target, at: datetime) -> Event:
    """Return the event of a target that turned met or missed."""
    if row.value is None or row.exact is None:
        raise ValueError("a target without a value is neither met nor missed")
    if row.state == "missed":
        return TargetMissedV1(
            assessment_id=opening.assessment_id,
            agency_code=row.agency_code,
            campaign_code=opening.campaign_code,
            revision=row.changes,
            instrument_code=row.instrument_code,
            year=row.year,
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
        instrument_code=row.instrument_code,
        year=row.year,
        node_code=row.node_code,
        target=row.value,
        exact=row.exact,
        met_at=at,
    )


def target_set(row: Target) -> Event:
    """Return the event of a target that was set, carried over or withdrawn."""
    return TargetSetV1(
        agency_code=row.agency_code,
        instrument_code=row.instrument_code,
        year=row.year,
        node_code=row.node_code,
        revision=row.revision,
        value=row.value,
        set_at=row.set_at,
    )
