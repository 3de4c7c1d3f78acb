"""What the API shows of a plan."""

import hashlib
import json

from kit.fields import TextView
from submission.reorganisations.api import effects, schemas
from submission.reorganisations.domain.effects import RULES, is_comparable
from submission.reorganisations.domain.followers import AssignmentChange, PersonChange
from submission.reorganisations.domain.request import AnyRequest, Withdrawal, operation_of
from submission.reorganisations.domain.situation import AgencyChange, AssessmentChange, Plan


def view_of(
    request: AnyRequest | Withdrawal, plan: Plan, *, is_preview: bool
) -> schemas.ReorganisationView:
    """Return the plan of a request."""
    operation = operation_of(request)
    return schemas.ReorganisationView(
        operation=operation,
        agency_code=request.agency_code,
        effective_on=request.day,
        is_preview=is_preview,
        agencies=[_agency(each) for each in plan.agencies],
        assessments=[_assessment(each) for each in plan.assessments],
        assignments=[_assignment(each) for each in plan.assignments],
        people=[_person(each) for each in plan.people],
        successions=[
            effects.SuccessionView(
                successor_code=code,
                predecessor_codes=[*before],
                is_comparable=is_comparable(plan, code),
            )
            for code, before in plan.successions.items()
        ],
        rules=[
            effects.RuleView(
                subject=subject, effect=rule.effect, note=TextView.model_validate(rule.note)
            )
            for subject, rule in RULES[operation].items()
        ],
    )


def fingerprint(view: schemas.ReorganisationView) -> str:
    """Return the hash of what is done: the preview and the process of one plan have the same."""
    content = view.model_dump(mode="json", exclude={"is_preview"})
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _agency(change: AgencyChange) -> effects.AgencyChangeView:
    before, after = change.before, change.after
    return effects.AgencyChangeView(
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


def _assignment(change: AssignmentChange) -> effects.AssignmentChangeView:
    made = change.assignment
    return effects.AssignmentChangeView(
        assignment_id=made.assignment_id,
        campaign_code=made.campaign_code,
        agency_code=made.agency_code,
        node_code=made.node_code,
        unit_code_before=made.unit_code,
        unit_code=change.unit_code,
    )


def _person(change: PersonChange) -> effects.PersonChangeView:
    after = change.after
    return effects.PersonChangeView(
        subject=after.subject,
        effect="returns" if change.returns else "moves" if change.moves else "ends",
        agency_code_before=change.before.person.agency_code,
        agency_code=after.agency_code,
        valid_from=after.valid_from,
        valid_until=after.valid_until,
    )


def _assessment(change: AssessmentChange) -> effects.AssessmentChangeView:
    campaign, kept = change.campaign.campaign, change.assessment
    return effects.AssessmentChangeView(
        effect=change.effect,
        assessment_id=None if kept is None else kept.assessment_id,
        agency_code=change.agency_code,
        campaign_code=campaign.code,
        edition_code=campaign.edition_code,
        period=campaign.period.code,
        answered_by=change.answered_by,
        end_cause=change.cause,
    )
