"""Parameters of routes in several wings."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from scoring.state.api.schemas import TrackCode

AssessmentId = Annotated[UUID, Path(description="The assessment's id")]

CodeQuery = Annotated[
    str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$", examples=["9901"])
]

TrackQuery = Annotated[TrackCode, Query(description="Which track's level", examples=["live"])]
