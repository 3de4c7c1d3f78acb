"""Show a whole score: every track with its nodes and indicators."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.database import Session
from rules.compiled import CompiledEdition
from rules.edition import NOT_APPLICABLE, Answer, Edition, Node, NotApplicable, Scale, answer_text
from rules.exact import announce, text_of
from rules.text import Text
from scoring.recompute.domain.track_score import TrackScore, track_scores, with_previous
from scoring.scores.domain import Confidence, confidence_of
from scoring.scores.store import changes
from scoring.scores.store.heads import ScoreHead
from scoring.scores.usecases.find import read_state
from scoring.state.domain.assessment import Assessment, Source
from scoring.state.domain.choice import Footing, footing_of, standard_of
from scoring.state.domain.decision import IndicatorRisk
from scoring.state.domain.track import TrackCode
from scoring.state.store.memory import Memory

_NOT_APPLICABLE = Text("Tidak berlaku", "Not applicable")


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node above the indicators with its value."""

    code: str
    kind: str
    name: Text
    parent_code: str | None
    weight: str
    exact: str | None
    announced: str | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator or criterion with the level a track counts, and where that comes from."""

    code: str
    kind: str
    name: Text
    parent_code: str | None
    weight: str
    level: str | None
    announced: str | None
    level_name: Text | None
    source: Source
    stage: str | None
    rule_code: str | None
    covered: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    at_risk: IndicatorRisk | None


@dataclass(frozen=True, slots=True)
class TrackView:
    """One track, whole."""

    score: TrackScore
    nodes: tuple[NodeView, ...]
    indicators: tuple[IndicatorView, ...]
    confidence: Confidence
    footing: Footing


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score, whole. Without its edition there are no tracks."""

    assessment_id: UUID
    head: ScoreHead
    edition: Edition | None
    tracks: tuple[TrackView, ...]


async def show_score(
    session: Session, head: ScoreHead, memory: Memory, *, at: datetime
) -> ScoreView:
    """Return the whole score of an assessment, judged as of a moment."""
    assessment = await read_state(session, head, memory)
    assessment_id = head.opening.assessment_id
    if assessment is None:
        return ScoreView(assessment_id, head, None, ())
    compiled = assessment.compiled
    change = (await changes.newest(session, [head])).get(assessment_id)
    previous = {} if change is None else change.exact_before()
    standard = standard_of(assessment, head.opening, at)
    scores = track_scores(compiled, assessment.tracks(), standard=standard)
    risks = {each.indicator_code: each for each in head.at_risk}
    tracks = tuple(
        TrackView(
            score,
            tuple(_nodes(compiled, score)),
            tuple(
                _indicator(assessment, place, score.track, risks)
                for place in range(len(compiled.empty))
            ),
            confidence_of(assessment, score.track, at_risk=risks),
            footing_of(assessment, compiled.edition.root, score.track, standard),
        )
        for score in with_previous(scores, previous)
    )
    return ScoreView(assessment_id, head, compiled.edition, tracks)


def level_name(scale: Scale, level: Answer | None) -> Text | None:
    """Return what people call an answer."""
    if isinstance(level, NotApplicable):
        return _NOT_APPLICABLE
    step = scale.named(level)
    return step.name if step is not None else None


def _nodes(compiled: CompiledEdition, score: TrackScore) -> Iterator[NodeView]:
    for node, value in zip(compiled.edition.inner, score.nodes, strict=True):
        yield NodeView(
            node.code,
            node.kind,
            node.name,
            node.parent_code,
            text_of(node.weight),
            value.exact,
            value.announced,
        )


def _indicator(
    assessment: Assessment, place: int, track: TrackCode, risks: Mapping[str, IndicatorRisk]
) -> IndicatorView:
    edition = assessment.compiled.edition
    node: Node = edition.answered[place]
    levels = assessment.levels[track]
    level, source = assessment.level(place, track), assessment.source(place, track)
    number = None if level is NOT_APPLICABLE else level
    stage = assessment.decided(place, track)
    derived = assessment.derived.get(place) if source == "derivation" else None
    decimals = edition.announced_decimals
    return IndicatorView(
        node.code,
        node.kind,
        node.name,
        node.parent_code,
        text_of(node.weight),
        None if level is None else answer_text(level),
        None if number is None else announce(number.numerator, number.denominator, decimals),
        level_name(edition.scale_of(node), level),
        source,
        None if stage is None else assessment.stages.codes[stage],
        derived.rule_code if derived else None,
        bool(levels.covered[place]),
        derived.oldest_fact_at if derived else None,
        derived.stale_since if derived else None,
        risks.get(node.code),
    )
