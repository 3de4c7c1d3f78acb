"""The JSON of lineages."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from kit.fields import TextView
from scoring.scores.api.schemas import CauseView, EventView, MoveView, RecordView, TrackItem
from scoring.state.api.schemas import NodeView, OfScoreView, TrackCode, View


class FactOriginView(View):
    """A fact in use: records -> run -> fact -> event."""

    records: list[RecordView]
    record_count: int
    run_id: UUID
    adapter: str
    source_code: str
    agency_code: str
    fact: str
    period: str
    status: Literal["value", "absent", "unknown"]
    value: bool | str | None
    observed_at: datetime
    revision: int
    current: bool
    event: EventView


class PersonView(View):
    """A person's decision."""

    stage: str
    decided_by: str
    decided_at: datetime
    explanation: str
    revision: int
    event: EventView


class RuleView(View):
    """The rule that made a level of the facts."""

    rule_code: str
    edition_code: str
    derivation_set_version: int | None


class LastMoveView(View):
    """The newest change that moved the level; `revision` is the score's."""

    revision: int
    changed_at: datetime
    level_from: str | None
    level_to: str | None
    cause: CauseView | None


class PathNodeView(NodeView):
    """A node on the way up: its value now, and before and after the last move."""

    exact_before: str | None
    exact_after: str | None


class OriginView(View):
    """Where one level comes from: a person, or facts by a rule; and what moved it last."""

    level: str | None
    source: Literal["person", "derivation", "criteria", "empty", "children"]
    facts: list[FactOriginView]
    fact_count: int
    person: PersonView | None
    rule: RuleView | None
    last_move: LastMoveView | None


class PartView(OriginView):
    """A level that counts in a node above it; `facts` names at most 5."""

    code: str
    kind: Literal["indicator", "criterion"]
    name: TextView
    parent_code: str | None
    weight: str


class LineageView(OriginView, OfScoreView):
    """Where a figure comes from, and where it goes: aspect, domain, index.

    `facts` names at most 100, first the one that moved the level last. Of a node that follows from
    those below it, `parts` are all levels that count in it, and `level` is its exact value.
    """

    assessment_id: UUID
    edition_code: str
    edition_hash: str
    indicator_code: str
    kind: str
    as_of: datetime | None = None
    track: TrackCode
    parts: list[PartView]
    path: list[PathNodeView]


class SaidBeforeView(View):
    """What the source said of the fact before."""

    revision: int
    status: Literal["value", "absent", "unknown"]
    value: bool | str | None


class FedRuleView(View):
    """A rule that reads the fact now."""

    assessment_id: UUID
    agency_code: str
    edition_code: str
    derivation_set_version: int | None
    rule_code: str
    indicator_code: str


class EffectView(View):
    """A change of a score that the fact is behind, with the levels that it moved itself.

    `tracks` have the score before and after; `cause_count` tells how many events are behind it.
    """

    assessment_id: UUID
    agency_code: str
    revision: int
    changed_at: datetime
    cause_count: int
    moves: list[MoveView]
    tracks: list[TrackItem]


class FactEffectView(View):
    """An observation that names the record, what was said before, and what it changed."""

    records: list[RecordView]
    record_count: int
    run_id: UUID
    adapter: str
    source_code: str
    agency_code: str
    fact: str
    period: str
    status: Literal["value", "absent", "unknown"]
    value: bool | str | None
    observed_at: datetime
    recorded_at: datetime
    revision: int
    event: EventView
    before: SaidBeforeView | None
    rules: list[FedRuleView]
    changes: list[EffectView]


class ForwardsView(View):
    """What a source's record brought about, newest first; at most 50 facts."""

    source_code: str
    record_kind: str
    record_id: str
    facts: list[FactEffectView]
