"""From what was done to the events that say so."""

from datetime import datetime
from uuid import UUID

from contracts.events.agency import AgencyChangedV1
from contracts.events.assessment import AssessmentOpenedV1, DerivationsChosenV1, LevelDecidedV1
from submission.domain.agency import Agency
from submission.domain.answer import Answer
from submission.domain.assessment import Assessment

SOURCE = "tolok/submission"


def agency_changed(agency: Agency, *, revision: int, changed_at: datetime) -> AgencyChangedV1:
    """Return the event with an agency's whole new state."""
    return AgencyChangedV1(
        agency_code=agency.code,
        revision=revision,
        name=agency.name,
        short_name=agency.short_name,
        agency_kind=agency.kind,
        parent_code=agency.parent_code,
        valid_from=agency.valid_from,
        valid_until=agency.valid_until,
        changed_at=changed_at,
    )


def assessment_opened(opened: Assessment) -> AssessmentOpenedV1:
    """Return the event that an assessment was opened."""
    return AssessmentOpenedV1(
        assessment_id=opened.assessment_id,
        revision=opened.revision,
        campaign_code=opened.campaign_code,
        agency_code=opened.agency_code,
        edition_code=opened.edition_code,
        derivation_set_version=opened.derivation_set_version,
        period=opened.period,
        opened_at=opened.opened_at,
    )


def derivations_chosen(
    changed: Assessment, rederivation_id: UUID, *, of: int, chosen_by: str, chosen_at: datetime
) -> DerivationsChosenV1:
    """Return the event that an assessment has another derivation set, one `of` so many."""
    if changed.derivation_set_version is None:
        raise ValueError("no derivation set is none that was chosen")
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


def level_decided(assessment: Assessment, decided: Answer) -> LevelDecidedV1:
    """Return the event that a level was decided or withdrawn."""
    if decided.decided_by is None or decided.decided_at is None:
        raise ValueError("an answer that nobody decided is no event")
    return LevelDecidedV1(
        assessment_id=assessment.assessment_id,
        revision=decided.revision,
        indicator_code=decided.indicator_code,
        stage=decided.stage,
        level=decided.level,
        explanation=decided.explanation,
        decided_by=decided.decided_by,
        decided_at=decided.decided_at,
    )
