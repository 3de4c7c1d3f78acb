"""Parameters of routes in several wings."""

from typing import Annotated

from fastapi import Path, Query

from kit.fields import ONE_LINE, Id
from scoring.state.api.schemas import TrackCode

AssessmentId = Annotated[Id, Path(description="The assessment's id")]

CodeQuery = Annotated[
    Annotated[str, ONE_LINE] | None, Query(min_length=1, max_length=100, examples=["9901"])
]

TrackQuery = Annotated[TrackCode, Query(description="Which track's level", examples=["live"])]
