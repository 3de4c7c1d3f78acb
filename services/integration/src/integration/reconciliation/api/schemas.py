"""Bodies and answers about findings and about joined money."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from integration.reconciliation.domain.causes import CAUSES, TITLES
from integration.reconciliation.domain.finding import (
    Event,
    Explanation,
    Finding,
    Kind,
    MatchedBy,
    Quoted,
    Side,
    SideField,
    Status,
)
from integration.sources.api.schemas import ReasonView
from kit.fields import FREE_TEXT, Body, TextView
from rules.text import Text


class ExplanationBody(Body):
    """Why it is so."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=4000,
            description="Why the two sides differ, in the officer's own words",
            examples=["Kegiatan dipindahkan ke Dinas Sosial menurut Perbup 12/2026."],
        ),
        FREE_TEXT,
    ]


class QuotedView(BaseModel):
    """The version of a record that a side rests on."""

    source_code: str
    record_kind: str
    record_id: str
    revision: int
    content_hash: str

    @classmethod
    def of(cls, quoted: Quoted) -> Self:
        """Return what the API shows of it."""
        return cls(
            source_code=quoted.source_code,
            record_kind=quoted.kind,
            record_id=quoted.record_id,
            revision=quoted.revision,
            content_hash=quoted.content_hash,
        )


class SideView(BaseModel):
    """What one side says, as its source had it when the two were compared."""

    field: Annotated[SideField, Field(description="Which side it is")]
    agency_code: str
    says: Annotated[
        str, Field(description="What it says beside the amount: a title, a name, months, a fact")
    ]
    amount: Annotated[
        str | None,
        Field(description="Its exact amount: rupiah, or of an indicator its target; null: none"),
    ]
    records: Annotated[
        list[QuotedView], Field(description="The records that say it, the newest twenty")
    ]
    record_count: int

    @classmethod
    def of(cls, side: Side) -> Self:
        """Return what the API shows of a side."""
        return cls(
            field=side.field,
            agency_code=side.agency_code,
            says=side.says,
            amount=side.amount,
            records=[QuotedView.of(record) for record in side.records],
            record_count=side.record_count,
        )


class ExplanationView(BaseModel):
    """Why it is so, and who said it."""

    text: Annotated[str, Field(description="Why the two sides differ")]
    explained_by: Annotated[str, Field(description="Subject who explained it")]
    explained_at: Annotated[datetime, Field(description="When it was explained (UTC)")]

    @classmethod
    def of(cls, explanation: Explanation | None) -> Self | None:
        """Return what the API shows of an explanation."""
        if explanation is None:
            return None
        return cls(text=explanation.text, explained_by=explanation.by, explained_at=explanation.at)


class FindingView(BaseModel):
    """A finding: what two sides say differently of one thing.

    A side of an agency outside of the caller's subtree is left out.
    """

    finding_id: Annotated[
        UUID, Field(description="The id, the same however often the sides are compared")
    ]
    agency_code: Annotated[
        str | None,
        Field(description="Agency that it concerns; null where it is outside of the subtree"),
    ]
    other_agency_code: Annotated[
        str | None,
        Field(description="Agency of the other side, if it is another one within the subtree"),
    ]
    year: Annotated[int, Field(description="Year of the plan and the budget")]
    kind: Annotated[Kind, Field(description="What kind of finding it is")]
    title: Annotated[TextView, Field(description="The kind in words")]
    cause: Annotated[str, Field(description="Code of the cause, which never changes")]
    reason: Annotated[TextView, Field(description="The cause in a sentence")]
    subject: Annotated[
        str,
        Field(description="What it is about: the code of an activity, an indicator, a fact"),
    ]
    matched_by: Annotated[
        MatchedBy,
        Field(description="By which rule the sides are about one thing; a title only if declared"),
    ]
    amount: Annotated[
        str | None, Field(description="Exact money that it is about, in rupiah; null: none")
    ]
    difference: Annotated[
        str | None, Field(description="By how much the sides differ, exact; null: no number")
    ]
    status: Annotated[
        Status,
        Field(description="open; explained by an officer; or resolved, as the data agree now"),
    ]
    doubt: Annotated[
        ReasonView | None,
        Field(description="Why nobody can tell now whether it still holds; null: it holds"),
    ]
    sides: Annotated[list[SideView], Field(description="Both sides, quoted")]
    explanation: ExplanationView | None
    first_seen_at: Annotated[datetime, Field(description="When it was found first (UTC)")]
    changed_at: Annotated[datetime, Field(description="When its state changed last (UTC)")]
    resolved_at: Annotated[
        datetime | None, Field(description="Since when the data agree (UTC); null: they do not")
    ]
    revision: int

    @classmethod
    def of(cls, finding: Finding, visible: Collection[str]) -> Self:
        """Return what somebody sees of a finding who reaches these agencies."""
        said = finding.said
        other = said.other_agency_code
        return cls(
            finding_id=finding.finding_id,
            agency_code=said.key.agency_code if said.key.agency_code in visible else None,
            other_agency_code=other if other in visible else None,
            year=said.key.year,
            kind=said.key.kind,
            title=_text(TITLES[said.key.kind]),
            cause=said.cause,
            reason=_text(CAUSES[said.cause]),
            subject=said.key.subject,
            matched_by=said.matched_by,
            amount=said.amount,
            difference=said.difference,
            status=finding.status,
            doubt=None if finding.doubt is None else ReasonView.of(finding.doubt),
            sides=[SideView.of(side) for side in said.sides if side.agency_code in visible],
            explanation=ExplanationView.of(finding.explanation),
            first_seen_at=finding.first_seen_at,
            changed_at=finding.changed_at,
            resolved_at=finding.resolved_at,
            revision=finding.revision,
        )


