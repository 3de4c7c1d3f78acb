"""Targets: what a node is to reach in a year, and whether a score does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal, NamedTuple
from uuid import UUID

from rules.edition import Answer, Edition, Node, counted, in_points
from rules.exact import Number, simplest, text_of
from rules.floor import NotJudged, not_yet
from rules.lives import AgencyState
from rules.text import Text
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.choice import Standard, answered_below, footing_of, standard_of
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


class TargetFilter(NamedTuple):
    """Which targets are listed; None: all. `agency_state`: what is so of their agencies."""

    agency_code: str | None = None
    year: int | None = None
    state: TargetState | None = None
    agency_state: AgencyState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target with its state, since when, and the value of the score that decides.

    Without a value it was withdrawn. `changes` counts how often it turned met or missed.
    `carried_from`: the year whose target goes on in it; None: somebody set it.
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
    carried_from: int | None = None

    @property
    def key(self) -> TargetKey:
        """Return what the target is of."""
        return TargetKey(self.agency_code, self.instrument_code, self.year, self.node_code)


class Judgement(NamedTuple):
    """Whether a value is reached, and the exact value that decides; None: there is none."""

    state: TargetState
    exact: Number | None


NOTHING_KNOWN: Final = Judgement("unknown", None)


class Doubt(NamedTuple):
    """Why a target is neither met nor missed, and the codes of what has no level or is `n/a`.

    `not_judged`: that of the score, or of the node, that would decide.
    """

    note: Text
    missing: tuple[str, ...] = ()
    not_judged: NotJudged | None = None
    inapplicable: tuple[str, ...] = ()


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


def doubt_of(assessment: Assessment, opening: Opening, node_code: str, at: datetime) -> Doubt:
    """Return why an assessment leaves a target of a node open at a moment."""
    edition = assessment.compiled.edition
    standard = standard_of(assessment, opening, at)
    nodes = [node for node in edition.nodes if node.code in (edition.root.code, node_code)]
    for node in nodes:
        footing = footing_of(assessment, node, JUDGED_TRACK, standard)
        if footing.note is not None:
            return Doubt(footing.note, footing.missing, footing.not_judged, footing.inapplicable)
    if not has_node(edition, node_code):
        return Doubt(
            not_yet(
                Text(
                    f"edisi {edition.code} yang dinilai tidak memuat {node_code}",
                    f"the edition {edition.code} that is scored has no {node_code}",
                )
            )
        )
    missing = _open_below(assessment, node_code)
    if missing:
        why = Text("masih ada yang belum mempunyai tingkat", "some have no level yet")
    elif judge(assessment, node_code, 0) == NOTHING_KNOWN:
        why = Text("tidak ada yang berlaku bagi instansi ini", "nothing of it concerns the agency")
    else:
        why = Text("nilainya sedang dihitung ulang", "its score is being computed again")
    return Doubt(not_yet(why, missing), missing)


def no_assessment(key: TargetKey) -> Doubt:
    """Return why a target is open of a year in which the agency has no assessment."""
    instrument, year = key.instrument_code, key.year
    why = Text(
        f"instansi ini belum mempunyai penilaian {instrument} untuk tahun {year}",
        f"the agency has no assessment of {instrument} in the year {year} yet",
    )
    return Doubt(not_yet(why))


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


def carried(target: Target, at: datetime) -> Target:
    """Return the target with which the year after goes on; nothing is known of it yet."""
    return replace(
        target,
        year=target.year + 1,
        revision=1,
        state="unknown",
        since=at,
        changes=0,
        assessment_id=None,
        exact=None,
        carried_from=target.year,
    )


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


def _open_below(assessment: Assessment, node_code: str) -> tuple[str, ...]:
    """Return the indicators of a target that have neither a value nor `n/a`."""
    edition = assessment.compiled.edition
    wanted: set[str] = set()
    for node in edition.nodes:
        if node.code == node_code or (node_code == EVERY_INDICATOR and _is_indicator(node)):
            wanted.update(each.code for each in answered_below(edition, node))
    return tuple(
        node.code
        for place, node in enumerate(edition.answered)
        if node.code in wanted
        and counted(node, level := assessment.level(place, JUDGED_TRACK)) is None
        and level is None
    )


def _is_indicator(node: Node) -> bool:
    return node.kind == "indicator"


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
