"""How far a track can be trusted: the shares of its weight by who or what stands behind them."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal, get_args

from rules.exact import Number
from scoring.recompute.domain.track_score import TrackScore
from scoring.state.domain.assessment import Assessment, Source
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import SELF_STAGE, TrackCode

Grounds = Literal["reviewed", "claimed", "sources", "stale", "nothing"]

GROUNDS: Final[tuple[Grounds, ...]] = get_args(Grounds)


@dataclass(frozen=True, slots=True)
class Confidence:
    """Exact shares of the weight; they add up to 1.

    `reviewed`: decided at a stage of others. `claimed`: decided by the agency itself. `sources`:
    derived from facts that can all be read now. `stale`: derived, but not all of what it rests on
    can be read now. `nothing`: an empty answer, whatever it counts.
    """

    reviewed: Fraction
    claimed: Fraction
    sources: Fraction
    stale: Fraction
    nothing: Fraction


def confidence_of(assessment: Assessment, track: TrackCode) -> Confidence:
    """Return what stands behind a track.

    An answer that the indicator does not concern the agency counts as any other. An indicator that
    follows its criteria has their grounds, by their weights.
    """
    compiled = assessment.compiled
    # Whole weights are added up, and divided once: a list asks this of hundreds of tracks.
    whole: dict[Grounds, int] = dict.fromkeys(GROUNDS, 0)
    parts: dict[Grounds, Number] = dict.fromkeys(GROUNDS, 0)
    for place in range(len(compiled.edition.indicators)):
        weight = compiled.weights[place]
        source = assessment.source(place, track)
        if source != "criteria":
            whole[_grounds(assessment, place, track, source=source)] += weight
            continue
        criteria = compiled.criteria_of[place]
        below = sum(compiled.weights[at] for at in criteria)
        for at in criteria:
            grounds = _grounds(assessment, at, track, source=assessment.source(at, track))
            parts[grounds] += Fraction(weight * compiled.weights[at], below)
    total = compiled.total_weight
    return Confidence(**{each: Fraction(whole[each] + parts[each]) / total for each in GROUNDS})


def at_moment(track: TrackScore, opening: Opening, at: datetime) -> TrackScore:
    """Return a kept track as it is judged at a moment: not before its period begins."""
    if opening.period_state(at) != "not_begun":
        return track
    return replace(track, predicate=None, maturity_level=None, not_judged="not_begun")


def _grounds(assessment: Assessment, place: int, track: TrackCode, *, source: Source) -> Grounds:
    if source == "person":
        is_own = assessment.decided(place, track) == SELF_STAGE
        return "claimed" if is_own else "reviewed"
    if source != "derivation":
        return "nothing"
    return "sources" if assessment.derived[place].covered else "stale"
