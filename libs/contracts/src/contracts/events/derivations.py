"""Derivation sets on the topic `instrument.edition`: how levels follow from facts, and disagree."""

from typing import Annotated, ClassVar, Literal

import msgspec

from contracts.envelope import Event
from contracts.topics import EDITION
from contracts.values import (
    Code,
    ContentHash,
    EvaluationTrack,
    Exact,
    Floor,
    Instant,
    Revision,
    Sentence,
    Severity,
    Text,
)


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


class ClaimAgainstFact(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="claim_against_fact"
):
    """The claim is `level` or higher, but the condition is known to be false."""

    indicator_code: Code
    level: Exact
    condition: Condition


class ClaimAgainstDerived(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="claim_against_derived"
):
    """The claim is higher than the level derived from facts, by `by` or more."""

    indicator_code: Code
    by: Exact


class RelatedClaims(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="related"):
    """The claim is `level` or higher, but the other indicator is below `other_level`."""

    indicator_code: Code
    level: Exact
    other_code: Code
    other_level: Exact


class AgainstLastYear(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="last_year"):
    """The claim differs from last year's by at least `by`."""

    indicator_code: Code
    by: Exact


class AgainstOtherSource(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sources"
):
    """Two facts of an agency differ by more than `tolerance`, a fraction [0, 1] of the larger."""

    fact: Code
    against: Code
    tolerance: Exact


Check = (
    ClaimAgainstFact | ClaimAgainstDerived | RelatedClaims | AgainstLastYear | AgainstOtherSource
)


class ContradictionRule(msgspec.Struct, frozen=True, kw_only=True):
    """What must not be true together; `text` has placeholders for the values found."""

    code: Code
    severity: Severity
    text: Text
    check: Check


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """Facts by agency and the level that follows from them; it held when the set was published.

    Without a level, none follows. `self` is the assessed agency. A value is true, false, an exact
    number, `absent` or `unknown`; a fact's name may end in `@-1` for the year before and
    in `@m1`, `@m2` or `@m3` for a month of the quarter.
    """

    text: Sentence
    indicator_code: Code
    level: Exact | None = None
    agencies: dict[Code, dict[Code, bool | str]]


class DerivationsPublishedV1(Event, frozen=True, kw_only=True):
    """A derivation set of an edition was published and will never change.

    `coverage_floors`: by track, the least share of the weight that must have a level before the
    track is judged; `never`: it never is. A track that is not named has the product's own floor.
    """

    TYPE: ClassVar[str] = "instrument.derivations.published.v1"
    TOPIC: ClassVar[str] = EDITION.name

    edition_code: Code
    derivation_set_version: Revision
    content_hash: ContentHash
    rules: tuple[DerivationRule, ...]
    published_at: Instant
    contradictions: tuple[ContradictionRule, ...] = ()
    examples: tuple[Example, ...] = ()
    coverage_floors: dict[EvaluationTrack, Floor] | None = None

    @property
    def key(self) -> str:
        """Return the edition's code."""
        return self.edition_code
