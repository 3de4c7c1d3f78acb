"""The JSON of lineages and explanations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from scoring.api.schemas import (
    CauseView,
    EventView,
    NodeView,
    RecordView,
    State,
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


class LineageView(View):
    """Where a level comes from, and where it goes: aspect, domain, index.

    `facts` names at most 100, first the one that moved the level last.
    """

    assessment_id: UUID
    indicator_code: str
    as_of: datetime | None = None
    track: TrackCode
    level: str | None
    source: Literal["person", "derivation", "criteria", "empty"]
    facts: list[FactOriginView]
    fact_count: int
    person: PersonView | None
    rule: RuleView | None
    last_move: LastMoveView | None
    path: list[PathNodeView]


class ExplainedFactView(View):
    """What one agency's fact said to the rule. `in_use`: it decided the outcome."""

    agency_code: str
    agency_name: str | None
    fact: str
    title: TextView
    period: str | None
    state: State
    status: Literal["value", "absent", "unknown"]
    value: bool | str | None
    current: bool
    in_use: bool
    source_code: str | None
    observed_at: datetime | None
    confirmed_at: datetime | None


class ConditionView(View):
    """One comparison, in words, with how many agencies meet it; names at most 50 of each kind."""

    text: TextView
    state: State
    met: int
    not_met: int
    unknown: int
    facts: list[ExplainedFactView]


class StepView(View):
    """One step of a ladder, up to the first that does not hold."""

    level: str
    text: TextView
    state: State
    conditions: list[ConditionView]


class RuleResultView(View):
    """What the indicator's rule gives, whether or not the track counts it."""

    rule_code: str
    derivation_set_version: int | None
    level: str | None
    covered: bool
    measure: TextView | None
    steps: list[StepView]
    facts: list[ExplainedFactView]


class ExplanationView(View):
    """Why a track counts the level it counts; `raises`: what would give a higher one."""

    assessment_id: UUID
    indicator_code: str
    indicator_name: TextView
    as_of: datetime | None = None
    track: TrackCode
    level: str | None
    level_name: TextView | None
    source: Literal["person", "derivation", "criteria", "empty"]
    summary: TextView
    raises: TextView | None
    person: PersonView | None
    rule: RuleResultView | None
