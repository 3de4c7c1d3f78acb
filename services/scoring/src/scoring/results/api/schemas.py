"""The JSON of published results."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path

from kit.fields import TextView, WholeQuery
from scoring.state.api.schemas import NodeView, NotJudged, OfAgencyView, TrackCode, View

ResultRevision = Annotated[
    WholeQuery, Path(ge=1, le=2**31 - 1, description="The result's revision", examples=[1])
]


class ResultItem(OfAgencyView):
    """A published result, which never changes, with its places in the chains.

    Without a predicate and a maturity level it is `not_judged`, and `floor` is the least share that
    is judged. `missing` names what nobody gave a level, `inapplicable` what did not apply;
    `level_share` is the exact share of the weight that had one, and `note` says all that, and why
    it is not judged. Of results of earlier releases that were judged the share is not known.
    """

    assessment_id: UUID
    revision: int
    sequence: int
    agency_code: str
    agency_name: str | None
    campaign_code: str
    period: str
    track: TrackCode
    edition_code: str
    edition_hash: str
    certainty: str
    caveat: TextView | None
    derivation_set_version: int | None
    exact: str
    announced: str
    predicate: TextView | None
    maturity_level: TextView | None
    not_judged: NotJudged | None
    level_share: str | None
    floor: str | None
    missing: list[str]
    inapplicable: list[str]
    note: TextView | None
    coverage: str
    reason: str | None
    published_at: datetime
    result_hash: str
    previous_hash: str | None
    previous_service_hash: str | None
    key_id: str
    signature: str


class PublishedIndicatorView(View):
    """An indicator or criterion with the level that was published."""

    code: str
    kind: str
    name: TextView
    parent_code: str | None
    weight: str
    level: str | None
    announced: str | None
    level_name: TextView | None
    source: str
    stage: str | None
    rule_code: str | None
    covered: bool


class ResultView(ResultItem):
    """A published result with its nodes and indicators. The package has all that is behind it."""

    nodes: list[NodeView]
    indicators: list[PublishedIndicatorView]
