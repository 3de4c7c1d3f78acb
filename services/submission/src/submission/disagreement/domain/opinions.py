"""How an assessor's levels lie to those of others: never to their own, and never from a few.

Only what a person decided at a closed stage after the first counts: what a stage inherits is
nobody's opinion. A level is held against what counted at the stage before, against the other
assessors' levels of the same indicator, and against the final one that somebody else decided later.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from rules.edition import Scale
from submission.disagreement.domain.figures import Differences, Tally
from submission.disagreement.domain.levels import (
    Decided,
    Line,
    Outline,
    Part,
    lines_of,
    number_of,
)

Basis = Literal["stage_before", "other_assessors", "final"]

# Nobody is judged from fewer pairs: a handful of hard agencies would look like a habit.
MINIMUM_PAIRS: Final = 20


class BasisDifferences(NamedTuple):
    """An assessor's levels on a scale less those that they are held against."""

    basis: Basis
    is_judged: bool
    differences: Differences


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessorBias:
    """How the levels of a person lie to those of others."""

    subject: str
    decision_count: int
    agency_count: int
    stages: Sequence[str]
    bases: Sequence[BasisDifferences]


@dataclass(slots=True)
class _Record:
    """What is counted of a person."""

    stages: Counter[str] = field(default_factory=Counter)
    agencies: set[str] = field(default_factory=set)
    tallies: dict[tuple[str, Basis], Tally] = field(default_factory=dict)

    def add(self, basis: Basis, scale: Scale, own: Decided, other: Decided | None) -> None:
        """Count a pair, if both are numbers and of two people."""
        if other is None or own.decided_by == other.decided_by:
            return
        level, against = number_of(own), number_of(other)
        if level is None or against is None:
            return
        tally = self.tallies.get((scale.code, basis))
        if tally is None:
            tally = self.tallies[scale.code, basis] = Tally(scale)
        tally.decided[level, against] += 1


def assessors_of(parts: Iterable[Part], outline: Outline) -> Sequence[AssessorBias]:
    """Return how the levels of each assessor lie to those of others, by their subjects."""
    records: dict[str, _Record] = {}
    for part in parts:
        for code, line in lines_of(part, outline).items():
            _add_line(records, part, outline, outline.scales[code], line)
    return [_bias(subject, records[subject], outline) for subject in sorted(records)]


def _add_line(
    records: dict[str, _Record], part: Part, outline: Outline, scale: Scale, line: Line
) -> None:
    opinions, last = _opinions(part, line)
    is_final = outline.stages[-1] in part.closed
    for own, before in opinions:
        record = records.get(own.decided_by)
        if record is None:
            record = records[own.decided_by] = _Record()
        record.stages[own.stage] += 1
        record.agencies.add(part.agency_code)
        record.add("stage_before", scale, own, before)
        for other, _ in opinions:
            record.add("other_assessors", scale, own, other)
        if is_final:
            record.add("final", scale, own, last)


def _opinions(
    part: Part, line: Line
) -> tuple[Sequence[tuple[Decided, Decided | None]], Decided | None]:
    """Return what the closed stages after the first decided, each with what counted before.

    And the last decision of all, which counts at the end.
    """
    found: list[tuple[Decided, Decided | None]] = []
    before: Decided | None = None
    for place, decided in enumerate(line):
        if decided is None:
            continue
        if place and decided.stage in part.closed:
            found.append((decided, before))
        before = decided
    return found, before


def _bias(subject: str, record: _Record, outline: Outline) -> AssessorBias:
    return AssessorBias(
        subject=subject,
        decision_count=record.stages.total(),
        agency_count=len(record.agencies),
        stages=[stage for stage in outline.stages if stage in record.stages],
        bases=[*_bases(record.tallies)],
    )


def _bases(tallies: Mapping[tuple[str, Basis], Tally]) -> Iterator[BasisDifferences]:
    for (_, basis), tally in sorted(tallies.items()):
        is_judged = tally.decided.total() >= MINIMUM_PAIRS
        found = tally.differences() if is_judged else tally.withheld("too_few_pairs")
        yield BasisDifferences(basis, is_judged, found)
