"""The bodies and answers of evidence."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from kit.fields import WholeQuery
from rules.sentences import SHA256
from submission.evidence.domain.upload import Progress

_EXAMPLE = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

Sha256Path = Annotated[
    str, Path(pattern=SHA256, description="SHA-256 of the whole file", examples=[_EXAMPLE])
]
SizeQuery = Annotated[
    WholeQuery,
    Query(ge=1, le=1_099_511_627_776, description="Size of the whole file in bytes", examples=[4]),
]
OffsetQuery = Annotated[
    WholeQuery,
    Query(
        ge=0,
        le=1_099_511_627_776,
        description="Where in the file the body begins: so many bytes are on the server already",
        examples=[0],
    ),
]


class UploadView(BaseModel):
    """How far your upload of a file is."""

    sha256: str
    size: Annotated[int, Field(description="Size of the whole file in bytes")]
    received: Annotated[int, Field(description="So many bytes from its beginning are here")]
    state: Annotated[
        Literal["partial", "complete"],
        Field(description="partial: the rest follows; complete: an item can name it"),
    ]


def upload_view(progress: Progress) -> UploadView:
    """Return an upload as it is shown."""
    upload = progress.upload
    return UploadView(
        sha256=upload.sha256,
        size=upload.size,
        received=progress.received,
        state="partial" if upload.completed_at is None else "complete",
    )
