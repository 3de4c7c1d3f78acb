"""A derivation set as a document. It has the names of its event."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from instrument.derivations.domain import model
from instrument.derivations.store.conditions import ConditionDocument
from instrument.derivations.store.contradictions import ContradictionRuleDocument
from instrument.documents.store.parts import (
    Code,
    ExactText,
    Part,
    Sentence,
    TextDocument,
    Whole,
    number,
)
from rules.exact import fraction, text_of
from rules.floor import NEVER, Floor

MOST_VERSION = 1_000_000
_NO_NUMBERS = ("absent", "unknown")

FloorText = Literal["never"] | ExactText


class LadderStepDocument(Part):
    """A level, and the condition that it adds to those of all lower levels."""

    level: ExactText
    condition: ConditionDocument
    text: TextDocument


class LadderDocument(Part):
    """Cumulative steps, lowest first."""

    kind: Literal["ladder"]
    steps: tuple[LadderStepDocument, ...]

    def to_domain(self) -> model.Ladder:
        """Return the domain's ladder."""
        steps = tuple(
            model.LadderStep(
                level=fraction(step.level),
                condition=step.condition.to_domain(),
                text=step.text.to_domain(),
            )
            for step in self.steps
        )
        return model.Ladder(steps=steps)


class MeasureDocument(Part):
    """A number computed from facts, limited to [minimum, maximum]."""

    kind: Literal["measure"]
    formula: Literal["value", "ratio", "higher_is_better", "lower_is_better"]
    fact: Code
    against: Code | None = None
    scope: Literal["agency", "subtree"] = "agency"
    minimum: ExactText = "0"
    maximum: ExactText = "100"
    text: TextDocument

    def to_domain(self) -> model.Measure:
        """Return the domain's measure."""
        return model.Measure(
            formula=self.formula,
            fact=self.fact,
            against=self.against,
            scope=self.scope,
            minimum=fraction(self.minimum),
            maximum=fraction(self.maximum),
            text=self.text.to_domain(),
        )


class DerivationRuleDocument(Part):
    """How one indicator's level follows from facts."""

    code: Code
    indicator_code: Code
    derivation: Annotated[LadderDocument | MeasureDocument, Field(discriminator="kind")]


class ExampleDocument(Part):
    """Facts by agency (`self`: the assessed one) and the level that must follow from them.

    A value is true, false, an exact number, `absent` or `unknown`; a fact's name may end in `@-1`
    for the year before. In a quarter a monthly fact is the same in every month, unless a name that
    ends in `@m1`, `@m2` or `@m3` says it of one month.
    """

    text: Sentence
    indicator_code: Code
    level: ExactText | None = None
    agencies: dict[Code, dict[Code, StrictBool | Literal["absent", "unknown"] | ExactText]]

    def to_domain(self) -> model.Example:
        """Return the domain's example."""
        return model.Example(
            text=self.text,
            indicator_code=self.indicator_code,
            level=number(self.level),
            agencies={
                agency: {name: _shortest(value) for name, value in facts.items()}
                for agency, facts in self.agencies.items()
            },
        )


def _shortest(value: bool | str) -> bool | str:  # noqa: FBT001 - a fact's value may be a truth value
    """Return an exact number as the canonical form writes it, and anything else as it is."""
    if isinstance(value, bool) or value in _NO_NUMBERS:
        return value
    return text_of(fraction(value))


class FloorsDocument(Part):
    """By track, the share of the weight [0, 1] that must have a level before it is judged.

    `never`: the track shows its value and is never judged. What is left out has the product's own
    floor.
    """

    self: FloorText | None = None
    dokumen: FloorText | None = None
    interviu: FloorText | None = None
    visitasi: FloorText | None = None
    reviu: FloorText | None = None
    provisional: FloorText | None = None
    live: FloorText | None = None


class DerivationSetDocument(Part):
    """All rules, contradictions, floors and examples of one version for one edition."""

    edition_code: Code
    derivation_set_version: Annotated[Whole, Field(ge=1, le=MOST_VERSION)]
    rules: Annotated[tuple[DerivationRuleDocument, ...], Field(min_length=1)]
    contradictions: tuple[ContradictionRuleDocument, ...] = ()
    examples: tuple[ExampleDocument, ...] = ()
    coverage_floors: FloorsDocument | None = None

    def to_domain(self) -> model.DerivationSet:
        """Return the domain's derivation set."""
        rules = tuple(
            model.DerivationRule(
                code=rule.code,
                indicator_code=rule.indicator_code,
                derivation=rule.derivation.to_domain(),
            )
            for rule in self.rules
        )
        return model.DerivationSet(
            edition_code=self.edition_code,
            derivation_set_version=self.derivation_set_version,
            rules=rules,
            contradictions=tuple(rule.to_domain() for rule in self.contradictions),
            examples=tuple(example.to_domain() for example in self.examples),
            coverage_floors=_floors(self.coverage_floors),
        )


def _floors(document: FloorsDocument | None) -> dict[str, Floor] | None:
    """Return the floors that are named; None if no track is."""
    named = {} if document is None else document.model_dump(exclude_none=True)
    return {track: _floor(floor) for track, floor in named.items()} or None


def _floor(floor: str) -> Floor:
    return NEVER if floor == NEVER else fraction(floor)
