"""What the API shows of a plan."""

import hashlib
import json

from kit.fields import TextView
from submission.reorganisations.api import schemas
from submission.reorganisations.domain.effects import RULES
from submission.reorganisations.domain.plan import AgencyChange, AssessmentChange, Plan
from submission.reorganisations.domain.request import AnyRequest, operation_of


def view_of(request: AnyRequest, plan: Plan, *, is_preview: bool) -> schemas.ReorganisationView:
    """Return the plan of a request."""
    operation = operation_of(request)
    return schemas.ReorganisationView(
        operation=operation,
        agency_code=request.agency_code,
        effective_on=request.day,
        is_preview=is_preview,
        agencies=[_agency(each) for each in plan.agencies],
        assessments=[_assessment(each) for each in plan.assessments],
        successions=[
            schemas.SuccessionView(
                successor_code=code, predecessor_codes=[*before], is_comparable=len(before) == 1
            )
            for code, before in plan.successions.items()
        ],
        rules=[
            schemas.RuleView(
                subject=subject, effect=rule.effect, note=TextView.model_validate(rule.note)
            )
            for subject, rule in RULES[operation].items()
        ],
    )


def fingerprint(view: schemas.ReorganisationView) -> str:
    """Return the hash of what is done: the preview and the process of one plan have the same."""
    content = view.model_dump(mode="json", exclude={"is_preview"})
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _agency(change: AgencyChange) -> schemas.AgencyChangeView:
    before, after = change.before, change.after
    return schemas.AgencyChangeView(
        agency_code=after.code,
        change=change.change,
        since=change.since,
        name_before=None if before is None else before.agency.name,
        parent_code_before=None if before is None else before.agency.parent_code,
        name=after.name,
        short_name=after.short_name,
        agency_kind=after.kind,
        parent_code=after.parent_code,
        valid_from=after.valid_from,
        valid_until=after.valid_until,
        is_assessed=after.is_assessed,
        predecessor_codes=[*after.predecessor_codes],
        successor_codes=[*after.successor_codes],
    )


def _assessment(change: AssessmentChange) -> schemas.AssessmentChangeView:
    campaign, kept = change.campaign.campaign, change.assessment
    return schemas.AssessmentChangeView(
        effect=change.effect,
        assessment_id=None if kept is None else kept.assessment_id,
        agency_code=change.agency_code,
        campaign_code=campaign.code,
        edition_code=campaign.edition_code,
        period=campaign.period.code,
        answered_by=change.answered_by,
        end_cause=change.cause,
    )
