"""How far a track can be trusted: the shares of its weight by who or what stands behind them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal, get_args

from scoring.recompute.domain.track_score import TrackScore
from scoring.state.domain.assessment import Assessment
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
    shares: dict[Grounds, Fraction] = dict.fromkeys(GROUNDS, Fraction(0))
    for grounds, share in _parts(assessment, track):
        shares[grounds] += share
    return Confidence(**shares)


def at_moment(track: TrackScore, opening: Opening, at: datetime) -> TrackScore:
    """Return a kept track as it is judged at a moment: not before its period begins."""
    if opening.period_state(at) != "not_begun":
        return track
    return replace(track, predicate=None, maturity_level=None, not_judged="not_begun")


def _parts(assessment: Assessment, track: TrackCode) -> Iterator[tuple[Grounds, Fraction]]:
    compiled = assessment.compiled
    for place in range(len(compiled.edition.indicators)):
        share = Fraction(compiled.weights[place], compiled.total_weight)
        if assessment.source(place, track) != "criteria":
            yield _grounds(assessment, place, track), share
            continue
        criteria = compiled.criteria_of[place]
        whole = sum(compiled.weights[at] for at in criteria)
        for at in criteria:
            yield _grounds(assessment, at, track), share * compiled.weights[at] / whole


def _grounds(assessment: Assessment, place: int, track: TrackCode) -> Grounds:
    stage = assessment.decided(place, track)
    if stage is not None:
        return "claimed" if stage == SELF_STAGE else "reviewed"
    if assessment.source(place, track) != "derivation":
        return "nothing"
    return "sources" if assessment.derived[place].covered else "stale"
