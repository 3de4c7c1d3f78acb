"""Conditions over facts in documents."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from instrument.derivations.domain import condition as model
from instrument.documents.store.parts import Code, ExactText, Part, Whole, number
from rules.exact import fraction


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
    year_offset: Whole = 0

    def to_domain(self) -> model.FactCondition:
        """Return the domain's condition."""
        return model.FactCondition(
            fact=self.fact,
            operator=self.operator,
            value=fraction(self.value) if isinstance(self.value, str) else self.value,
            scope=self.scope,
            subtree_kind=self.subtree_kind,
            quantifier=self.quantifier,
            share=number(self.share),
            year_offset=self.year_offset,
        )


class AllConditionDocument(Part):
    """All conditions hold. An empty list always holds."""

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
    """The condition does not hold."""

    kind: Literal["not"]
    condition: "ConditionDocument"

    def to_domain(self) -> model.NotCondition:
        """Return the domain's condition."""
        return model.NotCondition(condition=self.condition.to_domain())


ConditionDocument = Annotated[
    FactConditionDocument | AllConditionDocument | AnyConditionDocument | NotConditionDocument,
    Field(discriminator="kind"),
]
