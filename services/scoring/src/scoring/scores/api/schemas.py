"""The JSON of scores. Exact numbers are strings; names are those of the events."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from kit.fields import TextView
from scoring.risks.api import RiskView
from scoring.state.api.schemas import (
    NodeView,
    NotJudged,
    OfScoreView,
    PeriodState,
    TrackCode,
    View,
)


class TrackItem(View):
    """One track of a score. `coverage` is the exact share of the weight that is known.

    `level_share`: the exact share that has a level, last good values of dead sources included. A
    track has no predicate and no maturity level if it is `not_judged`: too little of the weight has
    a level (`below_floor`), its rules never have it judged (`never`), or its period has not begun.
    """

    track: TrackCode
    exact: str | None
    announced: str | None
    coverage: str
    previous_exact: str | None = None
    predicate: TextView | None = None
    maturity_level: TextView | None = None
    level_share: str | None = None
    not_judged: NotJudged | None = None
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None


class ConfidenceView(View):
    """Exact shares of a track's weight by what stands behind it; they add up to 1.

    `reviewed`: decided at a stage of others. `claimed`: by the agency itself. `sources`: derived
    from facts that can all be read now. `stale`: from some that cannot. `at_risk`: decided, but its
    evidence does not prove it any more. `nothing`: not answered.
    """

    reviewed: str
    claimed: str
    sources: str
    stale: str
    at_risk: str
    nothing: str


class ListedTrack(TrackItem):
    """One track of a score in a list, with what stands behind it.

    `floor`: the share of the weight that must have a level before it is judged, or `never`;
    `missing`: the codes of what nobody gave one; `inapplicable`: of what was answered `n/a` and
    counts nothing; `note`: why it is not judged.
    """

    confidence: ConfidenceView | None = None
    floor: str | None = None
    missing: list[str] = Field([])
    inapplicable: list[str] = Field([])
    note: TextView | None = None


class OpenContradictions(View):
    """How many contradictions are open."""

    minor: int
    major: int
    critical: int


SEVERITIES = tuple(OpenContradictions.model_fields)


class ScoreItem(OfScoreView):
    """A score in a list. Revision 0: it was never announced, and has no tracks."""

    assessment_id: UUID
    campaign_code: str
    agency_code: str
    agency_name: str | None
    edition_code: str
    derivation_set_version: int | None
    period: str
    period_state: PeriodState
    opened_at: datetime
    revision: int
    changed_at: datetime | None
    as_of: datetime | None = None
    open_contradictions: OpenContradictions
    at_risk: list[RiskView]
    tracks: list[ListedTrack]


class IndicatorView(View):
    """An indicator or criterion with the level that a track counts, and where it comes from.

    `level`: an exact number, or `n/a` where it does not concern the agency. `covered`: answered by
    a person, or derived from facts that can all be read now. `at_risk`: why its evidence does not
    prove it any more, if that is so; of the track `published` it is not said.
    """

    code: str
    kind: Literal["indicator", "criterion"]
    name: TextView
    parent_code: str | None
    weight: str
    level: str | None
    announced: str | None
    level_name: TextView | None
    source: Literal["person", "derivation", "criteria", "empty"]
    stage: str | None
    rule_code: str | None
    covered: bool
    stale: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    at_risk: RiskView | None = None


class PublishedAs(View):
    """Which published result the track `published` is. It never changes."""

    revision: int
    of_track: TrackCode
    published_at: datetime
    result_hash: str
    reason: str | None


class TrackView(ListedTrack):
    """One track, whole. Only `published` has a `result`, all others a `confidence`."""

    nodes: list[NodeView]
    indicators: list[IndicatorView]
    result: PublishedAs | None = None


class ScoreView(OfScoreView):
    """A score, whole. Without its edition there are no tracks."""

    assessment_id: UUID
    campaign_code: str
    agency_code: str
    agency_name: str | None
    edition_code: str
    edition_hash: str | None
    edition_title: TextView | None
    derivation_set_version: int | None
    period: str
    period_state: PeriodState
    opened_at: datetime
    revision: int
    changed_at: datetime | None
    as_of: datetime | None = None
    open_contradictions: OpenContradictions
    at_risk: list[RiskView]
    tracks: list[TrackView]


class RecordView(View):
    """The record of a source system that a fact was read from."""

    source_code: str
    record_kind: str
    record_id: str
    revision: int
    content_hash: str


class EventView(View):
    """An event and where it stands on Kafka."""

    event_id: str
    event_type: str
    topic: str
    partition: int
    offset: int
    event_time: datetime


class CauseView(EventView):
    """An event that moved a score, and what it was about."""

    fact: str | None = None
    source_code: str | None = None
    records: list[RecordView] = Field([])


class MoveView(View):
    """An indicator's level on one track before and after; `cause` is an index into `causes`."""

    indicator_code: str
    track: TrackCode
    level_from: str | None
    level_to: str | None
    cause: int | None = None
    rule_code: str | None = None


class ChangeView(View):
    """One change of a score. It names the first 100 moves and causes; the counts tell of all."""

    revision: int
    changed_at: datetime
    tracks: list[TrackItem]
    moves: list[MoveView]
    causes: list[CauseView]
    move_count: int
    cause_count: int
    rules_version: int | None = None
    note: TextView | None = None
