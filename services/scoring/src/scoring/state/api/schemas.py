"""The JSON that several wings answer with. Exact numbers are strings."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kit.fields import TextView
from rules.sentences import OPEN_CODE

NotJudged = Literal["below_floor", "never", "not_begun"]
PeriodState = Literal["not_begun", "running", "ended"]
# The stages of the assessment say which tracks it has (`check_track`).
TrackCode = Annotated[str, Field(pattern=OPEN_CODE)]


class View(BaseModel):
    """Base of what is shown: read from objects with the same names."""

    model_config = ConfigDict(from_attributes=True)


class OfEditionView(View):
    """What is said of the edition wherever a number on it is shown; null while it is not known.

    `unverified`: what it says was not compared with its source as a whole; `caveat` says more.
    """

    certainty: Literal["verified", "unverified"] | None
    caveat: TextView | None


class NodeView(View):
    """A node above the indicators."""

    code: str
    kind: str
    name: TextView
    parent_code: str | None
    weight: str
    exact: str | None
    announced: str | None
