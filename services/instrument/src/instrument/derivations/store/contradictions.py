"""Contradiction rules in documents."""

from typing import Annotated, Literal

from pydantic import Field

from instrument.derivations.domain import contradiction as model
from instrument.derivations.store.conditions import ConditionDocument
from instrument.documents.store.parts import Code, ExactText, Part, TextDocument
from rules.exact import fraction


class ClaimAgainstFactDocument(Part):
    """The claim is `level` or higher, but the condition is known to be false."""

    kind: Literal["claim_against_fact"]
    indicator_code: Code
    level: ExactText
    condition: ConditionDocument

    def to_domain(self) -> model.ClaimAgainstFact:
        """Return the domain's check."""
        return model.ClaimAgainstFact(
            indicator_code=self.indicator_code,
            level=fraction(self.level),
            condition=self.condition.to_domain(),
        )


class ClaimAgainstDerivedDocument(Part):
    """The claim is higher than the level derived from facts, by `by` or more."""

    kind: Literal["claim_against_derived"]
    indicator_code: Code
    by: ExactText

    def to_domain(self) -> model.ClaimAgainstDerived:
        """Return the domain's check."""
        return model.ClaimAgainstDerived(indicator_code=self.indicator_code, by=fraction(self.by))


class RelatedClaimsDocument(Part):
    """The claim is `level` or higher, but the other indicator is below `other_level`."""

    kind: Literal["related"]
    indicator_code: Code
    level: ExactText
    other_code: Code
    other_level: ExactText

    def to_domain(self) -> model.RelatedClaims:
        """Return the domain's check."""
        return model.RelatedClaims(
            indicator_code=self.indicator_code,
            level=fraction(self.level),
            other_code=self.other_code,
            other_level=fraction(self.other_level),
        )


class AgainstLastYearDocument(Part):
    """The claim differs from last year's by at least `by`."""

    kind: Literal["last_year"]
    indicator_code: Code
    by: ExactText

    def to_domain(self) -> model.AgainstLastYear:
        """Return the domain's check."""
        return model.AgainstLastYear(indicator_code=self.indicator_code, by=fraction(self.by))


class AgainstOtherSourceDocument(Part):
    """Two facts of an agency differ by more than `tolerance`, a fraction of the larger value."""

    kind: Literal["sources"]
    fact: Code
    against: Code
    tolerance: ExactText

    def to_domain(self) -> model.AgainstOtherSource:
        """Return the domain's check."""
        return model.AgainstOtherSource(
            fact=self.fact, against=self.against, tolerance=fraction(self.tolerance)
        )


CheckDocument = Annotated[
    ClaimAgainstFactDocument
    | ClaimAgainstDerivedDocument
    | RelatedClaimsDocument
    | AgainstLastYearDocument
    | AgainstOtherSourceDocument,
    Field(discriminator="kind"),
]


class ContradictionRuleDocument(Part):
    """A rule that finds a contradiction; `text` has placeholders for the values found."""

    code: Code
    severity: model.Severity
    text: TextDocument
    check: CheckDocument

    def to_domain(self) -> model.ContradictionRule:
        """Return the domain's rule."""
        return model.ContradictionRule(
            code=self.code,
            severity=self.severity,
            text=self.text.to_domain(),
            check=self.check.to_domain(),
        )