class FindingStateView(BaseModel):
    """One state that a finding had."""

    revision: int
    event: Annotated[
        Event,
        Field(
            description="What happened: it was seen, changed, explained, reopened, resolved,"
            " doubted, or certain again"
        ),
    ]
    status: Annotated[Status, Field(description="Its status from then on")]
    amount: Annotated[str | None, Field(description="Exact money that it was about")]
    difference: Annotated[str | None, Field(description="By how much the sides differed")]
    doubt: Annotated[
        ReasonView | None, Field(description="Why nobody could tell whether it held; null: it did")
    ]
    explanation: ExplanationView | None
    recorded_at: datetime


class WholeFindingView(FindingView):
    """A finding with all states that it had, the newest first, at most 200."""

    history: Annotated[
        list[FindingStateView], Field(description="States that it had, the newest first")
    ]


class JoiningView(BaseModel):
    """How much of an agency's plan is joined to its budget, and of its budget to its plan.

    With a doubt the figures are those that were told last, null if none ever were.
    """

    agency_code: str
    agency_name: Annotated[str | None, Field(description="Name of the agency")]
    year: Annotated[int, Field(description="Year of the plan and the budget")]
    joining: Annotated[
        Literal["joined", "not_joined", "unknown"],
        Field(
            description="Whether all money has its other side; unknown where nobody can tell now"
        ),
    ]
    planned: Annotated[str | None, Field(description="Money in the plan, exact rupiah")]
    planned_joined: Annotated[
        str | None, Field(description="Money in the plan whose activity has a locked budget")
    ]
    planned_unjoined: Annotated[
        str | None, Field(description="Money in the plan whose activity has no locked budget")
    ]
    budgeted: Annotated[str | None, Field(description="Money in the budget in force, exact rupiah")]
    budgeted_joined: Annotated[
        str | None, Field(description="Money in the budget whose activity is in the plan")
    ]
    budgeted_unjoined: Annotated[
        str | None, Field(description="Money in the budget whose activity is in no plan")
    ]
    planned_share: Annotated[
        str | None,
        Field(description="Exact percentage of the planned money that is joined; null: of nothing"),
    ]
    budgeted_share: Annotated[
        str | None,
        Field(
            description="Exact percentage of the budgeted money that is joined; null: of nothing"
        ),
    ]
    open_count: Annotated[int, Field(description="Number of findings that nobody explained")]
    explained_count: Annotated[int, Field(description="Number of findings that are explained")]
    doubt: Annotated[
        ReasonView | None, Field(description="Why nobody can tell now; null: the figures hold")
    ]
    told_at: Annotated[datetime | None, Field(description="When the figures were told last (UTC)")]


def _text(text: Text) -> TextView:
    return TextView(id=text.id, en=text.en)
