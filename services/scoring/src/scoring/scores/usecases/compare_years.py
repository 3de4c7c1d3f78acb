"""Hold a score against that of the same agency and instrument a year before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from kit.database import Session
from rules.edition import Edition, Node
from rules.exact import Number, announce, simplest
from rules.lives import Life, note_of
from rules.period import parse_period
from rules.succession import Takeover, codes_of, parting
from rules.text import Text
from scoring.scores.store import years
from scoring.scores.store.heads import ScoreHead
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import Footing, footing_of, standard_of, year_before
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import TrackCode
from scoring.state.store import agency
from scoring.state.store.memory import Memory
from scoring.state.usecases.load import known_editions, read_assessments
from scoring.targets.domain import value_of


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node, indicator or criterion then and now; None: it has no value.

    Values of which one is not judged are shown and not compared.
    """

    code: str
    kind: str
    name: Text
    before: Number | None
    now: Number | None
    decimals: int
    is_comparable: bool = True

    @property
    def difference(self) -> Number | None:
        """Return how much it is above; None where there is nothing to compare."""
        if not self.is_comparable or self.before is None or self.now is None:
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

    `editions`: those of both years by code, as far as they are known. `not_judged`: the periods of
    which the track is not judged, and why; with one of them nothing is compared either. `at`: when
    it was asked. `merged`: the several agencies that this one began from. `takeovers`: agencies
    that were taken in between the years, with `names`; then nothing is compared either. `lives`: of
    the agencies of both years; one that ended before its year did is compared with nothing.
    """

    head: ScoreHead
    track: TrackCode
    previous: Opening | None
    editions: Mapping[str, Edition]
    at: datetime
    not_judged: Sequence[tuple[str, Text]] = ()
    changes: Sequence[NodeChange] = ()
    merged: Sequence[str] = ()
    takeovers: Sequence[Takeover] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    lives: Mapping[str, Life] = field(default_factory=dict)

    @property
    def has_other_edition(self) -> bool:
        """Say whether the years were measured by different editions."""
        before = self.previous
        return before is not None and before.edition_code != self.head.opening.edition_code

    @property
    def is_broken(self) -> bool:
        """Say whether the series breaks between the years."""
        return self.has_other_edition or bool(self.takeovers)


async def compare_years(
    session: Session, head: ScoreHead, track: TrackCode, memory: Memory, *, at: datetime
) -> YearOnYear:
    """Return what changed since the year before, node by node, exactly."""
    opening = head.opening
    lineage = await agency.lineage(session, opening.agency_code)
    found = await years.before(session, opening, lineage.codes)
    codes = {year.edition_code for year in (opening, *found)}
    editions = await known_editions(session, codes, memory)
    previous = year_before(opening, found, editions)
    years_of = [opening, *([] if previous is None else [previous])]
    lives = await agency.lives(session, {each.agency_code for each in years_of})
    told = YearOnYear(head, track, previous, editions, at, merged=lineage.merged, lives=lives)
    if previous is None or told.has_other_edition:
        return told
    periods = parse_period(previous.period), parse_period(opening.period)
    if taken := parting(lineage.takeovers, *periods):
        names = await agency.names(session, codes_of(taken))
        return replace(told, takeovers=taken, names=names)
    if track not in previous.stages.tracks:
        return told
    read = await read_assessments(session, [opening, previous], memory)
    states = {read_opening.assessment_id: state for state, read_opening in read}
    before, now = (_Side(states[year.assessment_id], year, at) for year in (previous, opening))
    not_judged = [
        (side.opening.period, note)
        for side in (before, now)
        if (note := side.why_not(track, lives)) is not None
    ]
    changes = tuple(_changes(before, now, track, is_comparable=not not_judged))
    return replace(told, not_judged=not_judged, changes=changes)


class _Side(NamedTuple):
    """One of the two years."""

    assessment: Assessment
    opening: Opening
    at: datetime

    def why_not(self, track: TrackCode, lives: Mapping[str, Life]) -> Text | None:
        """Return why the year is compared with no other; None: it is."""
        life, period = lives.get(self.opening.agency_code), parse_period(self.opening.period)
        if life is not None and life.is_cut_short(period):
            return note_of(life, self.at.date(), period)
        return self.footing(track).note

    def footing(self, track: TrackCode, node: Node | None = None) -> Footing:
        """Return what a node's value rests on; the index if none is named."""
        standard = standard_of(self.assessment, self.opening, self.at)
        root = self.assessment.compiled.edition.root
        return footing_of(self.assessment, node or root, track, standard)


def _changes(
    before: _Side, now: _Side, track: TrackCode, *, is_comparable: bool
) -> Iterator[NodeChange]:
    edition = now.assessment.compiled.edition
    for node in edition.nodes:
        then, later = (value_of(side.assessment, node.code, track) for side in (before, now))
        comparable = is_comparable and all(
            side.footing(track, node).not_judged is None for side in (before, now)
        )
        yield NodeChange(
            node.code, node.kind, node.name, then, later, edition.announced_decimals, comparable
        )
