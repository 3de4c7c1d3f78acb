"""The answers of links: what goes out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from kit.fields import TextView
from rules.risk import cause_text
from submission.campaigns.domain.stage_state import Act
from submission.evidence.api.views import VersionView, version_view
from submission.evidence.domain.item import KIND_NAMES, DocumentKind
from submission.links.domain.link import Link, Review, ReviewState, Withdrawal
from submission.links.domain.risk import IndicatorRisk, LinkRisk
from submission.links.usecases.find_coverage import Coverage
from submission.links.usecases.find_risks import Risks


class CauseView(BaseModel):
    """Why something proves nothing any more."""

    cause: Annotated[str, Field(description="The kind of it, for programs; more may come")]
    text: Annotated[TextView, Field(description="The same in words")]
    since: Annotated[date, Field(description="Local day of the agency since which it is so")]


class LinkReviewView(BaseModel):
    """What assessors said of a link; it is kept for ever."""

    number: Annotated[int, Field(description="Counts the reviews of the link")]
    stage: Annotated[str, Field(description="Stage that was open")]
    state: Annotated[ReviewState, Field(description="Whether it proves the indicator")]
    reason: Annotated[str, Field(description="Why")]
    reviewed_by: Annotated[str, Field(description="Subject who reviewed it")]
    reviewed_at: Annotated[datetime, Field(description="When (UTC)")]


class WithdrawalView(BaseModel):
    """That the owner of an item does not stand by it any more."""

    reason: Annotated[str, Field(description="Why it was withdrawn")]
    withdrawn_by: Annotated[str, Field(description="Subject who withdrew it")]
    withdrawn_at: Annotated[datetime, Field(description="When (UTC)")]


class EvidenceLinkView(BaseModel):
    """A version of an item of evidence, as it is used for an indicator."""

    link_id: Annotated[UUID, Field(description="Id of the link; ids grow with time")]
    assessment_id: Annotated[UUID, Field(description="The assessment")]
    indicator_code: Annotated[str, Field(description="The indicator or criterion")]
    evidence_id: Annotated[UUID, Field(description="The item of evidence")]
    agency_code: Annotated[str, Field(description="Whose item it is")]
    title: Annotated[str, Field(description="Title of the item")]
    kind: Annotated[DocumentKind, Field(description="What kind of document it is")]
    kind_name: Annotated[TextView, Field(description="What that kind is called")]
    confidential: Annotated[bool, Field(description="Whether its content is for few people only")]
    version: Annotated[VersionView, Field(description="The version that is linked")]
    newest_version: Annotated[int, Field(description="Number of the newest version of the item")]
    page: Annotated[str | None, Field(description="Page or pages; null: not said")]
    article: Annotated[str | None, Field(description="Article or part; null: not said")]
    note: Annotated[str | None, Field(description="What else was said; null: nothing")]
    stage: Annotated[str, Field(description="Stage that was open when it was made")]
    made_by: Annotated[str, Field(description="Subject who made it")]
    made_at: Annotated[datetime, Field(description="When it was made (UTC)")]
    replaces: Annotated[UUID | None, Field(description="Link whose place it takes; null: none")]
    counts: Annotated[
        bool,
        Field(description="Whether the indicator rests on it: neither removed nor replaced"),
    ]
    review: Annotated[
        LinkReviewView | None, Field(description="Its newest review; null: not reviewed yet")
    ]
    risks: Annotated[list[CauseView], Field(description="Why it proves nothing any more, if so")]
    withdrawal: Annotated[
        WithdrawalView | None, Field(description="That the item was withdrawn; null: it was not")
    ]
    removed_by: Annotated[str | None, Field(description="Subject who removed it; null: nobody")]
    removed_at: Annotated[datetime | None, Field(description="When it was removed (UTC)")]


class AtRiskView(BaseModel):
    """An indicator whose evidence does not prove its level any more. The level stays."""

    indicator_code: Annotated[str, Field(description="The indicator or criterion")]
    since: Annotated[date, Field(description="Local day of the agency since which it is so")]
    causes: Annotated[list[str], Field(description="Why, for programs; more kinds may come")]
    texts: Annotated[list[TextView], Field(description="The same in words")]
    evidence_ids: Annotated[list[UUID], Field(description="The items that this is about")]


class CoverageView(BaseModel):
    """Which indicators of an assessment have evidence that was not rejected."""

    assessment_id: Annotated[UUID, Field(description="The assessment")]
    linked_count: Annotated[int, Field(description="So many indicators have evidence")]
    lacking_count: Annotated[int, Field(description="So many lack it")]
    linked: Annotated[list[str], Field(description="Indicators that have evidence")]
    lacking: Annotated[list[str], Field(description="Indicators that lack it")]
    not_applicable: Annotated[
        list[str], Field(description="Indicators that do not apply (n/a) and need none")
    ]
    at_risk: Annotated[
        list[AtRiskView], Field(description="What proves these does so no more; levels stay")
    ]


def link_view(link: Link, risks: Risks) -> EvidenceLinkView:
    """Return a link as it is shown."""
    proof, removed = link.proof, link.removed
    return EvidenceLinkView(
        link_id=link.link_id,
        assessment_id=link.assessment_id,
        indicator_code=link.indicator_code,
        evidence_id=link.evidence_id,
        agency_code=proof.agency_code,
        title=proof.title,
        kind=proof.kind,
        kind_name=TextView.model_validate(KIND_NAMES[proof.kind]),
        confidential=proof.confidential,
        version=version_view(proof.version),
        newest_version=proof.newest,
        page=link.place.page,
        article=link.place.article,
        note=link.place.note,
        stage=link.stage,
        made_by=link.made.by,
        made_at=link.made.at,
        replaces=link.replaces,
        counts=link.link_id in risks.counting,
        review=None if link.review is None else review_view(link.review),
        risks=[cause_view(each) for each in risks.of_link(link.link_id)],
        withdrawal=None if proof.withdrawal is None else withdrawal_view(proof.withdrawal),
        removed_by=_by(removed),
        removed_at=None if removed is None else removed.at,
    )


def review_view(review: Review) -> LinkReviewView:
    """Return a review as it is shown."""
    return LinkReviewView(
        number=review.number,
        stage=review.stage,
        state=review.state,
        reason=review.reason,
        reviewed_by=review.reviewed.by,
        reviewed_at=review.reviewed.at,
    )


def withdrawal_view(told: Withdrawal) -> WithdrawalView:
    """Return a withdrawal as it is shown."""
    return WithdrawalView(
        reason=told.reason, withdrawn_by=told.withdrawn.by, withdrawn_at=told.withdrawn.at
    )


def coverage_view(assessment_id: UUID, found: Coverage) -> CoverageView:
    """Return which indicators have evidence as it is shown."""
    return CoverageView(
        assessment_id=assessment_id,
        linked_count=len(found.linked),
        lacking_count=len(found.lacking),
        linked=[*found.linked],
        lacking=[*found.lacking],
        not_applicable=[*found.not_applicable],
        at_risk=[_at_risk(each) for each in found.at_risk],
    )


def _at_risk(risk: IndicatorRisk) -> AtRiskView:
    return AtRiskView(
        indicator_code=risk.indicator_code,
        since=risk.since,
        causes=[*risk.causes],
        texts=[TextView.model_validate(cause_text(each)) for each in risk.causes],
        evidence_ids=[*risk.evidence_ids],
    )


def cause_view(risk: LinkRisk) -> CauseView:
    """Return why a link proves nothing any more, as it is shown."""
    text = TextView.model_validate(cause_text(risk.cause))
    return CauseView(cause=risk.cause, text=text, since=risk.since)


def _by(act: Act | None) -> str | None:
    return None if act is None else act.by
