"""Parameters of explanations and lineages."""

from typing import Annotated

from fastapi import Query

IndicatorQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f]+$",
        description="The code of an indicator, a criterion or any node above them",
        examples=["13"],
    ),
]

SourceQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f]+$",
        description="The code of the source system",
        examples=["e-planning"],
    ),
]

KindQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f]+$",
        description="The kind of the record",
        examples=["consultation"],
    ),
]

RecordQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]+$",
        description="The record's id in its source",
        examples=["BA-001"],
    ),
]
