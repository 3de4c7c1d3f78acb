"""The JSON of published results."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from kit.fields import TextView, WholeQuery
from rules.sentences import SHA256
from scoring.state.api.schemas import View

AfterQuery = Annotated[
    WholeQuery | None,
    Query(ge=1, le=2**62, description="Number of the last result that was followed", examples=[25]),
]
HeadQuery = Annotated[
    str | None,
    Query(
        pattern=SHA256,
        description="Hash of the result `after`",
        examples=["4f0c4c3c1b5e0d0c9d6f2d9a8e7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b"],
    ),
]


class FlawView(View):
    """The first thing that is wrong. What is data is the same in both languages."""

    file: str
    field: str
    expected: TextView
    found: TextView


class VerificationView(View):
    """Whether a package or a stored result is as it was published.

    `key_is_known`: its key is one that this service publishes with, or did. `note`: why a result
    that is whole has no predicate, or what below it has no level.
    """

    whole: bool
    flaw: FlawView | None
    assessment_id: UUID | None = None
    revision: int | None = None
    agency_code: str | None = None
    announced: str | None = None
    note: TextView | None = None
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
    """The chain of results as far as it was followed; with a flaw, the result that it is in.

    `length` and `head`: number and hash of the last result that was followed. `whole`: null while
    there is no flaw and not all was followed; then `is_complete` is false, and another request
    with `after` and `head` goes on from there.
    """

    whole: bool | None
    is_complete: bool
    length: int
    head: str | None
    flaw: FlawView | None
    assessment_id: UUID | None
    revision: int | None
    sequence: int | None


class NodeDifferenceView(View):
    """A node in both results. `difference`: theirs less ours, exactly.

    `differs`: by more than the rounding of what the ministry wrote; null: nothing to compare.
    `adds_up`: whether the ministry's number follows from its own numbers below; null: nobody can
    say, because some are missing and could make up the rest.
    """

    code: str
    kind: str
    name: TextView
    key: str
    own: str | None
    national: str
    difference: str | None
    differs: bool | None
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
