"""What was judged of an agency and year: what is found, and what nobody can tell now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from integration.reconciliation.domain.finding import (
    Disagreement,
    FindingKey,
    Kind,
    MatchedBy,
    Side,
    Undecided,
)
from integration.sources.domain.reason import Reason
from rules.exact import text_of


@dataclass(slots=True)
class Judged:
    """Collects the judgements of one agency and year."""

    agency_code: str
    year: int
    found: list[Disagreement] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)

    def say(
        self,
        kind: Kind,
        subject: str,
        cause: str,
        sides: Sequence[Side],
        *,
        matched_by: MatchedBy = "code",
        amount: Fraction | None = None,
        difference: Fraction | None = None,
        other: str | None = None,
    ) -> None:
        """Add a finding."""
        self.found.append(
            Disagreement(
                key=FindingKey(self.agency_code, self.year, kind, subject),
                cause=cause,
                sides=tuple(sides),
                matched_by=matched_by,
                amount=None if amount is None else text_of(amount),
                difference=None if difference is None else text_of(difference),
                other_agency_code=other,
            )
        )

    def leave(
        self,
        kinds: Iterable[Kind],
        subjects: Iterable[str | None],
        reason: Reason,
        *,
        but: frozenset[str] = frozenset(),
    ) -> None:
        """Say that nobody can tell now whether there are findings of these kinds.

        With None as a subject: of whatever subject, but of those that were judged.
        """
        of = frozenset(kinds)
        self.undecided += [Undecided(of, subject, reason, but) for subject in subjects]
