"""What goes in and out over HTTP."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from kit.fields import Body, Day, Id, Key, Name
from submission.agencies.api.schemas import CODE_PATTERN, Code
from submission.reports.domain import AuthorKind, KeptReport, Report

ReportId = Annotated[
    Id, Path(description="Id of the report", examples=["01a20201-9d31-7740-a619-5b4df6c9f661"])
]
AgencyQuery = Annotated[str | None, Query(pattern=CODE_PATTERN, examples=["9901.2.16.01"])]
AuthorKindQuery = Annotated[
    AuthorKind | None,
    Query(description="Only reports of this kind of office", examples=["ministry"]),
]
_Dated = Field(description="Day that stands on it")
_Kind = Field(description="What kind of office wrote it")
_Author = Field(description="Office that wrote it, as it calls itself")
_Evidence = Field(description="Id of its copy in the library of evidence; null: none")


class ReportInput(Body):
    """A letter or report as it is: to whom it came, its number and day, and who wrote it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "agency_code": "9901",
                    "number": "B/123/PD.02/2026",
                    "dated": "2026-02-16",
                    "author_kind": "ministry",
                    "author": "Kementerian PANRB",
                    "title": "Hasil evaluasi SPBE tahun 2025",
                }
            ]
        },
    )

    agency_code: Annotated[Code, Field(description="Code of the agency that it came to")]
    number: Annotated[Key, Field(description="Number that stands on it")]
    dated: Annotated[Day, _Dated]
    author_kind: Annotated[AuthorKind, _Kind]
    author: Annotated[Name, _Author]
    title: Annotated[Name, Field(description="What it is about")]
    evidence_id: Annotated[Id | None, _Evidence] = None

    def report(self) -> Report:
        """Return the report that it tells."""
        return Report(**self.model_dump())


class ReportView(BaseModel):
    """A letter or report as it is now."""

    report_id: Annotated[UUID, Field(description="Id of the report")]
    agency_code: str
    number: Annotated[str, Field(description="Number that stands on it")]
    dated: Annotated[date, _Dated]
    author_kind: Annotated[AuthorKind, _Kind]
    author: Annotated[str, _Author]
    title: Annotated[str, Field(description="What it is about")]
    evidence_id: Annotated[UUID | None, _Evidence]
    revision: Annotated[int, Field(description="Number of its changes; the ETag")]
    written_by: Annotated[str, Field(description="Subject of the token that wrote it last")]
    written_at: Annotated[datetime, Field(description="When it was written last (UTC)")]

    @classmethod
    def of(cls, kept: KeptReport) -> Self:
        """Return what the API shows of a report."""
        report = kept.report
        return cls(
            report_id=kept.report_id,
            agency_code=report.agency_code,
            number=report.number,
            dated=report.dated,
            author_kind=report.author_kind,
            author=report.author,
            title=report.title,
            evidence_id=report.evidence_id,
            revision=kept.revision,
            written_by=kept.written.by,
            written_at=kept.written.at,
        )
