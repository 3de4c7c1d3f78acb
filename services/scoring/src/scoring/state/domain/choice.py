"""What is judged, and which assessment counts where an agency has several of one instrument.

Two editions may run side by side in a year, so one rule says which of them targets and the year
after look at:

1. One does not count if nobody has answered and no fact is or was known, if less of its weight has
   a level than its floor asks, or if its period has not begun. (A dead source does not cause this:
   its last known values still count, although the coverage may be 0.)
2. A year is decided by the period that ends last, the longest of those.
3. Of one period, an assessment on a verified edition goes before one on an unverified edition; then
   the one that was opened first; then the smaller id.

What a later assessment is held against has its own edition before all others, then rule 3. Rule 1
is `scoring.state.store.score.IS_JUDGED`: who asks here has left out what counts for nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from rules.edition import Edition, Node
from rules.floor import Floor, Judging, LevelShares, NotJudged, floor_of
from rules.period import parse_period
from rules.text import Text
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import TrackCode

Editions = Mapping[str, Edition]


@dataclass(frozen=True, slots=True)
class Standard:
    """The floors by track, and the code of the period if it has not begun."""

    floors: Mapping[str, Floor] = field(default_factory=dict)
    not_begun: str | None = None

    def of(self, track: TrackCode) -> Judging:
        """Return by what a track is judged."""
        return Judging(floor_of(self.floors, track), self.not_begun)


def standard_of(assessment: Assessment, opening: Opening, at: datetime) -> Standard:
    """Return by what an assessment is judged at a moment."""
    is_early = opening.period_state(at) == "not_begun"
    return Standard(assessment.floors, opening.period if is_early else None)


@dataclass(frozen=True, slots=True)
class Footing:
    """What a node's value rests on: the exact share of its weight that has a level.

    `missing`: the codes of the indicators and criteria that nobody gave one; `inapplicable`: of
    those that are `n/a` and count nothing, `left_out` their exact share. `not_judged`: why the
    value is not judged; None: it is.
    """

    judging: Judging
    share: Fraction
    missing: tuple[str, ...]
    inapplicable: tuple[str, ...]
    left_out: Fraction
    not_judged: NotJudged | None

    @property
    def note(self) -> Text | None:
        """Return why the value is not judged, with what has no level."""
        if self.not_judged is None:
            return None
        levels = LevelShares(self.share, self.missing, self.inapplicable, self.left_out)
        return self.judging.text(self.not_judged, levels)


def footing_of(assessment: Assessment, node: Node, track: TrackCode, standard: Standard) -> Footing:
    """Return what a node's value on a track rests on.

    A node above the indicators needs the floor of its own weight; what is answered has no floor.
    """
    compiled = assessment.compiled
    edition, weights = compiled.edition, compiled.weights
    places = [edition.position[each.code] for each in answered_below(edition, node)]
    judging = Judging(0, standard.not_begun) if node.is_answered else standard.of(track)
    without = assessment.without_level(track, places)
    total = sum(weights[place] for place in places)
    left_out = sum(weights[place] for place in without.inapplicable)
    found = total - left_out - sum(weights[place] for place in without.missing)
    missing, inapplicable = (
        tuple(edition.answered[place].code for place in places) for places in without
    )
    return Footing(
        judging,
        Fraction(found, total),
        missing,
        inapplicable,
        Fraction(left_out, total),
        judging.against(found, total),
    )


def answered_below(edition: Edition, node: Node) -> Sequence[Node]:
    """Return what is answered itself, or else all indicators below a node."""
    if node.is_answered:
        return [node]
    children = edition.children[node.code]
    return [each for child in children for each in answered_below(edition, child)]


def deciding(openings: Iterable[Opening], editions: Editions) -> Opening | None:
    """Return whose score decides about a year, of those of one agency and instrument."""
    return min(
        openings,
        key=lambda each: (_ending(each), _of_one_period(each, editions)),
        default=None,
    )


def year_before(opening: Opening, found: Iterable[Opening], editions: Editions) -> Opening | None:
    """Return which of these an assessment of the same agency is held against a year later.

    Only those on editions of its own instrument are looked at.
    """
    edition = editions.get(opening.edition_code)
    instrument = None if edition is None else edition.instrument_code
    comparable = [
        each
        for each in found
        if each.edition_code in editions
        and editions[each.edition_code].instrument_code == instrument
    ]
    return min(
        comparable,
        key=lambda each: (
            each.edition_code != opening.edition_code,
            _of_one_period(each, editions),
        ),
        default=None,
    )


def _ending(opening: Opening) -> tuple[int, date]:
    """Return what is least for the period that ends last, the longest of those."""
    period = parse_period(opening.period)
    return -period.last_day.toordinal(), period.first_day


def _of_one_period(opening: Opening, editions: Editions) -> tuple[bool, datetime, UUID]:
    edition = editions[opening.edition_code]
    return edition.certainty != "verified", opening.opened_at, opening.assessment_id
