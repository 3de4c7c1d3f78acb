"""What goes in and out over HTTP."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import Body, Id
from submission.followups.domain import Followup, FollowupState
from submission.recommendations.api.schemas import Words

FollowupId = Annotated[
    Id, Path(description="Id of the follow-up", examples=["01a20201-9d31-7740-a619-5b4df6c9f681"])
]


class FollowupInput(Body):
    """What was done about a recommendation, with its proof."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "Peraturan Bupati 7/2026 ditetapkan pada 24 Juni 2026.",
                    "evidence_ids": ["01a20201-9d31-7740-a619-5b4df6c9f691"],
                }
            ]
        },
    )

    text: Annotated[Words, Field(description="What was done")]
    evidence_ids: Annotated[
        list[Id], Field(max_length=50, description="Ids of its proof in the library of evidence")
    ] = Field(default_factory=list)


class VerificationInput(Body):
    """What is said of a verified follow-up."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Naskahnya sesuai."}]})

    reason: Annotated[
        Words | None, Field(description="What was seen; null: the evidence says it")
    ] = None


class ReturnInput(Body):
    """Why a follow-up is returned."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Peraturan itu belum diundangkan."}]}
    )

    reason: Annotated[Words, Field(description="What is still to be done")]
    takes_back_verification: Annotated[
        bool,
        Field(
            strict=True,
            description="Whether one that was verified already is returned: it was a mistake",
        ),
    ] = False


class FollowupView(BaseModel):
    """What was done about a recommendation, and what was said of it."""

    followup_id: Annotated[UUID, Field(description="Id of the follow-up")]
    recommendation_id: Annotated[UUID, Field(description="Id of the recommendation")]
    number: Annotated[int, Field(description="Number among those of its recommendation, from 1")]
    agency_code: Annotated[str, Field(description="Code of the agency that sent it")]
    text: Annotated[str, Field(description="What was done")]
    evidence_ids: Annotated[
        list[UUID], Field(description="Ids of its proof in the library of evidence")
    ]
    sent_by: Annotated[str, Field(description="Subject of the token that sent it")]
    sent_at: Annotated[datetime, Field(description="When it was sent (UTC)")]
    state: Annotated[FollowupState, Field(description="submitted: it waits for its verification")]
    judged_by: Annotated[
        str | None, Field(description="Subject of who judged it or took it back; null: nobody")
    ]
    judged_at: Annotated[
        datetime | None, Field(description="When it was judged or taken back (UTC)")
    ]
    reason: Annotated[
        str | None, Field(description="Why it was returned or taken back, or what was seen")
    ]

    @classmethod
    def of(cls, followup: Followup) -> Self:
        """Return what the API shows of a follow-up."""
        judged = followup.judged
        return cls(
            followup_id=followup.followup_id,
            recommendation_id=followup.recommendation_id,
            number=followup.number,
            agency_code=followup.agency_code,
            text=followup.text,
            evidence_ids=[*followup.evidence_ids],
            sent_by=followup.sent.by,
            sent_at=followup.sent.at,
            state=followup.state,
            judged_by=None if judged is None else judged.by,
            judged_at=None if judged is None else judged.at,
            reason=followup.reason,
        )


class FollowupList(BaseModel):
    """The follow-ups of a recommendation, the first one first; at most a hundred."""

    items: list[FollowupView]
