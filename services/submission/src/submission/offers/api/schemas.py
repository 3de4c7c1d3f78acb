"""What goes in and out over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, Body, Id
from submission.agencies.api.schemas import Code
from submission.offers.domain import OfferState

OfferId = Annotated[
    Id,
    Path(description="Id of the offer", examples=["01a20201-9d31-7740-a619-5b4df6c9f654"]),
]
# An agency of either side: the one that offers a place, or the one that it is offered to.
OfferAgencyCode = Annotated[
    Code,
    Path(
        description="Code of the agency that made or received the offer",
        examples=["9901"],
    ),
]


class OfferInput(Body):
    """Which root is to stand below the agency in the path."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"agency_code": "9902", "note": "Sesuai wilayah provinsi."}]
        },
    )

    agency_code: Annotated[
        Code, Field(description="Code of the agency that is offered the place; a root accepts")
    ]
    note: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=2_000,
                description="What the other side should know; null or left out: nothing",
            ),
            FREE_TEXT,
            NOT_BLANK,
        ]
        | None
    ) = None


class OfferView(BaseModel):
    """An offer of a place in the tree: who offers, to whom, and how it ended.

    It ends once: the agency accepts or refuses it, or the parent withdraws it. It lapses when the
    agency accepts the offer of another parent.
    """

    offer_id: Annotated[UUID, Field(description="Id of the offer; ids grow with time")]
    revision: Annotated[
        int, Field(description="1 while it is open, 2 after its end; its ETag and If-Match")
    ]
    parent_code: Annotated[str, Field(description="Code of the agency that offers the place")]
    parent_name: Annotated[str, Field(description="Present name of the agency that offers")]
    agency_code: Annotated[str, Field(description="Code of the agency that is to stand below it")]
    note: Annotated[str | None, Field(description="What the other side should know")]
    state: Annotated[OfferState, Field(description="open, or how it ended")]
    offered_by: Annotated[str, Field(description="Subject of the token that made the offer")]
    offered_at: Annotated[datetime, Field(description="When the offer was made, UTC")]
    ended_by: Annotated[
        str | None,
        Field(description="Subject of the token that ended it; null while open or when lapsed"),
    ]
    ended_at: Annotated[datetime | None, Field(description="When it ended, UTC; null while open")]
