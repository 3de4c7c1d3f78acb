"""A derivation set as a document. The names are those of the event that announces it."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from instrument.documents.parts import Code, ExactText, Part, TextDocument, number
from instrument.domain import derivation as model

MOST_VERSION = 1_000_000


class FactConditionDocument(Part):
    """One fact compared with a value, for the assessed agency or over its subtree."""

    kind: Literal["fact"]
    fact: Code
    operator: Literal["==", "!=", ">=", ">", "<=", "<", "exists"]
    value: StrictBool | ExactText | None = None
    scope: Literal["agency", "subtree"] = "agency"
    subtree_kind: Code | None = None
    quantifier: Literal["all", "any", "share"] = "all"
    share: ExactText | None = None
    year_offset: int = 0

    def to_domain(self) -> model.FactCondition:
        """Return the domain's condition."""
        return model.FactCondition(
            fact=self.fact,
            operator=self.operator,
            value=Fraction(self.value) if isinstance(self.value, str) else self.value,
            scope=self.scope,
            subtree_kind=self.subtree_kind,
            quantifier=self.quantifier,
            share=number(self.share),
            year_offset=self.year_offset,
        )


class AllConditionDocument(Part):
    """Every one holds; of none: it always holds."""

    kind: Literal["all"]
    conditions: tuple["ConditionDocument", ...]

    def to_domain(self) -> model.AllCondition:
        """Return the domain's condition."""
        return model.AllCondition(conditions=tuple(part.to_domain() for part in self.conditions))


class AnyConditionDocument(Part):
    """At least one holds."""

    kind: Literal["any"]
    conditions: tuple["ConditionDocument", ...]

    def to_domain(self) -> model.AnyCondition:
        """Return the domain's condition."""
        return model.AnyCondition(conditions=tuple(part.to_domain() for part in self.conditions))


class NotConditionDocument(Part):
    """It does not hold."""

    kind: Literal["not"]
    condition: "ConditionDocument"

    def to_domain(self) -> model.NotCondition:
        """Return the domain's condition."""
        return model.NotCondition(condition=self.condition.to_domain())


ConditionDocument = Annotated[
    FactConditionDocument | AllConditionDocument | AnyConditionDocument | NotConditionDocument,
    Field(discriminator="kind"),
]


class LadderStepDocument(Part):
    """A level and what it asks beside everything below it."""

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
                level=Fraction(step.level),
                condition=step.condition.to_domain(),
                text=step.text.to_domain(),
            )
            for step in self.steps
        )
        return model.Ladder(steps=steps)


class MeasureDocument(Part):
    """A number from facts, cut to [minimum, maximum]."""

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
            minimum=Fraction(self.minimum),
            maximum=Fraction(self.maximum),
            text=self.text.to_domain(),
        )


class DerivationRuleDocument(Part):
    """How one indicator's level follows from facts."""

    code: Code
    indicator_code: Code
    derivation: Annotated[LadderDocument | MeasureDocument, Field(discriminator="kind")]


class DerivationSetDocument(Part):
    """All rules of one version for one edition."""

    edition_code: Code
    derivation_set_version: Annotated[int, Field(ge=1, le=MOST_VERSION)]
    rules: Annotated[tuple[DerivationRuleDocument, ...], Field(min_length=1)]

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
        )
