"""Hold a score against that of the same agency and instrument a year before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kit.database import Session
from rules.edition import Edition
from rules.exact import Number, announce, simplest
from rules.text import Text
from scoring.scores.store import years
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import year_before
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import TrackCode
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import known_editions, read_assessments
from scoring.targets.domain import value_of


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node, indicator or criterion then and now; None: it has no value."""

    code: str
    kind: str
    name: Text
    before: Number | None
    now: Number | None
    decimals: int

    @property
    def difference(self) -> Number | None:
        """Return how much it is above; None where there is nothing to compare."""
        if self.before is None or self.now is None:
            return None
        return simplest(self.now - self.before)

    def announced(self, value: Number | None) -> str | None:
        """Return a number as it is announced, rounded half up."""
        if value is None:
            return None
        return announce(value.numerator, value.denominator, self.decimals)

    @property
    def does_not_improve(self) -> bool:
        """Say whether it is the same or less; what cannot be compared is neither."""
        difference = self.difference
        return difference is not None and difference <= 0


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """A score beside that of the year before. Over a break of the series nothing is compared.

    `editions`: those of both years by code, as far as they are known.
    """

    head: ScoreHead
    track: TrackCode
    previous: Opening | None
    editions: Mapping[str, Edition]
    changes: Sequence[NodeChange] = ()

    @property
    def is_broken(self) -> bool:
        """Say whether the years were measured by different editions."""
        before = self.previous
        return before is not None and before.edition_code != self.head.opening.edition_code


async def compare_years(
    session: Session, head: ScoreHead, track: TrackCode, memory: Memory
) -> YearOnYear:
    """Return what changed since the year before, node by node, exactly."""
    opening = head.opening
    found = await years.before(session, opening)
    codes = {each.edition_code for each in (opening, *found)}
    editions = await known_editions(session, codes, memory)
    previous = year_before(opening, found, editions)
    if previous is None or previous.edition_code != opening.edition_code:
        return YearOnYear(head, track, previous, editions)
    read = await read_assessments(session, [opening, previous], memory)
    states = {each.assessment_id: state for state, each in read}
    now, before = states[opening.assessment_id], states[previous.assessment_id]
    return YearOnYear(head, track, previous, editions, tuple(_changes(before, now, track)))


def _changes(before: Assessment, now: Assessment, track: TrackCode) -> Iterator[NodeChange]:
    edition = now.compiled.edition
    for node in edition.nodes:
        values = value_of(before, node.code, track), value_of(now, node.code, track)
        yield NodeChange(node.code, node.kind, node.name, *values, edition.announced_decimals)
