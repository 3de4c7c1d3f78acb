"""What goes in and out over HTTP. The names are those of the events."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Day, Name, TextView
from rules.period import WRITTEN as PERIOD
from rules.sentences import OPEN_CODE
from rules.stage_roles import StageRole
from submission.agencies.api.schemas import Code
from submission.agencies.domain import AgencyKind, TimeZone
from submission.campaigns.domain.assessment import MOST_REVISION
from submission.campaigns.domain.campaign import SetChoice
from submission.campaigns.domain.stages import CampaignKind
from submission.campaigns.domain.state import CampaignState, CampaignStep

CampaignCode = Annotated[Code, Path(examples=["spbe-2026"])]


class CampaignInput(Body):
    """A campaign and who takes part.

    It is opened for the agency `under_code` (or the agency of the token). Agencies at or below it
    can take part: those in `agency_codes`, or, without that, all of `agency_kind` (or of any kind)
    that are assessed and exist in the period. Both together are refused.

    The kind goes with the instrument of the edition: evaluation and monitoring with SPBE, akip with
    AKIP. A region's own instrument is evaluated or monitored, or by the month or the quarter.

    Without `derivation_set_version` it takes the newest published set of the edition; null means
    that it has none and counts no facts. The answer says which it is.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "spbe-2026",
                    "name": "Evaluasi SPBE 2026",
                    "edition_code": "permenpanrb-59-2020",
                    "derivation_set_version": 1,
                    "period": "2026",
                    "agency_codes": ["9901"],
                }
            ]
        },
    )

    code: Code
    name: Name
    kind: Annotated[
        CampaignKind | None,
        Field(
            description="Kind of the campaign; null or left out: what goes with the edition's"
            " instrument, which is akip for AKIP and evaluation for all others"
        ),
    ] = None
    edition_code: Code
    derivation_set_version: Annotated[
        Annotated[int, Field(ge=1, le=MOST_REVISION)] | None,
        Field(
            description="Version of the derivation set; left out: the newest published one; null:"
            " none, so that no fact counts"
        ),
    ] = None
    period: Annotated[str, Field(pattern=PERIOD)]
    agency_codes: Annotated[list[Code], Field(min_length=1, max_length=2_000)] | None = None
    under_code: Code | None = None
    agency_kind: AgencyKind | None = None
    planned: Annotated[
        bool,
        Field(description="true: it is only planned, and opened later by POST …/opening"),
    ] = False


class CampaignChange(Body):
    """What can change in an open campaign: the derivation set of its edition."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"derivation_set_version": 2}]})

    derivation_set_version: Annotated[int, Field(ge=1, le=MOST_REVISION)]


class CampaignView(BaseModel):
    """A campaign, and the agency that it is for.

    While it is planned, `assessment_count` is how many agencies are to take part.
    `rederivation_id` names the job of its newest change of the derivation set.
    """

    campaign_code: str
    agency_code: str
    name: str
    kind: CampaignKind
    edition_code: str
    derivation_set_version: int | None
    period: str
    state: CampaignState
    agency_codes: list[str] | None
    agency_kind: AgencyKind | None
    assessment_count: int
    opened_at: datetime | None
    closed_at: datetime | None
    closing_reason: str | None
    warnings: list[TextView]
    revision: int
    rederivation_id: UUID | None


class CampaignStageView(BaseModel):
    """A stage of a campaign: who decides at it, and until when."""

    stage: str
    name: TextView
    role: StageRole
    optional: bool
    deadline: date | None
    ends_at: datetime | None
    overdue: bool
    reason: str | None


class PlanView(CampaignView):
    """A campaign with its stages, and the zone in which their days end."""

    time_zone: TimeZone
    zone: Literal["WIB", "WITA", "WIT"]
    stages: list[CampaignStageView]
    visits: list[str]


class VisitsInput(Body):
    """The indicators that need a visit, all of them; why, which an open campaign requires."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"indicator_codes": ["13", "27"], "reason": "Permintaan asesor"}]
        }
    )

    indicator_codes: Annotated[list[Code], Field(max_length=500)]
    reason: Annotated[str, Field(max_length=2_000), FREE_TEXT, NOT_BLANK] | None = None


class VisitsView(BaseModel):
    """The indicators of a campaign that need a visit; `revision` is the campaign's."""

    campaign_code: str
    indicator_codes: list[str]
    revision: int


class StageInput(Body):
    """The last day of a stage, open to its end; why, which an open campaign requires."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"deadline": "2026-12-15", "reason": "Perpanjangan dari kementerian"}]
        }
    )

    deadline: Day
    reason: Annotated[str, Field(max_length=2_000), FREE_TEXT, NOT_BLANK] | None = None


class ClosingInput(Body):
    """Why a campaign is closed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Evaluasi selesai"}]})

    reason: Annotated[str, Field(max_length=2_000), FREE_TEXT, NOT_BLANK]


class ReopeningInput(Body):
    """Why a campaign is reopened."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Ditutup terlalu dini"}]})

    reason: Annotated[str, Field(max_length=2_000), FREE_TEXT, NOT_BLANK]


class CampaignStepView(BaseModel):
    """Something that was done to a campaign."""

    step: CampaignStep
    stage: str | None
    deadline: date | None
    reason: str | None
    indicator_codes: list[str] | None
    done_by: str
    done_at: datetime
    revision: int


class TeamMemberInput(Body):
    """The functions of a member of the team."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"functions": ["tik", "hukum"]}]})

    functions: Annotated[
        list[Annotated[str, Field(pattern=OPEN_CODE)]], Field(min_length=1, max_length=20)
    ]


class TeamFunctionView(BaseModel):
    """A function of the team."""

    function: str
    name: TextView


class TeamMemberView(BaseModel):
    """A member of the team; who works out of your reach is shown without name and position."""

    subject: str
    name: str | None
    position: str | None
    agency_code: str | None
    functions: list[TeamFunctionView]


class TeamView(BaseModel):
    """The team of a campaign, what it needs by the guide of its edition, and what it lacks."""

    campaign_code: str
    members: list[TeamMemberView]
    required: list[TeamFunctionView]
    missing: list[TeamFunctionView]
    is_complete: bool


class AnnouncementInput(Body):
    """What the agencies of a campaign are told."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Sosialisasi evaluasi SPBE 2026",
                    "body": "Sosialisasi instrumen bagi semua perangkat daerah.",
                    "held_on": "2026-03-02",
                }
            ]
        }
    )

    title: Name
    body: Annotated[str, Field(max_length=10_000), FREE_TEXT, NOT_BLANK]
    held_on: Day | None = None


class AnnouncementView(BaseModel):
    """What the agencies of a campaign were told, and when."""

    announcement_id: UUID
    campaign_code: str
    title: str
    body: str
    held_on: date | None
    announced_by: str
    announced_at: datetime


class OpenedCampaignView(PlanView):
    """A campaign that was opened or planned, and how it came to its derivation set."""

    derivation_set_choice: Annotated[
        SetChoice,
        Field(
            description="named: as asked; newest: none was named, so the newest published one;"
            " none_wanted: null was asked; none_published: none was named, and none is published"
        ),
    ]
    derivation_set_note: Annotated[
        TextView, Field(description="What that means for this campaign, in a sentence")
    ]
