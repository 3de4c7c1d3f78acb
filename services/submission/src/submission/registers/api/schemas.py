"""What goes in and out over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from kit.fields import Day, TextView, TruthQuery
from rules.sentences import form
from rules.text import Text
from submission.agencies.api.schemas import Code
from submission.agencies.domain import AgencyKind
from submission.registers.usecases.take_in import RowEffect

_LENGTHS = form(
    r"^[1-9][0-9]?(,[1-9][0-9]?)*$",
    Text("harus berupa panjang kode, misalnya 6,8,10", "must be lengths of codes, like 6,8,10"),
)
_CODES = form(
    r"^[A-Za-z0-9._-]+(,[A-Za-z0-9._-]+)*$",
    Text("harus berupa kode, misalnya 000000,100000", "must be codes, like 000000,100000"),
)

UnderQuery = Annotated[
    Code | None,
    Query(
        description="Code of the agency above rows that name none; your own if left out",
        examples=["9901"],
    ),
]
SchemeQuery = Annotated[
    str | None,
    Query(
        pattern=_LENGTHS,
        description="Lengths of codes by depth, the shortest first, with commas between them; the"
        " agency above a row without parent_code has the next shorter length",
        examples=["6,8,10"],
    ),
]
KindQuery = Annotated[
    AgencyKind, Query(description="Kind of new rows without one at the top level of the scheme")
]
FirstDayQuery = Annotated[
    Day | None,
    Query(description="First day of new rows without valid_from", examples=["2026-01-01"]),
]
NotAssessedQuery = Annotated[
    str | None,
    Query(
        pattern=_CODES,
        max_length=5_000,
        description="Codes of rows that are not assessed, as a total, with commas between them",
        examples=["000000,100000"],
    ),
]
PreviewQuery = Annotated[
    TruthQuery,
    Query(
        description="Whether to answer only what would be done, and store nothing",
        examples=[True],
    ),
]


class RowEffectView(BaseModel):
    """An agency that is new or changes."""

    agency_code: str
    effect: Annotated[RowEffect, Field(description="Whether it is created or changed")]
    name: str
    agency_kind: AgencyKind
    parent_code: str | None
    valid_from: date
    valid_until: date | None
    is_assessed: bool


class RowWarningView(BaseModel):
    """What is odd about a row, and does not hinder the import."""

    row: Annotated[int, Field(description="Number of the row in its file")]
    agency_code: str
    message: Annotated[TextView, Field(description="What is odd, in a sentence")]


class ImportView(BaseModel):
    """What an import does, or did: all of its rows."""

    is_preview: Annotated[
        bool, Field(description="Whether nothing was stored: it would be done exactly so")
    ]
    row_count: Annotated[int, Field(description="Number of rows below the headings")]
    created_count: Annotated[int, Field(description="Number of agencies that are new")]
    changed_count: Annotated[int, Field(description="Number of agencies that change")]
    unchanged_count: Annotated[int, Field(description="Number of rows that say what is so")]
    items: Annotated[list[RowEffectView], Field(description="The agencies that are new or change")]
    warnings: Annotated[list[RowWarningView], Field(description="What is odd, by row")]
