"""From publications to the events that ask for them."""

from collections.abc import Iterable, Mapping, Sequence

from contracts.events.assessment import (
    AssessmentPublishedV2,
    Gap,
    LinkedEvidence,
    LinkReview,
    SignedMinutes,
)
from contracts.events.assessment import Signature as SignatureOfEvent
from rules.assessment_state import StateLink
from submission.approvals.domain.approval import Approval
from submission.links.domain.stage_evidence import StageEvidence
from submission.minutes.domain.signed import SignedMinutes as Minutes
from submission.publication.domain.publication import Publication
from submission.signatures.domain import Signature


def assessment_published(
    asked: Publication,
    *,
    evidence: StageEvidence,
    minutes: Iterable[Minutes],
    approvals: Sequence[Approval],
    consent: Signature | None,
    gaps: Mapping[str, str],
) -> AssessmentPublishedV2:
    """Return the event that asks scoring to publish, as a revision of the assessment.

    `gaps`: the reasons by indicator.
    """
    return AssessmentPublishedV2(
        assessment_id=asked.assessment_id,
        revision=asked.revision,
        publication_id=asked.publication_id,
        stage=asked.stage,
        track=asked.track,
        state_hash=asked.state_hash,
        evidence=evidence.contents,
        minutes=tuple(_minutes(each) for each in minutes),
        approvals=tuple(_approval(each) for each in approvals),
        consent=None if consent is None else _signature(consent),
        published_by=asked.published_by,
        published_at=asked.published_at,
        reason=asked.reason,
        gaps=tuple(Gap(indicator_code=code, reason=why) for code, why in sorted(gaps.items())),
        links=tuple(map(_link, evidence.links)),
        withdrawn=evidence.withdrawn,
    )


def _link(link: StateLink) -> LinkedEvidence:
    review = link.review
    return LinkedEvidence(
        link_id=link.link_id,
        indicator_code=link.indicator_code,
        stage=link.stage,
        evidence_id=link.evidence_id,
        version=link.version,
        origin=link.origin,
        source_sha256=link.source_sha256,
        sha256=link.sha256,
        review=None
        if review is None
        else LinkReview(number=review.number, stage=review.stage, state=review.state),
    )


def _minutes(signed: Minutes) -> SignedMinutes:
    return SignedMinutes(
        minutes_id=signed.minutes.minutes_id,
        kind=signed.minutes.record.kind,
        sha256=signed.sha256,
        signatures=tuple(_signature(each) for each in signed.counting),
    )


def _approval(approval: Approval) -> SignatureOfEvent:
    return SignatureOfEvent(
        subject=approval.subject,
        role=approval.role,
        sha256=approval.state_hash,
        signed_at=approval.decided_at,
    )


def _signature(signature: Signature) -> SignatureOfEvent:
    return SignatureOfEvent(
        subject=signature.subject,
        role=signature.role,
        sha256=signature.sha256,
        signed_at=signature.signed_at,
    )
