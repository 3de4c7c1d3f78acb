"""Events of the topic `instrument.edition`, keyed by edition code."""

from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec

from contracts.envelope import Event
from contracts.topics import EDITION
from contracts.values import (
    Certainty,
    Code,
    ContentHash,
    Exact,
    Instant,
    PeriodKind,
    Revision,
    Text,
)


class ScaleLevel(msgspec.Struct, frozen=True, kw_only=True):
    """One named step of a scale."""

    value: Exact
    name: Text


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The values an indicator can take.

    `empty` is what an empty answer counts; None: it counts nothing.
    """

    code: Code
    kind: Literal["levels", "percent"]
    minimum: Exact
    maximum: Exact
    empty: Exact | None = None
    levels: tuple[ScaleLevel, ...] = ()


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One node of an edition's tree. `weight` is its share in the whole, in percent points."""

    code: Code
    kind: Literal["instrument", "domain", "aspect", "indicator"]
    name: Text
    weight: Exact
    parent_code: Code | None = None
    aggregation: Literal["weighted_mean"] | None = None
    scale_code: Code | None = None


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A named band of the exact index. A missing bound is open towards infinity."""

    name: Text
    minimum: Exact | None = None
    minimum_inclusive: bool = True
    maximum: Exact | None = None
    maximum_inclusive: bool = False


class EditionPublishedV1(Event, frozen=True, kw_only=True):
    """An edition was published and will never change."""

    TYPE: ClassVar[str] = "instrument.edition.published.v1"
    TOPIC: ClassVar[str] = EDITION.name

    edition_code: Code
    instrument_code: Code
    revision: Revision
    content_hash: ContentHash
    title: Text
    source: str
    certainty: Certainty
    period_kind: PeriodKind
    announced_decimals: Annotated[int, msgspec.Meta(ge=0, le=10)]
    scales: tuple[Scale, ...]
    nodes: tuple[Node, ...]
    predicates: tuple[Band, ...]
    maturity_levels: tuple[Band, ...]
    published_at: Instant
    in_force_from: date | None = None

    @property
    def key(self) -> str:
        """Return the edition's code."""
        return self.edition_code


class EditionRetiredV1(Event, frozen=True, kw_only=True):
    """An edition is no longer offered for new campaigns; what runs on it goes on."""

    TYPE: ClassVar[str] = "instrument.edition.retired.v1"
    TOPIC: ClassVar[str] = EDITION.name

    edition_code: Code
    revision: Revision
    reason: str
    retired_at: Instant

    @property
    def key(self) -> str:
        """Return the edition's code."""
        return self.edition_code


class FactCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="fact"):
    """One fact compared with a value, for the assessed agency or quantified over its subtree.

    The subtree is the agency and all below it; `subtree_kind` narrows it to agencies of one kind.
    `share` is the least exact share that must hold when the quantifier is `share`. `year_offset`
    shifts the period (-1: the year before).
    """

    fact: Code
    operator: Literal["==", "!=", ">=", ">", "<=", "<", "exists"]
    value: bool | str | None = None
    scope: Literal["agency", "subtree"] = "agency"
    subtree_kind: Code | None = None
    quantifier: Literal["all", "any", "share"] = "all"
    share: Exact | None = None
    year_offset: Annotated[int, msgspec.Meta(ge=-100, le=100)] = 0


class AllCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="all"):
    """Every one holds."""

    conditions: tuple["Condition", ...]


class AnyCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="any"):
    """At least one holds."""

    conditions: tuple["Condition", ...]


class NotCondition(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="not"):
    """It does not hold."""

    condition: "Condition"


Condition = FactCondition | AllCondition | AnyCondition | NotCondition


class LadderStep(msgspec.Struct, frozen=True, kw_only=True):
    """A level and what must hold for it, beside everything the levels below ask."""

    level: Exact
    condition: Condition
    text: Text


class Ladder(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="ladder"):
    """Cumulative conditions: the level is the highest step up to which all steps hold."""

    steps: tuple[LadderStep, ...]


class Measure(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="measure"):
    """A number from facts, cut to [minimum, maximum].

    `value`: the fact itself. `ratio`: 100 * fact / against. `higher_is_better`: the same, fact
    being the realisation and against the target. `lower_is_better`:
    100 * (2 * against - fact) / against.
    A fact of the subtree is summed up by the catalogue's rule for it.
    """

    formula: Literal["value", "ratio", "higher_is_better", "lower_is_better"]
    fact: Code
    against: Code | None = None
    scope: Literal["agency", "subtree"] = "agency"
    minimum: Exact = "0"
    maximum: Exact = "100"
    text: Text


class DerivationRule(msgspec.Struct, frozen=True, kw_only=True):
    """How one indicator's level follows from facts."""

    code: Code
    indicator_code: Code
    derivation: Ladder | Measure


class DerivationsPublishedV1(Event, frozen=True, kw_only=True):
    """A derivation set of an edition was published and will never change."""

    TYPE: ClassVar[str] = "instrument.derivations.published.v1"
    TOPIC: ClassVar[str] = EDITION.name

    edition_code: Code
    derivation_set_version: Revision
    content_hash: ContentHash
    rules: tuple[DerivationRule, ...]
    published_at: Instant

    @property
    def key(self) -> str:
        """Return the edition's code."""
        return self.edition_code
