"""What has to be answered in the campaigns of an edition."""

from submission.assessments.domain.completeness import Checklist
from submission.assessments.domain.sectors import sectoral_of
from submission.campaigns.domain.stages import CampaignKind, names_proof
from submission.editions.domain.edition import Edition


def checklist_of(edition: Edition, kind: CampaignKind) -> Checklist:
    """Return what has to be answered on an edition in a kind of campaign."""
    proven = edition.lowest_levels if names_proof(kind) else {}
    return Checklist.of(
        edition.scale_codes,
        edition.criteria,
        proven_above=proven,
        sectoral=sectoral_of(edition.code),
    )
