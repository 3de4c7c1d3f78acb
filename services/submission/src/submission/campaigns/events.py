"""From changes of campaigns to the events that say so."""

from datetime import datetime
from uuid import UUID

from contracts.events.assessment import AssessmentOpenedV2, DerivationsChosenV1, Stage
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stages import CampaignKind, stages_of


def assessment_opened(opened: Assessment, kind: CampaignKind) -> AssessmentOpenedV2:
    """Return the event that an assessment of a kind of campaign was opened, with its stages."""
    return AssessmentOpenedV2(
        assessment_id=opened.assessment_id,
        revision=opened.revision,
        campaign_code=opened.campaign_code,
        agency_code=opened.agency_code,
        edition_code=opened.edition_code,
        derivation_set_version=opened.derivation_set_version,
        period=opened.period,
        opened_at=opened.opened_at,
        kind=kind,
        stages=tuple(Stage(code=each.code, track=each.track) for each in stages_of(kind)),
    )


def derivations_chosen(
    changed: Assessment,
    rederivation_id: UUID | None,
    *,
    of: int,
    chosen_by: str,
    chosen_at: datetime,
) -> DerivationsChosenV1:
    """Return the event that an assessment, one `of` so many, has another derivation set."""
    if changed.derivation_set_version is None or rederivation_id is None:
        raise ValueError("the assessment has no chosen derivation set")
    return DerivationsChosenV1(
        assessment_id=changed.assessment_id,
        revision=changed.revision,
        rederivation_id=rederivation_id,
        campaign_code=changed.campaign_code,
        edition_code=changed.edition_code,
        derivation_set_version=changed.derivation_set_version,
        assessment_count=of,
        chosen_by=chosen_by,
        chosen_at=chosen_at,
    )
