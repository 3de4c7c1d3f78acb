"""Parameters of routes in several wings."""

from typing import Annotated

from fastapi import Path, Query

from kit.fields import ONE_LINE, Id
from rules.lives import AgencyState
from scoring.state.api.schemas import TrackCode

AssessmentId = Annotated[Id, Path(description="The assessment's id")]

CodeQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(min_length=1, max_length=100, examples=["9901"])
]

AgencyStateQuery = Annotated[
    AgencyState | None,
    Query(
        description="Only those whose agency is in this state now, or as of the moment",
        examples=["exists"],
    ),
]

TrackQuery = Annotated[TrackCode, Query(description="Which track's level", examples=["live"])]
