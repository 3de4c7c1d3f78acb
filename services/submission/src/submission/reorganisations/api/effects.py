"""What the answers show of the effects of a reorganisation, part by part."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kit.fields import TextView
from submission.agencies.domain import AgencyKind, ChangeKind
from submission.campaigns.domain.assessment import EndCause
from submission.reorganisations.domain.effects import Effect, Subject
from submission.reorganisations.domain.situation import AssessmentEffect


class AgencyChangeView(BaseModel):
    """A state of an agency that changes, and from which day on it is so. Nulls: it is new."""

    agency_code: str
    change: Annotated[ChangeKind, Field(description="What makes the state")]
    since: Annotated[date, Field(description="First day on which the agency is so")]
    name_before: Annotated[str | None, Field(description="Name before; null: it is new")]
    parent_code_before: Annotated[
        str | None, Field(description="Code of the agency above it before; null: none, or new")
    ]
    name: str
    short_name: str | None
    agency_kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    is_assessed: bool
    predecessor_codes: Annotated[
        list[str], Field(description="Codes of the agencies that it took over from")
    ]
    successor_codes: Annotated[
        list[str], Field(description="Codes of the agencies that took over from it")
    ]


class AssessmentChangeView(BaseModel):
    """What becomes of an open assessment of the agencies concerned."""

    effect: Annotated[
        AssessmentEffect,
        Field(
            description="stays: as it is; ends: takes no answers from that day; begins: new;"
            " resumes: does not end as was declared"
        ),
    ]
    assessment_id: Annotated[
        UUID | None, Field(description="Id of the assessment; null: it begins with this change")
    ]
    agency_code: str
    campaign_code: str
    edition_code: str
    period: str
    answered_by: Annotated[
        str | None,
        Field(description="Code of the agency that answers from that day on; null: nobody"),
    ]
    end_cause: Annotated[EndCause | None, Field(description="What ends it; null: nothing does")]


class AssignmentChangeView(BaseModel):
    """What becomes of an open assignment whose unit ends."""

    assignment_id: UUID
    campaign_code: str
    agency_code: Annotated[
        str | None, Field(description="Code of the assessed agency; null: all of the campaign")
    ]
    node_code: str
    unit_code_before: Annotated[str | None, Field(description="Code of the unit that ends")]
    unit_code: Annotated[
        str | None,
        Field(
            description="Code of the unit that answers from that day on; null: it is left to the"
            " unit that ended, and the coordinator assigns anew"
        ),
    ]


class PersonChangeView(BaseModel):
    """What becomes of a person who works in an agency that ends."""

    subject: str
    effect: Annotated[
        Literal["moves", "ends", "returns"],
        Field(
            description="moves: to the only successor; ends: their time ends with the agency;"
            " returns: as before what is taken back"
        ),
    ]
    agency_code_before: Annotated[str, Field(description="Code of the agency that ends")]
    agency_code: str
    valid_from: date
    valid_until: date | None


class SuccessionView(BaseModel):
    """From whom an agency takes over, and whether its year before can be compared with theirs."""

    successor_code: Annotated[str, Field(description="Code of the agency that takes over")]
    predecessor_codes: Annotated[
        list[str], Field(description="Codes of all agencies that it took over from")
    ]
    is_comparable: Annotated[
        bool,
        Field(
            description="Whether its year before is that of its only predecessor; false for one"
            " that was there before: over the day of the merger nothing is compared"
        ),
    ]


class RuleView(BaseModel):
    """A declared rule: what becomes of what belongs to the agencies that go on or end."""

    subject: Annotated[Subject, Field(description="What the rule is about")]
    effect: Annotated[
        Effect,
        Field(
            description="stay: with the agency; end: with it; follow: to the successor;"
            " return: as before"
        ),
    ]
    note: Annotated[TextView, Field(description="What that means, in a sentence")]
