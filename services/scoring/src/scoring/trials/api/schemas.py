"""The JSON of what-if and of the path to a target. Exact numbers are strings."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field

from kit.fields import ONE_LINE, WHOLE_AS_TEXT, Body, TextView, WholeQuery
from rules.exact import WRITTEN
from rules.sentences import form
from rules.text import Text
from scoring.state.api.schemas import NotJudged, OfScoreView, TrackCode, View

_MOST = 2_000
# Efforts are compared in whole hundredths.
_EFFORT = form(
    r"^[0-9]{1,5}(\.[0-9]{1,2})?$",
    Text(
        "harus berupa bilangan dengan paling banyak dua angka di belakang titik, misalnya 1.5",
        "must be a number with two digits after the point at most, like 1.5",
    ),
)

Code = Annotated[str, Field(min_length=1, max_length=100), ONE_LINE]
Exact = Annotated[str, Field(pattern=WRITTEN, examples=["2.6"])]
Effort = Annotated[str, Field(pattern=_EFFORT, examples=["1.5"])]
Level = Annotated[str, Field(max_length=60), ONE_LINE, WHOLE_AS_TEXT] | None


class WhatIf(Body):
    """Levels to try, by code: an exact number, a symbol of the scale, `n/a`; null takes it away."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"levels": {"13": "3", "1": None}}]})

    levels: Annotated[dict[Code, Level], Field(max_length=_MOST)]
    track: TrackCode = "provisional"


class NodeChange(View):
    """A node before and after. `difference` is exact; null where one of both has no value."""

    code: str
    kind: str
    name: TextView
    weight: str
    before: str | None
    after: str | None
    difference: str | None
    announced_before: str | None
    announced_after: str | None


class Standing(View):
    """What the whole comes to. `to_next_predicate`: how far the index is below the next one.

    While it is `not_judged` it has no predicate; `note` says why, `missing` what has no level,
    `inapplicable` what is `n/a` and counts nothing.
    """

    exact: str | None
    announced: str | None
    predicate: TextView | None
    maturity_level: TextView | None
    next_predicate: TextView | None
    to_next_predicate: str | None
    level_share: str
    missing: list[str]
    inapplicable: list[str]
    not_judged: NotJudged | None
    note: TextView | None


class WhatIfView(OfScoreView):
    """The effects of the tried levels; `nodes` are those that change."""

    assessment_id: UUID
    edition_code: str
    edition_hash: str
    track: TrackCode
    before: Standing
    after: Standing
    nodes: list[NodeChange]


TargetQuery = Annotated[
    str, Query(pattern=WRITTEN, description="The exact value to reach", examples=["2.6"])
]
NodeQuery = Annotated[
    str,
    Query(min_length=1, max_length=100, description="The node that is to reach it"),
    ONE_LINE,
]
AlternativesQuery = Annotated[
    WholeQuery, Query(ge=0, le=10, description="How many other ways are shown beside the cheapest")
]


class PathWanted(Body):
    """A goal, and what raises and evidence cost: what is not named costs the default.

    `efforts`: by indicator, the effort of the raise to a level. `evidence_efforts`: by item.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"target": "2.6", "efforts": {"13": {"3": "2"}}, "locked": ["17"]}]
        },
    )

    target: Exact | None = None
    every_indicator: Exact | None = None
    node: Code = "index"
    track: TrackCode = "provisional"
    alternatives: Annotated[int, Field(ge=0, le=10)] = 2
    efforts: dict[Code, dict[Exact, Effort]] = Field({}, max_length=_MOST)
    evidence_efforts: dict[Code, Effort] = Field({}, max_length=_MOST)
    locked: list[Code] = Field([], max_length=_MOST)
    ceilings: dict[Code, Exact] = Field({}, max_length=_MOST)


class EvidenceView(View):
    """An item of evidence to provide, paid once for all indicators that need it."""

    code: str
    name: TextView
    effort: str
    indicators: list[str]


class RaiseView(View):
    """What one indicator must gain, from null where it has no level yet.

    `gain`: what the target's node would lack without it, exactly; null where it would have no
    value. First levels take weight from all others, so with them gains do not add up.
    `is_first_answer`: nobody has given it a level yet; where `level_to` is `level_from`, the
    answer that this level is right is all that is needed.
    """

    code: str
    name: TextView
    level_from: str | None
    level_to: str
    effort: str
    gain: str | None
    evidence: list[str]
    is_first_answer: bool


class WayView(View):
    """A set of raises that reaches the goal, and the floor of coverage with it.

    `without_level`: indicators that have none even then, whose weight the others carry.
    `is_proven`: no other way is cheaper than this one and those before it; false where there was
    no time to prove that.
    """

    effort: str
    raises: list[RaiseView]
    evidence: list[EvidenceView]
    without_level: list[str]
    is_proven: bool
    node_exact: str | None
    standing: Standing


class PathView(OfScoreView):
    """The cheapest way to the goal, and the next cheapest others.

    `needed` is exact; null while the node has no value. `without_level`: the indicators below the
    node that have none now. Raises can give them one, but not on the live track, where only facts
    do. `is_complete`: false where there was no time to look for all alternatives.

    While the node is `not_judged`, `note` says why, and `needed_share` how much of its weight, an
    exact share, must still get a level; every way brings these answers too.
    """

    assessment_id: UUID
    edition_code: str
    edition_hash: str
    track: TrackCode
    node: str
    target: str | None
    every_indicator: str | None
    needed: str | None
    needed_share: str
    not_judged: NotJudged | None
    note: TextView | None
    without_level: list[str]
    standing: Standing
    best: WayView
    alternatives: list[WayView]
    is_complete: bool
