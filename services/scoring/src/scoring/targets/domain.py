"""Targets: what a node is to reach in a year, and whether a score does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal, NamedTuple
from uuid import UUID

from rules.edition import Answer, Edition, counted, in_points
from rules.exact import Number, simplest, text_of
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import Standard, answered_below, footing_of
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import TrackCode

TargetState = Literal["met", "missed", "unknown"]

EVERY_INDICATOR: Final = "*"
JUDGED_TRACK: Final[TrackCode] = "provisional"


class TargetKey(NamedTuple):
    """Which node of which agency's instrument is to reach something, and in which year."""

    agency_code: str
    instrument_code: str
    year: int
    node_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target with its state, since when, and the value of the score that decides.

    Without a value it was withdrawn. `changes` counts how often it turned met or missed.
    """

    agency_code: str
    instrument_code: str
    year: int
    node_code: str
    value: str | None
    revision: int
    set_by: str
    set_at: datetime
    state: TargetState
    since: datetime
    changes: int
    assessment_id: UUID | None = None
    exact: str | None = None

    @property
    def key(self) -> TargetKey:
        """Return what the target is of."""
        return TargetKey(self.agency_code, self.instrument_code, self.year, self.node_code)


class Judgement(NamedTuple):
    """Whether a value is reached, and the exact value that decides; None: there is none."""

    state: TargetState
    exact: Number | None


NOTHING_KNOWN: Final = Judgement("unknown", None)


class Judged(NamedTuple):
    """A judged target, the assessment that decided, and whether it turned met or missed."""

    target: Target
    opening: Opening | None
    is_turn: bool


def judge(assessment: Assessment, node_code: str, wanted: Number) -> Judgement:
    """Say whether a node has at least the wanted value; `*`: whether every indicator has.

    One indicator short of it decides; one without a level leaves open what the others do not. A
    node of which less than the floor has a level is neither met nor missed.
    """
    if node_code == EVERY_INDICATOR:
        found = [*_concerned(assessment)]
    else:
        found = [value_of(assessment, node_code)]
    known = [value for value in found if value is not None]
    if not known:
        return NOTHING_KNOWN
    least = min(known)
    if _is_thin(assessment, node_code):
        return Judgement("unknown", least)
    if least < wanted:
        return Judgement("missed", least)
    return Judgement("met" if len(known) == len(found) else "unknown", least)


def judged_by(
    target: Target, opening: Opening | None, judgement: Judgement, at: datetime
) -> Judged:
    """Return a target as it was judged; without an assessment that decides nothing is known."""
    if opening is None:
        judgement = NOTHING_KNOWN
    is_other = judgement.state != target.state
    is_turn = is_other and judgement.state != "unknown"
    changed = replace(
        target,
        state=judgement.state,
        since=at if is_other else target.since,
        changes=target.changes + is_turn,
        assessment_id=None if opening is None else opening.assessment_id,
        exact=None if judgement.exact is None else text_of(judgement.exact),
    )
    return Judged(changed, opening, is_turn)


def value_of(
    assessment: Assessment, node_code: str, track: TrackCode = JUDGED_TRACK
) -> Number | None:
    """Return the exact value of any node on a track; None: there is none, or no such node."""
    edition = assessment.compiled.edition
    place = edition.position.get(node_code)
    if place is not None:
        return counted(edition.answered[place], assessment.level(place, track))
    values = assessment.tracks()[assessment.standing(track)].values
    for at, node in enumerate(edition.inner):
        if node.code == node_code and values.denominators[at]:
            return simplest(Fraction(values.numerators[at], values.denominators[at]))
    return None


def can_reach(edition: Edition, node_code: str, wanted: Number) -> bool:
    """Say whether a value is on the scales at or below a node, so that it can be reached at all."""
    if node_code == EVERY_INDICATOR:
        scales = [edition.scale_of(node) for node in edition.indicators]
        highest = min(scale.maximum for scale in scales)
        return min(scale.minimum for scale in scales) <= wanted <= highest
    lowest, highest = ends(edition, node_code)
    return lowest <= wanted <= highest


def ends(edition: Edition, node_code: str) -> tuple[Number, Number]:
    """Return the least and the highest value that a node can have at all."""
    (node,) = [each for each in edition.nodes if each.code == node_code]
    scale_of = edition.scale_of
    found = [
        value
        for each in answered_below(edition, node)
        for value in (scale_of(each).minimum, scale_of(each).maximum, each.anchor)
        if value is not None
    ]
    lowest, highest = min(found), max(found)
    return in_points(node, lowest) or lowest, in_points(node, highest) or highest


def has_node(edition: Edition, node_code: str) -> bool:
    """Say whether an edition has a node that a target can be set for."""
    return node_code == EVERY_INDICATOR or any(node.code == node_code for node in edition.nodes)


def _is_thin(assessment: Assessment, node_code: str) -> bool:
    """Say whether too little stands behind a node; who asks has a period that has begun."""
    standard = Standard(assessment.floors)
    found = (node for node in assessment.compiled.edition.inner if node.code == node_code)
    return any(
        footing_of(assessment, node, JUDGED_TRACK, standard).not_judged is not None
        for node in found
    )


def _concerned(assessment: Assessment) -> Iterator[Number | None]:
    """Yield the value of each indicator that concerns the agency."""
    edition = assessment.compiled.edition
    for place, node in enumerate(edition.indicators):
        level: Answer | None = assessment.level(place, JUDGED_TRACK)
        value = counted(node, level)
        if value is not None or level is None:
            yield value
