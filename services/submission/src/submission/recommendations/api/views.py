"""What comes out over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, NamedTuple, Self
from uuid import UUID

from pydantic import BaseModel, Field

from kit.clock import Clock
from kit.database import Session
from kit.fields import TextView
from submission.recommendations.domain.finding import KeptFinding
from submission.recommendations.domain.ownership import LACK_NAMES, OwnerLack
from submission.recommendations.domain.recommendation import (
    KeptRecommendation,
    OriginKind,
    Priority,
    RecommendationAct,
    RecommendationState,
)
from submission.recommendations.store import recommendations as store
from submission.recommendations.store.tables import RecommendationPassageRow
from submission.recommendations.usecases.find import find_owner_lacks
from submission.reports import store as reports
from submission.reports.domain import AuthorKind, KeptReport


class Known(NamedTuple):
    """What is shown beside recommendations: their reports, and why they need an owner."""

    reports: Mapping[UUID, KeptReport]
    lacks: Mapping[UUID, OwnerLack]


class ReportBrief(BaseModel):
    """The report that a recommendation comes from, in brief."""

    number: Annotated[str, Field(description="Number that stands on it")]
    dated: Annotated[date, Field(description="Day that stands on it")]
    author_kind: Annotated[AuthorKind, Field(description="What kind of office wrote it")]
    author: Annotated[str, Field(description="Office that wrote it, as it calls itself")]


class OriginView(BaseModel):
    """Where a recommendation comes from; parts of other kinds are null."""

    kind: Annotated[OriginKind, Field(description="What it comes from")]
    assessment_id: UUID | None
    stage: Annotated[str | None, Field(description="Stage of the indicator or aspect")]
    node_code: Annotated[str | None, Field(description="Code of the indicator or aspect")]
    rule_code: Annotated[str | None, Field(description="Code of the contradiction's rule")]
    report_id: Annotated[UUID | None, Field(description="Id of the report")]
    passage: Annotated[str | None, Field(description="Place in the report")]
    report: Annotated[ReportBrief | None, Field(description="The report in brief")]


class RecommendationView(BaseModel):
    """A recommendation as it is now."""

    recommendation_id: Annotated[UUID, Field(description="Id of the recommendation")]
    agency_code: Annotated[str, Field(description="Code of the agency that it is addressed to")]
    carried_by: Annotated[
        str,
        Field(description="Code of the agency that carries it out now: it, or its only successor"),
    ]
    origin: Annotated[OriginView, Field(description="Where it comes from")]
    text: Annotated[str, Field(description="What is to be done")]
    deadline: Annotated[
        date | None,
        Field(description="Last local day of the agency on which it is in time; null: none"),
    ]
    ends_at: Annotated[
        datetime | None, Field(description="First instant at which the deadline has passed (UTC)")
    ]
    is_overdue: Annotated[
        bool, Field(description="Whether the deadline has passed and it has not ended")
    ]
    owner: Annotated[
        str | None, Field(description="Subject of who sees to it; null: nobody is named")
    ]
    owner_lack: Annotated[
        OwnerLack | None,
        Field(
            description="Why it needs an owner: unnamed; or who is named is not recorded in the"
            " agency, or not in office, by now; null: it has one, or has ended"
        ),
    ]
    owner_note: Annotated[
        TextView | None, Field(description="The same in words; null: it needs none")
    ]
    priority: Annotated[Priority, Field(description="How urgent it is")]
    is_instruction: Annotated[bool, Field(description="Whether it is an instruction")]
    missing: Annotated[str | None, Field(description="Kind of what is missing; null: nothing is")]
    state: Annotated[
        RecommendationState,
        Field(description="submitted: a follow-up waits for its verification; settled: verified"),
    ]
    reason: Annotated[str | None, Field(description="Why it was withdrawn; else null")]
    followed_up_on: Annotated[
        date | None,
        Field(description="Local day on which the follow-up that was verified was sent; or null"),
    ]
    revision: Annotated[int, Field(description="Number of what happened to it; the ETag")]
    made_by: Annotated[str, Field(description="Subject of the token that made it")]
    made_at: Annotated[datetime, Field(description="When it was made (UTC)")]
    changed_by: Annotated[str, Field(description="Subject of who did something about it last")]
    changed_at: datetime

    @classmethod
    def of(cls, kept: KeptRecommendation, known: Known, *, now: datetime) -> Self:
        """Return what the API shows of a recommendation."""
        wanted, lack = kept.recommendation, known.lacks.get(kept.recommendation_id)
        return cls(
            recommendation_id=kept.recommendation_id,
            agency_code=wanted.agency_code,
            carried_by=kept.carried_by,
            origin=_origin(kept, known.reports),
            text=wanted.text,
            deadline=wanted.deadline,
            ends_at=kept.ends_at,
            is_overdue=kept.is_overdue(now),
            owner=wanted.owner,
            owner_lack=lack,
            owner_note=None if lack is None else TextView.model_validate(LACK_NAMES[lack]),
            priority=wanted.priority,
            is_instruction=wanted.is_instruction,
            missing=wanted.missing,
            state=kept.state,
            reason=kept.reason,
            followed_up_on=kept.followed_up_on,
            revision=kept.revision,
            made_by=kept.made.by,
            made_at=kept.made.at,
            changed_by=kept.changed.by,
            changed_at=kept.changed.at,
        )


class RecommendationPassageView(BaseModel):
    """What happened to a recommendation, and how it was then."""

    revision: Annotated[int, Field(description="Number of what happened, from 1")]
    act: Annotated[
        RecommendationAct,
        Field(
            description="What happened; inherited: a successor carries it on; taken_back: the"
            " agency withdrew its follow-up"
        ),
    ]
    reason: Annotated[str | None, Field(description="Why; null: no reason was given")]
    state: Annotated[RecommendationState, Field(description="Its state afterwards")]
    text: Annotated[str, Field(description="What was to be done then")]
    deadline: Annotated[date | None, Field(description="Its deadline then; null: none")]
    owner: Annotated[str | None, Field(description="Subject of who saw to it then; null: nobody")]
    priority: Annotated[Priority, Field(description="How urgent it was")]
    is_instruction: Annotated[bool, Field(description="Whether it was an instruction")]
    missing: Annotated[str | None, Field(description="Kind of what was missing; null: nothing")]
    carried_by: Annotated[str, Field(description="Code of the agency that carried it out then")]
    done_by: Annotated[
        str, Field(description="Subject of the token that did it; tolok: a successor took over")
    ]
    done_at: Annotated[datetime, Field(description="When it was done (UTC)")]

    @classmethod
    def of(cls, row: RecommendationPassageRow) -> Self:
        """Return what the API shows of it."""
        return cls(
            revision=row.revision,
            act=store.act_of(row),
            reason=row.reason,
            done_by=row.done_by,
            done_at=row.done_at,
            **row.told,
        )


class RecommendationHistoryView(BaseModel):
    """Everything that happened to a recommendation, oldest first."""

    recommendation_id: Annotated[UUID, Field(description="Id of the recommendation")]
    items: list[RecommendationPassageView]


class OverdueView(BaseModel):
    """How an agency stands that has something overdue."""

    agency_code: str
    open_count: Annotated[int, Field(description="Number of recommendations that have not ended")]
    waiting_count: Annotated[
        int, Field(description="Number of follow-ups that wait for their verification")
    ]
    overdue_count: Annotated[int, Field(description="Number of those whose deadline has passed")]
    overdue_instruction_count: Annotated[
        int, Field(description="Number of instructions among the overdue")
    ]
    oldest_deadline: Annotated[date, Field(description="The earliest of the passed deadlines")]


class RemarkView(BaseModel):
    """What is strong or weak about an indicator."""

    indicator_code: str
    text: Annotated[str, Field(description="What is strong or weak about it")]


class FindingView(BaseModel):
    """What is written about an aspect at a stage; `revision` is 0 before the first."""

    assessment_id: UUID
    stage: str
    aspect_code: Annotated[str, Field(description="Code of the aspect")]
    strengths: Annotated[list[RemarkView], Field(description="Indicators at levels 4 and 5")]
    weaknesses: Annotated[list[RemarkView], Field(description="Indicators at levels 1 and 2")]
    recommendation: Annotated[
        str | None, Field(description="What is recommended for the aspect; null: nothing")
    ]
    revision: Annotated[int, Field(description="Number of what was written; the ETag")]
    written_by: Annotated[str | None, Field(description="Subject of the token that wrote it last")]
    written_at: Annotated[datetime | None, Field(description="When it was written last (UTC)")]

    @classmethod
    def of(cls, kept: KeptFinding) -> Self:
        """Return what the API shows of a finding."""
        finding, written = kept.finding, kept.written
        return cls(
            assessment_id=kept.assessment_id,
            stage=kept.stage,
            aspect_code=kept.aspect_code,
            strengths=[RemarkView(**each._asdict()) for each in finding.strengths],
            weaknesses=[RemarkView(**each._asdict()) for each in finding.weaknesses],
            recommendation=finding.recommendation,
            revision=kept.revision,
            written_by=None if written is None else written.by,
            written_at=None if written is None else written.at,
        )


class FindingList(BaseModel):
    """What is written about the aspects at a stage, in order of their codes."""

    items: list[FindingView]


async def known_of(session: Session, found: Sequence[KeptRecommendation], *, clock: Clock) -> Known:
    """Return what is shown beside recommendations."""
    lacks = await find_owner_lacks(session, found, clock=clock)
    return Known(await reports_of(session, found), lacks)


async def reports_of(
    session: Session, found: Sequence[KeptRecommendation]
) -> Mapping[UUID, KeptReport]:
    """Return the reports that recommendations come from, by their ids."""
    ids = {each.recommendation.origin.report_id for each in found} - {None}
    return await reports.of_ids(session, [each for each in ids if each is not None])


def _origin(kept: KeptRecommendation, known: Mapping[UUID, KeptReport]) -> OriginView:
    origin = kept.recommendation.origin
    report = None if origin.report_id is None else known[origin.report_id].report
    return OriginView(
        kind=origin.kind,
        assessment_id=origin.assessment_id,
        stage=origin.stage,
        node_code=origin.node_code,
        rule_code=origin.rule_code,
        report_id=origin.report_id,
        passage=origin.passage,
        report=None
        if report is None
        else ReportBrief(
            number=report.number,
            dated=report.dated,
            author_kind=report.author_kind,
            author=report.author,
        ),
    )
