"""The bodies and answers of stages and disputes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Id, TextView
from submission.agencies.api.schemas import Code
from submission.assessments.api.schemas import Stage
from submission.campaigns.domain.stage_state import Passage, State
from submission.stages.domain.dispute import DisputeState
from submission.stages.domain.steps import Step

DisputeId = Annotated[
    Id,
    Path(description="Id of the dispute", examples=["01a20201-9d31-7740-a619-5b4df6c9f654"]),
]
Reason = Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]


class IndicatorReason(Body):
    """An indicator, and why it is named."""

    indicator_code: Annotated[Code, Field(description="Code of an indicator of the edition")]
    reason: Annotated[Reason, Field(description="Why it is named")]


Named = Annotated[list[IndicatorReason], Field(max_length=500)]


class SubmissionInput(Body):
    """A submission: complete, or with the reason of each indicator that is not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "gaps": [
                        {
                            "indicator_code": "47",
                            "reason": "Layanan sektor ketiga belum ditetapkan.",
                        }
                    ]
                }
            ]
        },
    )

    gaps: Named = Field(
        default_factory=list,
        description="The indicators that are not answered, each with the reason",
    )


class ReturnInput(Body):
    """The indicators that are returned. They alone open again."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "indicators": [
                        {"indicator_code": "13", "reason": "Halaman peraturan belum disebut."}
                    ]
                }
            ]
        },
    )

    indicators: Annotated[
        Named, Field(min_length=1, description="The indicators, each with the reason")
    ]


class SkippingInput(Body):
    """Why an optional stage is skipped."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Tidak ada hal yang memerlukan kunjungan."}]},
    )

    reason: Annotated[Reason, Field(description="Why the stage is skipped")]


class NamedIndicator(BaseModel):
    """An indicator, and why it was named."""

    indicator_code: Annotated[str, Field(description="Code of the indicator")]
    reason: Annotated[str, Field(description="Why it was named")]


class PassageView(BaseModel):
    """What happened to a stage; it is kept for ever."""

    passage: Annotated[Passage, Field(description="What happened")]
    passed_by: Annotated[str, Field(description="Subject of the token that did it")]
    passed_at: Annotated[datetime, Field(description="When it happened (UTC)")]
    reason: Annotated[str, Field(description="Why, empty where nothing was asked")]
    indicators: Annotated[
        list[NamedIndicator], Field(description="The indicators that were named, with reasons")
    ]


class LackView(BaseModel):
    """What is missing for a step, and who can do it."""

    requirement: Annotated[str, Field(description="The kind of it, for programs")]
    text: Annotated[TextView, Field(description="What is missing, in a sentence")]
    roles: Annotated[
        list[str], Field(description="Roles that can do what is missing; none: nobody can")
    ]
    indicator_codes: Annotated[
        list[str], Field(description="The indicators that it is about; none: the whole stage")
    ]


class StepView(BaseModel):
    """A step that comes next."""

    step: Annotated[
        Step | Literal["publish"],
        Field(
            description="The step; its address is the stage's and this name, that of publish is the"
            " assessment's and this name"
        ),
    ]
    roles: Annotated[list[str], Field(description="Roles that make the step")]
    missing: Annotated[
        list[LackView], Field(description="What it still lacks; nothing: it can be made now")
    ]


class StageView(BaseModel):
    """A stage of an assessment: where it stands, who did what, and what comes next."""

    assessment_id: UUID
    stage: Stage
    name: Annotated[TextView, Field(description="Name of the stage")]
    position: Annotated[int, Field(description="Its place among the stages, from 0")]
    track: Annotated[str, Field(description="Track of the score that its levels make")]
    is_optional: Annotated[bool, Field(description="Whether it can be skipped")]
    state: Annotated[
        State,
        Field(
            description="waiting: for the stage before; open: takes levels; submitted: frozen;"
            " closed, skipped: for ever"
        ),
    ]
    revision: Annotated[int, Field(description="Number of what happened to it; its ETag")]
    returned: Annotated[
        list[NamedIndicator],
        Field(description="While open again: the only indicators that can change"),
    ]
    gaps: Annotated[
        list[NamedIndicator], Field(description="What the newest submission left unanswered")
    ]
    passages: Annotated[
        list[PassageView], Field(description="Everything that happened to it, oldest first")
    ]
    next_steps: Annotated[
        list[StepView], Field(description="The steps ahead, with what each still lacks")
    ]


class StageList(BaseModel):
    """All stages of an assessment in their order."""

    assessment_id: UUID
    items: Annotated[list[StageView], Field(description="The stages in their order")]


class DisputeInput(Body):
    """What the assessed agency contests, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stage": "dokumen",
                    "indicator_code": "13",
                    "reason": "Peraturan Bupati 12/2025 pasal 7 memuat hal itu.",
                }
            ]
        },
    )

    stage: Annotated[Stage, Field(description="Stage whose level is contested")]
    indicator_code: Annotated[Code, Field(description="Code of the indicator")]
    reason: Annotated[Reason, Field(description="Why the level is contested")]


class DisputeAnswer(Body):
    """The answer of the stage's assessor."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Pasal 7 baru berlaku tahun depan."}]},
    )

    reason: Annotated[Reason, Field(description="Why it is accepted or rejected")]


class DisputeView(BaseModel):
    """A dispute (sanggah) about an indicator of a stage. It is answered once."""

    dispute_id: Annotated[UUID, Field(description="Id of the dispute; ids grow with time")]
    assessment_id: UUID
    stage: Annotated[Stage, Field(description="Stage whose level is contested")]
    indicator_code: Annotated[str, Field(description="Code of the indicator")]
    reason: Annotated[str, Field(description="Why the level is contested")]
    state: Annotated[
        DisputeState,
        Field(description="open; accepted: the indicator was returned; rejected"),
    ]
    raised_by: Annotated[str, Field(description="Subject of the token that raised it")]
    raised_at: Annotated[datetime, Field(description="When it was raised (UTC)")]
    answer: Annotated[str | None, Field(description="The assessor's reason; null while open")]
    answered_by: Annotated[
        str | None, Field(description="Subject of the token that answered; null while open")
    ]
    answered_at: Annotated[
        datetime | None, Field(description="When it was answered (UTC); null while open")
    ]
