"""The JSON that several wings answer with. Exact numbers are strings."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kit.fields import TextView
from rules.lives import AgencyState
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


class AgencyLifeView(View):
    """Whether the agency of a value is still there; `note`: what whoever reads the value must know.

    One that is `never_formed` was to be made by a reorganisation that was taken back: its last day
    lies before its first one. `is_cut_short`: it ends before the period of the value does, or was
    never formed, so the value is not one of the whole period and is compared with no other.
    """

    state: AgencyState
    valid_until: date | None
    is_cut_short: bool
    note: TextView | None


class OfAgencyView(View):
    """What is said of an agency wherever a score of it is shown; null while it is not known."""

    agency_life: AgencyLifeView | None


class OfScoreView(OfEditionView, OfAgencyView):
    """What is said of the edition and of the agency wherever a score is shown."""


class NodeView(View):
    """A node above the indicators."""

    code: str
    kind: str
    name: TextView
    parent_code: str | None
    weight: str
    exact: str | None
    announced: str | None
