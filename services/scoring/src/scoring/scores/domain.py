"""How far a track can be trusted: the shares of its weight by who or what stands behind them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal, get_args

from rules.exact import Number
from rules.lives import AgencyState
from scoring.recompute.domain.track_score import TrackScore
from scoring.state.domain.assessment import Assessment, Source
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import SELF_STAGE, TrackCode

Grounds = Literal["reviewed", "claimed", "sources", "stale", "at_risk", "nothing"]

GROUNDS: Final[tuple[Grounds, ...]] = get_args(Grounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFilter:
    """Which scores are listed. `improving`, `at_risk`: those of which it is, or is not, so.

    `agency_state`: those whose agency is in this state.
    """

    campaign_code: str | None = None
    agency_code: str | None = None
    improving: bool | None = None
    at_risk: bool | None = None
    agency_state: AgencyState | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """Exact shares of the weight; they add up to 1.

    `reviewed`: decided at a stage of others. `claimed`: decided by the agency itself. `sources`:
    derived from facts that can all be read now. `stale`: derived, but not all of what it rests on
    can be read now. `at_risk`: decided, but its evidence does not prove it any more. `nothing`: an
    empty answer, whatever it counts.
    """

    reviewed: Fraction
    claimed: Fraction
    sources: Fraction
    stale: Fraction
    at_risk: Fraction
    nothing: Fraction


def confidence_of(
    assessment: Assessment, track: TrackCode, *, at_risk: Iterable[str] = ()
) -> Confidence:
    """Return what stands behind a track; `at_risk`: the codes of what is at risk.

    An answer that the indicator does not concern the agency counts as any other. An indicator that
    follows its criteria has their grounds, by their weights. Evidence stands behind what people
    decided: at risk are their levels alone, of an indicator with the criteria below it.
    """
    compiled = assessment.compiled
    risky = {compiled.edition.position.get(code) for code in at_risk}
    # Whole weights are added up, and divided once: a list asks this of hundreds of tracks.
    whole: dict[Grounds, int] = dict.fromkeys(GROUNDS, 0)
    parts: dict[Grounds, Number] = dict.fromkeys(GROUNDS, 0)
    for place in range(len(compiled.edition.indicators)):
        weight = compiled.weights[place]
        source = assessment.source(place, track)
        if source != "criteria":
            is_risky = place in risky
            whole[_grounds(assessment, place, track, source=source, is_risky=is_risky)] += weight
            continue
        criteria = compiled.criteria_of[place]
        below = sum(compiled.weights[at] for at in criteria)
        for at in criteria:
            is_risky, source = place in risky or at in risky, assessment.source(at, track)
            grounds = _grounds(assessment, at, track, source=source, is_risky=is_risky)
            parts[grounds] += Fraction(weight * compiled.weights[at], below)
    total = compiled.total_weight
    return Confidence(**{each: Fraction(whole[each] + parts[each]) / total for each in GROUNDS})


def at_moment(track: TrackScore, opening: Opening, at: datetime) -> TrackScore:
    """Return a kept track as it is judged at a moment: not before its period begins."""
    if opening.period_state(at) != "not_begun":
        return track
    return replace(track, predicate=None, maturity_level=None, not_judged="not_begun")


def _grounds(
    assessment: Assessment, place: int, track: TrackCode, *, source: Source, is_risky: bool
) -> Grounds:
    if source == "person":
        if is_risky:
            return "at_risk"
        is_own = assessment.decided(place, track) == SELF_STAGE
        return "claimed" if is_own else "reviewed"
    if source != "derivation":
        return "nothing"
    return "sources" if assessment.derived[place].covered else "stale"
