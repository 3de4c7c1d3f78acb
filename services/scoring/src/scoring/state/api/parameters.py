"""Parameters of routes in several wings."""

from typing import Annotated

from fastapi import Path, Query

from kit.fields import Id
from scoring.state.api.schemas import TrackCode

AssessmentId = Annotated[Id, Path(description="The assessment's id")]

CodeQuery = Annotated[
    str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$", examples=["9901"])
]

TrackQuery = Annotated[TrackCode, Query(description="Which track's level", examples=["live"])]
