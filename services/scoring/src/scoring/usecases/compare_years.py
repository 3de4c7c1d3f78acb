"""Hold a score against that of the same agency and instrument a year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kit.database import Session
from rules.edition import Text
from rules.exact import Number, simplest
from scoring.domain.assessment import Assessment, Opening
from scoring.domain.target import value_of
from scoring.domain.track import TrackCode
from scoring.store import years
from scoring.store.memory import Memory
from scoring.store.shown import ShownScore
from scoring.usecases.load_assessments import load_editions, read_assessments


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node, indicator or criterion then and now; None: it has no value."""

    code: str
    kind: str
    name: Text
    before: Number | None
    now: Number | None

    @property
    def difference(self) -> Number | None:
        """Return how much it is above; None where there is nothing to compare."""
        if self.before is None or self.now is None:
            return None
        return simplest(self.now - self.before)

    @property
    def does_not_improve(self) -> bool:
        """Say whether it is the same or less; what cannot be compared is neither."""
        difference = self.difference
        return difference is not None and difference <= 0


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """A score beside that of the year before. Over a break of the series nothing is compared."""

    head: ShownScore
    track: TrackCode
    previous: Opening | None
    changes: Sequence[NodeChange]

    @property
    def is_broken(self) -> bool:
        """Say whether the years were measured by different editions."""
        before = self.previous
        return before is not None and before.edition_code != self.head.opening.edition_code


async def compare_years(
    session: Session, head: ShownScore, track: TrackCode, memory: Memory
) -> YearOnYear:
    """Return what changed since the year before, node by node, exactly."""
    opening = head.opening
    previous = await _previous(session, opening, memory)
    if previous is None or previous.edition_code != opening.edition_code:
        return YearOnYear(head, track, previous, ())
    read = await read_assessments(session, [opening, previous], memory)
    states = {each.assessment_id: state for state, each in read}
    if len(states) < len((opening, previous)):
        return YearOnYear(head, track, previous, ())  # the edition is not known yet
    now, before = states[opening.assessment_id], states[previous.assessment_id]
    return YearOnYear(head, track, previous, tuple(_changes(before, now, track)))


def _changes(before: Assessment, now: Assessment, track: TrackCode) -> Iterator[NodeChange]:
    for node in now.compiled.edition.nodes:
        values = value_of(before, node.code, track), value_of(now, node.code, track)
        yield NodeChange(node.code, node.kind, node.name, *values)


async def _previous(session: Session, opening: Opening, memory: Memory) -> Opening | None:
    """Return the one on the same edition, or else the newest on another of the instrument."""
    found = await years.before(session, opening)
    same = [each for each in found if each.edition_code == opening.edition_code]
    if same:
        return same[0]
    await load_editions(session, {each.edition_code for each in (opening, *found)}, memory)
    instrument = _instrument(opening, memory)
    others = (each for each in found if instrument and _instrument(each, memory) == instrument)
    return next(others, None)


def _instrument(opening: Opening, memory: Memory) -> str | None:
    compiled = memory.editions.get(opening.edition_code)
    return None if compiled is None else compiled.edition.instrument_code
