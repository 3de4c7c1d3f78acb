"""Contradictions: what must not be true together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rules.condition import Condition, Need, needs_of
from rules.exact import Number
from rules.fact import FactKind
from rules.text import Text

Severity = Literal["minor", "major", "critical"]


@dataclass(frozen=True, slots=True)
class ClaimAgainstFact:
    """The claim is `level` or higher, but the condition is known to be false."""

    indicator_code: str
    level: Number
    condition: Condition


@dataclass(frozen=True, slots=True)
class ClaimAgainstDerived:
    """The claim is higher than the level derived from facts, by `by` or more."""

    indicator_code: str
    by: Number


@dataclass(frozen=True, slots=True)
class RelatedClaims:
    """The claim is `level` or higher, but the other indicator is below `other_level`."""

    indicator_code: str
    level: Number
    other_code: str
    other_level: Number


@dataclass(frozen=True, slots=True)
class AgainstLastYear:
    """The claim differs from last year's by at least `by`."""

    indicator_code: str
    by: Number


@dataclass(frozen=True, slots=True)
class AgainstOtherSource:
    """Two facts of an agency differ by more than `tolerance`, a fraction of the larger value."""

    fact: FactKind
    against: FactKind
    tolerance: Number


Check = (
    ClaimAgainstFact | ClaimAgainstDerived | RelatedClaims | AgainstLastYear | AgainstOtherSource
)


@dataclass(frozen=True, slots=True)
class ContradictionRule:
    """A check, how grave its finding is, and the sentence with placeholders that tells of it."""

    code: str
    severity: Severity
    text: Text
    check: Check
    needs: frozenset[Need] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", frozenset(_needs(self.check)))

    @property
    def indicator_codes(self) -> tuple[str, ...]:
        """Return the codes of the indicators whose claims it looks at; the first is its subject."""
        check = self.check
        if isinstance(check, AgainstOtherSource):
            return ()
        other = (check.other_code,) if isinstance(check, RelatedClaims) else ()
        return (check.indicator_code, *other)


def _needs(check: Check) -> Iterator[Need]:
    if isinstance(check, AgainstOtherSource):
        yield Need(check.fact, "subtree")
        yield Need(check.against, "subtree")
    elif isinstance(check, ClaimAgainstFact):
        yield from needs_of(check.condition)
