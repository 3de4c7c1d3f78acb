"""The bodies and answers of publications."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Id, TextView
from submission.approvals.api.schemas import StateHash
from submission.assessments.api.schemas import Stage
from submission.publication.domain.publication import PublicationState

PublicationId = Annotated[
    Id,
    Path(description="Id of the publication", examples=["01a20201-9d31-7740-a619-5b4df6c9f658"]),
]


class PublicationInput(Body):
    """The stage that is published, exactly in the state that has this hash."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"stage": "reviu", "state_hash": "5f" * 32}]},
    )

    stage: Annotated[Stage, Field(description="Stage that is published")]
    state_hash: StateHash
    track: Annotated[
        Stage | None,
        Field(
            description="The stage's own track, which null means; with the last stage also"
            " provisional, which adds what is known from facts alone"
        ),
    ] = None
    reason: Annotated[str, FREE_TEXT, NOT_BLANK] | None = Field(
        None,
        min_length=1,
        max_length=2_000,
        description="Why a published result is corrected; null: nothing was published before",
    )


class PublishedView(BaseModel):
    """The result that scoring made; it is read at /api/v1/results."""

    revision: Annotated[int, Field(description="Revision of the result, from 1")]
    result_hash: Annotated[str, Field(description="SHA-256 of the published record")]
    sequence: Annotated[int, Field(description="Place in the chain of all results")]


class PublicationView(BaseModel):
    """What was asked to be published, and what became of it. It is kept for ever."""

    publication_id: Annotated[UUID, Field(description="Id of the publication; ids grow with time")]
    assessment_id: UUID
    stage: Annotated[Stage, Field(description="Stage that is published")]
    track: Annotated[str, Field(description="Track that is published")]
    state_hash: Annotated[str, Field(description="Hash of the state that is published")]
    reason: Annotated[
        str | None, Field(description="Why a published result is corrected; null: the first")
    ]
    published_by: Annotated[str, Field(description="Subject of the token that asked for it")]
    published_at: Annotated[datetime, Field(description="When it was asked for (UTC)")]
    state: Annotated[
        PublicationState,
        Field(description="requested: not answered yet; published; refused, with the reasons"),
    ]
    answered_at: Annotated[
        datetime | None, Field(description="When it was answered (UTC); null while requested")
    ]
    result: Annotated[
        PublishedView | None, Field(description="The result; null unless it is published")
    ]
    reasons: Annotated[
        list[TextView], Field(description="Everything that stood against it; empty unless refused")
    ]
