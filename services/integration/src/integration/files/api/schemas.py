"""Answers about dropped files."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import Path, Query
from pydantic import BaseModel, Field

from integration.files.domain.dropped import DroppedFile, Fault
from integration.reading.domain.row_error import SENTENCES
from integration.sources.api.reasons import ReasonView
from kit.fields import ONE_LINE
from rules.sentences import form
from rules.text import Text

Sha256Path = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{64}$",
        description="SHA-256 of the file, in hexadecimal",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]
FileIdPath = Annotated[
    str,
    Path(
        pattern=form(
            r"^[0-9a-f]{32}$",
            Text(
                "harus 32 angka heksadesimal, misalnya 5f2b6c0d9e8a47b1a3c4d5e6f7081920",
                "must be 32 hexadecimal digits, like 5f2b6c0d9e8a47b1a3c4d5e6f7081920",
            ),
        ),
        description="Id of the file, as its upload answered",
        examples=["5f2b6c0d9e8a47b1a3c4d5e6f7081920"],
    ),
]
ListingQuery = Annotated[
    str,
    Query(
        max_length=200,
        description="The listing of the source that the rows belong to",
        examples=["realisations/2026"],
    ),
    ONE_LINE,
]
SheetQuery = Annotated[
    Annotated[str, ONE_LINE, Field(max_length=31)] | None,
    Query(
        description="The sheet of a workbook; without it the first one that is seen",
        examples=["Peb"],
    ),
]
WholeQuery = Annotated[
    Literal["true", "false"],
    Query(
        description="true: the file holds the whole listing, and what it does not hold is gone",
        examples=["false"],
    ),
]


class FileFault(BaseModel):
    """Rows of a file with the same fault in the same column."""

    field: str
    reason: ReasonView
    count: int
    rows: list[int]
    found: list[str]

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """Return what the API shows of a fault."""
        return cls(
            field=fault.field,
            reason=ReasonView.of(SENTENCES[fault.code]),
            count=fault.count,
            rows=list(fault.rows),
            found=list(fault.found),
        )


class DroppedFileView(BaseModel):
    """A dropped file: what is wanted of it, and what became of it."""

    file_id: str
    source_code: str
    sha256: str
    listing: str
    sheet: str | None
    whole: bool
    size: int
    state: Literal["waiting", "previewed", "accepted", "taken", "refused"]
    added_at: datetime
    ended_at: datetime | None
    source_revision: int | None
    figures: dict[str, int]
    faults: list[FileFault]
    reason: ReasonView | None

    @classmethod
    def of(cls, file: DroppedFile) -> Self:
        """Return what the API shows of a file."""
        wanted = file.wanted
        return cls(
            file_id=wanted.file_id,
            source_code=wanted.source_code,
            sha256=wanted.sha256,
            listing=wanted.listing,
            sheet=wanted.sheet,
            whole=wanted.whole,
            size=file.size,
            state=file.state,
            added_at=file.added_at,
            ended_at=file.ended_at,
            source_revision=file.looked_at,
            figures=dict(file.figures),
            faults=[FileFault.of(fault) for fault in file.faults],
            reason=None if file.reason is None else ReasonView.of(file.reason),
        )
