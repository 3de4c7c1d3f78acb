"""Facts as the rules of one assessment see them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from rules.condition import Subject
from rules.contradiction import ContradictionRule
from rules.derivation import Rule
from rules.fact import UNSEEN, FactKey, Reading
from rules.quarter import periods_read
from scoring.state.domain.agency import AgencyTree
from scoring.state.domain.opening import Opening


@dataclass(frozen=True, slots=True)
class FactView:
    """The facts as the rules of one assessment see them."""

    readings: Mapping[FactKey, Reading]
    tree: AgencyTree
    subject: Subject

    def read(self, key: FactKey) -> Reading:
        """Return what is known of a fact."""
        return self.readings.get(key, UNSEEN)

    def holder(self, code: str, period: str) -> str | None:
        """Return whose facts of a period count for an agency; None: of several."""
        return self.tree.holder(code, period)

    def is_due(self, code: str, period: str) -> bool:
        """Say whether the agency was there from the first day of a period on."""
        return self.tree.is_due(code, period)

    def subtree(self, kind: str | None) -> Iterable[str]:
        """Return the assessed agency and all below it that are valid in the period."""
        return self.tree.subtree(self.subject.agency_code, kind, self.subject.period)


def keys_read(
    rule: Rule | ContradictionRule, subject: Subject, tree: AgencyTree
) -> Iterator[FactKey]:
    """Yield the facts that a rule reads."""
    for need in rule.needs:
        codes: Iterable[str] = (subject.agency_code,)
        if need.scope == "subtree":
            codes = tree.subtree(subject.agency_code, None, subject.period)
        for period, code in product(
            periods_read(need.fact, subject.period, need.year_offset), codes
        ):
            holder = tree.holder(code, period)
            if holder is not None:
                yield FactKey(holder, need.fact.name, period)


def subject_of(opening: Opening) -> Subject:
    """Return who is assessed, and for when."""
    return Subject(opening.agency_code, opening.period)
