"""The bodies of links: what comes in."""

from typing import Annotated

from fastapi import Path
from pydantic import ConfigDict, Field

from kit.fields import FREE_TEXT, NOT_BLANK, ONE_LINE, Body, Id
from submission.agencies.api.schemas import Code
from submission.links.domain.link import LinkInput, Place, ReviewState

_Short = Annotated[str, Field(min_length=1, max_length=200), ONE_LINE, NOT_BLANK]
_Note = Annotated[str, Field(min_length=1, max_length=2_000), FREE_TEXT, NOT_BLANK]
_Reason = Annotated[str, Field(min_length=1, max_length=6_000), FREE_TEXT, NOT_BLANK]
LinkId = Annotated[
    Id,
    Path(description="Id of the link", examples=["01a20201-9d31-7740-a619-5b4df6c9f657"]),
]


class EvidenceLinkInput(Body):
    """An item of evidence that proves an indicator, and where in it that stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "indicator_code": "13",
                    "evidence_id": "01a20201-9d31-7740-a619-5b4df6c9f655",
                    "page": "3-4",
                    "article": "pasal 4 ayat (2)",
                }
            ]
        },
    )

    indicator_code: Annotated[Code, Field(description="Code of an indicator or criterion")]
    evidence_id: Annotated[Id, Field(description="Id of an item within reach, or of a predecessor")]
    version: Annotated[
        int | None,
        Field(
            ge=1, le=2_147_483_647, description="Version of the item; null or left out: the newest"
        ),
    ] = None
    page: Annotated[_Short | None, Field(description="Page or pages; null: not said")] = None
    article: Annotated[_Short | None, Field(description="Article or part; null: not said")] = None
    note: Annotated[_Note | None, Field(description="What else is to be said; null: nothing")] = (
        None
    )
    replaces: Annotated[
        Id | None,
        Field(
            description="Id of a present link of the same indicator whose place it takes, such as"
            " one that was rejected or has expired; null or left out: of none"
        ),
    ] = None

    def wanted(self) -> LinkInput:
        """Return what is to be linked."""
        return LinkInput(
            indicator_code=self.indicator_code,
            evidence_id=self.evidence_id,
            version=self.version,
            place=Place(page=self.page, article=self.article, note=self.note),
            replaces=self.replaces,
        )


class LinkReviewInput(Body):
    """What the assessors of the open stage say of a link."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"state": "accepted", "reason": "Pasal 4 memuat seluruh unit kerja."}]
        },
    )

    state: Annotated[ReviewState, Field(description="Whether it proves the indicator")]
    reason: Annotated[_Reason, Field(description="Why")]


class WithdrawalInput(Body):
    """Why the owner of an item does not stand by it any more."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Dicabut dengan Peraturan Bupati 3/2026."}]},
    )

    reason: Annotated[_Reason, Field(description="Why it is withdrawn")]
