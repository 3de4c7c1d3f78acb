"""Contradiction rules: which claims and facts exclude each other, and how serious that is."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from instrument.derivations.domain.condition import Condition
from rules.text import Text

Severity = Literal["minor", "major", "critical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAgainstFact:
    """The claim is `level` or higher, but the condition is known to be false."""

    kind: Literal["claim_against_fact"] = field(default="claim_against_fact", init=False)
    indicator_code: str
    level: Fraction
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAgainstDerived:
    """The claim is higher than the level derived from facts, by `by` or more."""

    kind: Literal["claim_against_derived"] = field(default="claim_against_derived", init=False)
    indicator_code: str
    by: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedClaims:
    """The claim is `level` or higher, but the other indicator is below `other_level`."""

    kind: Literal["related"] = field(default="related", init=False)
    indicator_code: str
    level: Fraction
    other_code: str
    other_level: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstLastYear:
    """The claim differs from last year's by at least `by`."""

    kind: Literal["last_year"] = field(default="last_year", init=False)
    indicator_code: str
    by: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstOtherSource:
    """Two facts of an agency differ by more than `tolerance`, a fraction of the larger value."""

    kind: Literal["sources"] = field(default="sources", init=False)
    fact: str
    against: str
    tolerance: Fraction


Check = (
    ClaimAgainstFact | ClaimAgainstDerived | RelatedClaims | AgainstLastYear | AgainstOtherSource
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionRule:
    """A rule that finds a contradiction; `text` has placeholders for the values found."""

    code: str
    severity: Severity
    text: Text
    check: Check
