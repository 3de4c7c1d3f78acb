"""The JSON of explanations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from kit.fields import TextView
from scoring.reasons.api.lineage_schemas import PersonView
from scoring.risks.api import RiskView
from scoring.state.api.schemas import NotJudged, OfScoreView, TrackCode, View

Status = Literal["value", "absent", "unknown"]
Source = Literal["person", "derivation", "criteria", "empty", "children"]
State = Literal["met", "not_met", "unknown"]


class ExplainedFactView(View):
    """The fact of one agency that the rule read. `in_use`: it decided the outcome."""

    agency_code: str
    agency_name: str | None
    fact: str
    title: TextView
    period: str | None
    state: State
    status: Status
    value: bool | str | None
    current: bool
    in_use: bool
    source_code: str | None
    observed_at: datetime | None
    confirmed_at: datetime | None


class ConditionView(View):
    """One comparison in words, and how many agencies meet it. At most 50 of each kind are named.

    `state` is the state of the sentence. `negated`: the sentence says what must not be true, and
    `met` counts the agencies for which it is true.
    """

    text: TextView
    state: State
    met: int
    not_met: int
    unknown: int
    negated: bool
    quantifier: Literal["all", "any", "share"] | None
    share: str | None
    facts: list[ExplainedFactView]


class LogicView(View):
    """How conditions are joined. For the kind `fact`, `condition` is a place in the step's list."""

    kind: Literal["fact", "all", "any", "not"]
    state: State
    condition: int | None
    parts: list["LogicView"]


class StepView(View):
    """One step of a ladder. The first step that is not met is the last one shown."""

    level: str
    text: TextView
    state: State
    conditions: list[ConditionView]
    logic: LogicView


class NumbersView(View):
    """How a measure is computed: the `formula` of `value` and `against_value`.

    The outcome is kept between `bottom` and `top`.

    `ratio` and `higher_is_better`: 100 x value / against; `lower_is_better`:
    100 x (2 x against - value) / against.
    """

    formula: Literal["value", "ratio", "higher_is_better", "lower_is_better"]
    fact: str | None
    value: str | None
    against: str | None
    against_value: str | None
    bottom: str | None
    top: str


class RuleResultView(View):
    """The outcome of the indicator's rule, also where the track counts something else.

    `months`: how the months of a quarter come to its numbers, which of them lack, and whether the
    quarter is still running.
    """

    rule_code: str
    derivation_set_version: int | None
    level: str | None
    covered: bool
    raises: TextView | None
    measure: TextView | None
    months: TextView | None
    numbers: NumbersView | None
    steps: list[StepView]
    facts: list[ExplainedFactView]


class EvidenceView(View):
    """Evidence for `level` and the levels above it."""

    code: str
    name: TextView
    level: str | None


class NextLevelView(View):
    """The next level on the scale, what it means, and the evidence for it and for lower levels."""

    level: str
    name: TextView | None
    description: TextView | None
    evidence: list[EvidenceView]


class NextBandView(View):
    """The next predicate of the index. `gap` is the exact difference to it."""

    name: TextView
    minimum: str
    minimum_inclusive: bool
    gap: str


class PartStepView(View):
    """The next step that is possible for a part: its own, or the best of an indicator below it.

    `unit` is `level` for a step to the next named level (or grade) of the indicator's scale, and
    `point` for a step of one point. `part_gain` is what the step adds to the part's own value.
    """

    indicator_code: str
    unit: Literal["level", "point"]
    level_from: str
    level_to: str
    part_gain: str


class TermView(View):
    """One child, its exact share in the value, and what its next step adds to the value."""

    code: str
    kind: str
    name: TextView
    weight: str
    value: str | None
    part: Literal["counts", "left_out", "not_applicable"]
    share: str | None
    gain: str | None
    step: PartStepView | None


class LadderStepView(View):
    """The value that is reached when at least the share `minimum` of the criteria is met."""

    value: str
    minimum: str
    minimum_inclusive: bool


class SumView(View):
    """How a value is computed: the sum of share x value of the terms, times `scale`.

    With the aggregation `minimum`, it is the lowest value of the terms. With `ladder`, it is the
    value of the highest step that the sum reaches.
    """

    aggregation: Literal["weighted_mean", "mean", "sum", "minimum", "ladder"]
    text: TextView
    scale: str
    value: str | None
    terms: list[TermView]
    ladder: list[LadderStepView]


class ExplanationView(OfScoreView):
    """Why a track counts this level. `raises` says what would raise it by one.

    `level` is the counted answer, or the exact value of a node above the indicators. `sum` shows
    how that value follows from the children. For a node above the indicators, `level_share` is the
    share of its weight that has a level, `missing` are the indicators that nobody gave one,
    `inapplicable` those that are `n/a`, and `not_judged` says why its value is not judged.
    `at_risk`: why the evidence of an indicator or criterion does not prove its level any more.
    """

    assessment_id: UUID
    edition_code: str
    edition_hash: str
    indicator_code: str
    indicator_name: TextView
    kind: str
    as_of: datetime | None = None
    track: TrackCode
    level: str | None
    announced: str | None
    level_name: TextView | None
    source: Source
    summary: TextView
    raises: TextView | None
    next_level: NextLevelView | None
    next_band: NextBandView | None
    level_share: str | None = None
    missing: list[str] = Field([])
    inapplicable: list[str] = Field([])
    not_judged: NotJudged | None = None
    person: PersonView | None
    rule: RuleResultView | None
    sum: SumView | None
    at_risk: RiskView | None = None
