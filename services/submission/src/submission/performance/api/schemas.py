"""The bodies and answers of the performance of a period."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, WHOLE_AS_TEXT, Body, Day, Name, TextView
from rules.exact import WRITTEN
from submission.agencies.api.schemas import AgencyLifeView, Code
from submission.performance.domain.closing import ClosingState, PeriodStep

_Words = Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]
_Note = Annotated[str, Field(max_length=6_000), FREE_TEXT]
_Percent = Annotated[
    str,
    Field(pattern=WRITTEN, description="Exact percentage, 0 to 100", examples=["62.5"]),
    WHOLE_AS_TEXT,
]
_Indicator = Annotated[
    Code | None,
    Field(description="Indicator of the edition that it is about; null or left out: the whole"),
]
_Revision = Annotated[
    int, Field(ge=1, description="Revision of the account that was read", examples=[3])
]
_SHOWN = "Indicator that it is about; null: the whole"


class ActivityInput(Body):
    """An activity, and how far it is."""

    name: Annotated[Name, Field(description="What is done")]
    progress: _Percent
    note: Annotated[_Note, Field(description="What was reached")] = ""
    indicator_code: _Indicator = None


class ObstacleInput(Body):
    """What stands in the way."""

    text: Annotated[_Words, Field(description="What stands in the way")]
    indicator_code: _Indicator = None


class PlannedStepInput(Body):
    """A step of the corrective plan."""

    action: Annotated[_Words, Field(description="What is done about it")]
    due_on: Annotated[Day, Field(description="Local day by which it is done")]
    responsible: Annotated[Name, Field(description="Who does it: a position or unit")]
    indicator_code: _Indicator = None


class AccountInput(Body):
    """What the agency tells of its work in the period."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "activities": [
                        {
                            "name": "Rehabilitasi jaringan irigasi",
                            "progress": "62.5",
                            "note": "Tiga dari lima ruas selesai.",
                            "indicator_code": "K2",
                        }
                    ],
                    "obstacles": [{"text": "Lelang diulang.", "indicator_code": "K2"}],
                    "plan": [
                        {
                            "action": "Menambah regu kerja pada dua ruas terakhir.",
                            "due_on": "2026-12-15",
                            "responsible": "Bidang Sumber Daya Air",
                            "indicator_code": "K2",
                        }
                    ],
                    "is_draft": False,
                }
            ]
        },
    )

    activities: Annotated[
        list[ActivityInput], Field(max_length=500, description="Activities with their progress")
    ] = Field(default_factory=list)
    obstacles: Annotated[
        list[ObstacleInput], Field(max_length=200, description="What stands in the way")
    ] = Field(default_factory=list)
    plan: Annotated[
        list[PlannedStepInput], Field(max_length=200, description="The corrective plan")
    ] = Field(default_factory=list)
    is_draft: Annotated[
        bool,
        Field(strict=True, description="A draft may lack activities; only its writers see it"),
    ] = False


class CommentInput(Body):
    """What a leader says of an account."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"revision": 3, "text": "Percepat lelang.", "indicator_code": "K2"}]
        },
    )

    revision: _Revision
    text: Annotated[_Words, Field(description="What is said")]
    indicator_code: _Indicator = None


class PeriodClosingInput(Body):
    """The account with which the period is closed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"revision": 3}]})

    revision: _Revision


class PeriodReopeningInput(Body):
    """Why the period is opened again."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Realisasi Maret dikoreksi."}]}
    )

    reason: Annotated[_Words, Field(description="Why")]


class ActivityView(BaseModel):
    """An activity, and how far it is."""

    name: Annotated[str, Field(description="What is done")]
    progress: Annotated[str, Field(description="Exact percentage")]
    note: Annotated[str, Field(description="What was reached")]
    indicator_code: Annotated[str | None, Field(description=_SHOWN)]


class ObstacleView(BaseModel):
    """What stands in the way."""

    text: Annotated[str, Field(description="What stands in the way")]
    indicator_code: Annotated[str | None, Field(description=_SHOWN)]


class PlannedStepView(BaseModel):
    """A step of the corrective plan."""

    action: Annotated[str, Field(description="What is done about it")]
    due_on: Annotated[date, Field(description="Local day by which it is done")]
    responsible: Annotated[str, Field(description="Who does it")]
    indicator_code: Annotated[str | None, Field(description=_SHOWN)]


class AccountView(BaseModel):
    """A version of an account; before the first, revision 0 and nothing told."""

    assessment_id: UUID
    revision: Annotated[int, Field(description="Number of versions so far, drafts too; the ETag")]
    is_draft: Annotated[bool, Field(description="Whether it is a draft")]
    activities: Annotated[list[ActivityView], Field(description="Activities with their progress")]
    obstacles: Annotated[list[ObstacleView], Field(description="What stands in the way")]
    plan: Annotated[list[PlannedStepView], Field(description="The corrective plan")]
    written_by: Annotated[str | None, Field(description="Subject of the token that wrote it")]
    written_at: Annotated[datetime | None, Field(description="When it was written (UTC)")]


class PassageView(BaseModel):
    """A closing of the period, or its reopening."""

    step: Annotated[PeriodStep, Field(description="What was done")]
    revision: Annotated[int, Field(description="Revision of the account that it was about")]
    reason: Annotated[str, Field(description="Why it was opened again; empty for a closing")]
    role: Annotated[str, Field(description="Role with which it was done")]
    done_by: Annotated[str, Field(description="Subject of the token that did it")]
    done_at: Annotated[datetime, Field(description="When it was done (UTC)")]


class MissingView(BaseModel):
    """What closing still needs, and the roles that can do it."""

    requirement: Annotated[str, Field(description="Its kind, for programs")]
    text: TextView
    roles: Annotated[list[str], Field(description="Roles that can do it")]
    indicator_codes: Annotated[list[str], Field(description="Indicators that it is about")]


class PerformanceView(AccountView):
    """The newest account of a period that you can see, and where the period stands."""

    period: Annotated[str, Field(description="The period")]
    state: Annotated[ClosingState, Field(description="Where the period stands")]
    final_revision: Annotated[
        int, Field(description="Revision of the newest account that is no draft; 0: none")
    ]
    missing: Annotated[list[MissingView], Field(description="What closing still needs")]
    passages: Annotated[list[PassageView], Field(description="Closings and reopenings, in order")]


class CommentView(BaseModel):
    """What a leader said of an account."""

    comment_id: UUID
    assessment_id: UUID
    revision: Annotated[int, Field(description="Revision of the account that it is about")]
    text: Annotated[str, Field(description="What is said")]
    indicator_code: Annotated[str | None, Field(description=_SHOWN)]
    role: Annotated[str, Field(description="Role with which it was said")]
    said_by: Annotated[str, Field(description="Subject of the token that said it")]
    said_at: Annotated[datetime, Field(description="When it was said (UTC)")]


class PeriodView(BaseModel):
    """Where the period of an agency stands."""

    assessment_id: UUID
    agency_code: str
    agency_life: AgencyLifeView | None
    state: Annotated[ClosingState, Field(description="Where the period stands")]
    revision: Annotated[int, Field(description="Revision of the account; 0: none is written")]
    written_at: Annotated[datetime | None, Field(description="When it was written (UTC)")]
    comments: Annotated[int, Field(description="Comments on this account")]
    closed_at: Annotated[datetime | None, Field(description="When it was closed; null: it is not")]
