"""Parameters of explanations and lineages."""

from typing import Annotated

from fastapi import Query

from kit.fields import ONE_LINE

IndicatorQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        description="The code of an indicator, a criterion or any node above them",
        examples=["13"],
    ),
    ONE_LINE,
]

SourceQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        description="The code of the source system",
        examples=["e-planning"],
    ),
    ONE_LINE,
]

KindQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        description="The kind of the record",
        examples=["consultation"],
    ),
    ONE_LINE,
]

RecordQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="The record's id in its source",
        examples=["BA-001"],
    ),
    ONE_LINE,
]
