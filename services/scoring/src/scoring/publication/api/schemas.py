"""The JSON of published results."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kit.fields import NOT_BLANK, WITHOUT_NUL, Body, Id, TextView
from scoring.state.api.schemas import TrackCode, View


class ResultInput(Body):
    """What to publish. A correction of a published result needs a reason."""

    assessment_id: Id = Field(examples=["01a20201-9d31-7740-a619-5b4df6c9f654"])
    track: TrackCode = Field(
        "provisional", description="Whose levels count", examples=["provisional"]
    )
    reason: Annotated[str, WITHOUT_NUL, NOT_BLANK] | None = Field(
        None,
        min_length=1,
        max_length=2000,
        description="Why a published result is corrected",
        examples=["Tingkat indikator 13 diperbaiki setelah keberatan."],
    )


class FlawView(View):
    """The first thing that is wrong."""

    file: str
    field: str
    expected: str
    found: str


class VerificationView(View):
    """Whether a package or a stored result is as it was published.

    `key_is_known`: its key is one that this service publishes with, or did.
    """

    whole: bool
    flaw: FlawView | None
    assessment_id: UUID | None = None
    revision: int | None = None
    agency_code: str | None = None
    announced: str | None = None
    result_hash: str | None = None
    key_id: str | None = None
    key_is_known: bool | None = None


class KeyView(View):
    """A public key of the publisher, as PEM for `tolok verify --key`.

    `active`: it signs now; `earlier`: it signed once, and its signatures still count.
    """

    key_id: str
    algorithm: Literal["Ed25519"]
    state: Literal["active", "earlier"]
    pem: str


class KeysView(View):
    """All keys whose signatures count, the active one first."""

    items: list[KeyView]


class ChainView(View):
    """The chain of all results; with a flaw, the result that it is in."""

    whole: bool
    length: int
    head: str | None
    flaw: FlawView | None
    assessment_id: UUID | None
    revision: int | None
    sequence: int | None


class NodeDifferenceView(View):
    """A node in both results. `difference`: theirs less ours, exactly.

    `differs`: by more than the rounding of what the ministry wrote. `adds_up`: whether the
    ministry's number follows from its own numbers below; null where not all of them are there.
    """

    code: str
    kind: str
    name: TextView
    key: str
    own: str | None
    national: str
    difference: str | None
    differs: bool
    adds_up: bool | None


class LevelChangeView(View):
    """An indicator's level in our result, and one that could be the ministry's."""

    indicator_code: str
    level_from: str
    level_to: str


class DifferenceExplanationView(View):
    """What could explain a node's difference.

    `changes`: the ways to the ministry's number with the fewest other levels, at most ten;
    `is_complete`: there are no other ways with so few.
    """

    code: str
    indicator_codes: list[str]
    changes: list[list[LevelChangeView]]
    is_complete: bool


class NationalResultView(View):
    """The ministry's own result beside ours; without a published result of ours, alone."""

    assessment_id: UUID
    revision: int
    imported_by: str
    imported_at: datetime
    content_hash: str
    about: dict[str, str]
    compared_revision: int | None
    nodes: list[NodeDifferenceView]
    explanations: list[DifferenceExplanationView]
