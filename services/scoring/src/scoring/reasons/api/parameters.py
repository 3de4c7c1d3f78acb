"""Parameters of explanations and lineages."""

from typing import Annotated

from fastapi import Query

from rules.sentences import form
from rules.text import Text
from scoring.state.api.parameters import PRINTED

_RECORD = form(
    r"^[^\x00]+$",
    Text(
        "harus berupa kode tanpa karakter NUL, misalnya BA-001",
        "must be a code without the character NUL, like BA-001",
    ),
)

IndicatorQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        pattern=PRINTED,
        description="The code of an indicator, a criterion or any node above them",
        examples=["13"],
    ),
]

SourceQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        pattern=PRINTED,
        description="The code of the source system",
        examples=["e-planning"],
    ),
]

KindQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        pattern=PRINTED,
        description="The kind of the record",
        examples=["consultation"],
    ),
]

RecordQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=_RECORD,
        description="The record's id in its source",
        examples=["BA-001"],
    ),
]
