"""Parameters of routes in several wings."""

from typing import Annotated

from fastapi import Path, Query

from kit.fields import Id
from rules.sentences import form
from rules.text import Text
from scoring.state.api.schemas import TrackCode

PRINTED = form(
    r"^[^\x00-\x1f]+$",
    Text(
        "harus berupa kode tanpa karakter kendali, misalnya 9901",
        "must be a code without control characters, like 9901",
    ),
)

AssessmentId = Annotated[Id, Path(description="The assessment's id")]

CodeQuery = Annotated[
    str | None, Query(min_length=1, max_length=100, pattern=PRINTED, examples=["9901"])
]

TrackQuery = Annotated[TrackCode, Query(description="Which track's level", examples=["live"])]
