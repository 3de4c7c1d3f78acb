"""From changes of agencies to the events that say so."""

from contracts.events.agency import AgencyChangedV2
from submission.agencies.domain import AgencyRevision

SOURCE = "tolok/submission"


def agency_changed(changed: AgencyRevision) -> AgencyChangedV2:
    """Return the event with an agency's whole new state."""
    agency = changed.agency
    return AgencyChangedV2(
        agency_code=agency.code,
        revision=changed.revision,
        name=agency.name,
        short_name=agency.short_name,
        agency_kind=agency.kind,
        is_assessed=agency.is_assessed,
        parent_code=agency.parent_code,
        valid_from=agency.valid_from,
        valid_until=agency.valid_until,
        predecessor_codes=agency.predecessor_codes,
        successor_codes=agency.successor_codes,
        changed_at=changed.changed_at,
    )
