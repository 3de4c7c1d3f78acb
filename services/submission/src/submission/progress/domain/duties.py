"""Which units are responsible for an indicator of a part, and what a unit sees of a part."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rules.tree import upwards
from submission.assignments.domain import Assignment
from submission.progress.domain.part import Outline, Part


@dataclass(frozen=True, slots=True)
class Duties:
    """The assignments that make units responsible; `above`: each indicator with all above it."""

    assigned: Sequence[Assignment]
    above: Mapping[str, Collection[str]]

    def units_of(self, code: str, part: Part) -> set[str | None]:
        """Return the units responsible for an indicator that the part's reader sees."""
        found = {
            each.unit_code
            for each in self.assigned
            if each.agency_code in (None, part.agency_code) and each.node_code in self.above[code]
        }
        return found if part.units is None else found.intersection(part.units)

    def seen_of(self, part: Part) -> Collection[str]:
        """Return the indicators that the part's reader sees, in their order."""
        if part.units is None:
            return self.above.keys()
        return [code for code in self.above if self.units_of(code, part)]


def duties_of(outline: Outline, assigned: Collection[Assignment]) -> Duties:
    """Return who is responsible for what in a campaign."""
    return Duties(
        [each for each in assigned if each.duty == "responsible"],
        {code: {*upwards(code, outline.parents.get)} for code in outline.indicators},
    )
