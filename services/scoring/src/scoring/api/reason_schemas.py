"""The JSON of lineages."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from scoring.api.schemas import (
    CauseView,
    EventView,
    NodeView,
    RecordView,
    TextView,
    TrackCode,
    View,
)


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


class LineageView(OriginView):
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
