"""How states, approvals and the consent are shown."""

from dataclasses import asdict

from kit.fields import TextView
from rules.assessment_state import StateLink
from rules.exact import text_of
from rules.text import Text
from submission.approvals.api import schemas
from submission.approvals.domain.approval import JudgedApproval
from submission.approvals.usecases.consent import Consent
from submission.approvals.usecases.find_state import ShownState
from submission.assessments.domain.completeness import natural
from submission.links.api.views import cause_view
from submission.signatures.api import signature_view


def state_view(shown: ShownState) -> schemas.StateView:
    """Return a state as it is shown."""
    content = shown.content
    state, outcome = content.state, content.outcome
    return schemas.StateView(
        assessment_id=state.assessment_id,
        edition_code=state.edition_code,
        period=state.period,
        agency_code=state.agency_code,
        stage=state.stage,
        track=state.track,
        state_hash=content.hash,
        derivation_set_version=state.derivation_set_version,
        verdict_revision=content.verdict_revision,
        decisions=[
            schemas.StateDecisionView.model_validate(each, from_attributes=True)
            for each in sorted(state.decisions, key=lambda each: natural(each.indicator_code))
        ],
        minutes=[*state.minutes],
        evidence=[*state.evidence],
        links=[_link(each, shown) for each in content.evidence.links],
        withdrawn=[*content.evidence.withdrawn],
        index=schemas.StateIndex(
            exact=None if outcome.exact is None else text_of(outcome.exact),
            announced=outcome.announced,
        ),
        predicate=_told(outcome.predicate),
        maturity_level=_told(outcome.maturity_level),
        note=_told(outcome.note),
    )


def approval_view(judged: JudgedApproval) -> schemas.ApprovalView:
    """Return an approval as it is shown."""
    said = judged.approval
    return schemas.ApprovalView(
        approval_id=said.approval_id,
        assessment_id=said.assessment_id,
        stage=said.stage,
        state_hash=said.state_hash,
        verdict_revision=said.verdict_revision,
        decision=said.decision,
        reason=said.reason,
        subject=said.subject,
        role=said.role,
        decided_at=said.decided_at,
        is_stale=judged.is_stale,
        is_valid=judged.is_valid,
        changes=[TextView.model_validate(each) for each in judged.changes],
    )


def consent_view(consent: Consent) -> schemas.ConsentView:
    """Return a consent as it is shown."""
    return schemas.ConsentView(
        assessment_id=consent.assessment_id,
        stage=consent.stage,
        state_hash=consent.state_hash,
        is_given=consent.is_given,
        signatures=[signature_view(each, sha256=consent.state_hash) for each in consent.signatures],
    )


def _link(link: StateLink, shown: ShownState) -> schemas.StateLinkView:
    review = link.review
    return schemas.StateLinkView.model_validate(
        {
            **asdict(link),
            "review": None if review is None else asdict(review),
            "title": shown.titles[link.evidence_id],
            "risks": [cause_view(each) for each in shown.risks.of_link(link.link_id)],
        }
    )


def _told(text: Text | None) -> TextView | None:
    return None if text is None else TextView.model_validate(text)
