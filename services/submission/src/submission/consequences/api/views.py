"""From the domain to what is answered."""

import json

from kit.fields import TextView
from submission.consequences.api import schemas
from submission.consequences.domain.acknowledgement import Acknowledgement
from submission.consequences.domain.condition import Reason
from submission.consequences.domain.entries import VERDICT_NAMES
from submission.consequences.domain.listed import Listed
from submission.consequences.domain.rule_set import PublishedRuleSet
from submission.consequences.usecases.list_acknowledgements import Noted


def entry_view(found: Listed) -> schemas.ConsequenceView:
    """Return an entry with its reasons and acknowledgements."""
    entry, rule = found.entry, found.entry.rule
    return schemas.ConsequenceView(
        assessment_id=found.assessment_id,
        agency_code=entry.agency_code,
        period=entry.period,
        verdict=entry.verdict,
        verdict_name=TextView.model_validate(VERDICT_NAMES[entry.verdict]),
        rule_code=rule.code,
        rule_name=TextView.model_validate(rule.name),
        rule_effect=rule.effect,
        basis=rule.basis,
        rules=schemas.ConsequenceRulesView(
            agency_code=entry.rule_set_agency,
            code=entry.rule_set_code,
            version=entry.rule_set_version,
            sha256=entry.rule_set_hash,
        ),
        reasons=[_reason(each) for each in entry.reasons],
        sha256=found.sha256,
        is_acknowledged=found.is_acknowledged,
        acknowledgements=[_acknowledgement(each, found) for each in found.acknowledgements],
    )


def noted_view(noted: Noted) -> schemas.NotedView:
    """Return what was taken note of, with what it said then."""
    each = noted.acknowledgement
    return schemas.NotedView(
        sha256=each.sha256,
        is_current=noted.is_current,
        role=each.role,
        acknowledged_by=each.acknowledged_by,
        acknowledged_at=each.acknowledged_at,
        assessment_id=each.assessment_id,
        agency_code=noted.agency_code,
        rule_code=each.rule_code,
        said=json.loads(each.content),
    )


def rule_set_item(found: PublishedRuleSet, chosen: PublishedRuleSet) -> schemas.RuleSetItem:
    """Return a version; `chosen`: the one in force for whom was asked about."""
    rule_set, act = found.rule_set, found.published
    return schemas.RuleSetItem(
        agency_code=rule_set.agency_code,
        rule_set_code=rule_set.code,
        version=rule_set.version,
        title=TextView.model_validate(rule_set.title),
        rule_count=len(rule_set.rules),
        sha256=rule_set.content_hash,
        valid_from=rule_set.valid_from,
        is_in_force=found == chosen,
        published_by=None if act is None else act.by,
        published_at=None if act is None else act.at,
    )


def rule_set_view(found: PublishedRuleSet) -> schemas.RuleSetView:
    """Return a version with its document."""
    act = found.published
    return schemas.RuleSetView(
        agency_code=found.rule_set.agency_code,
        version=found.rule_set.version,
        sha256=found.rule_set.content_hash,
        published_by=None if act is None else act.by,
        published_at=None if act is None else act.at,
        valid_from=found.rule_set.valid_from,
        document={**found.document},
    )


def _reason(reason: Reason) -> schemas.ConsequenceReasonView:
    return schemas.ConsequenceReasonView(
        text=TextView.model_validate(reason.text),
        holds=reason.truth,
        references=[
            schemas.ConsequenceReferenceView(**each._asdict()) for each in reason.references
        ],
    )


def _acknowledgement(each: Acknowledgement, found: Listed) -> schemas.AcknowledgementView:
    return schemas.AcknowledgementView(
        sha256=each.sha256,
        is_current=each.sha256 == found.sha256,
        role=each.role,
        acknowledged_by=each.acknowledged_by,
        acknowledged_at=each.acknowledged_at,
    )
