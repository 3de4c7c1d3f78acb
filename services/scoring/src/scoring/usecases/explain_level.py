"""Explain any node: who or what decided it, on which facts, and what would raise it by one."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kit.database import Session
from rules.edition import NOT_APPLICABLE, Answer, Band, Text, answer_text
from rules.exact import Number, announce, text_of
from scoring.domain.assessment import Source
from scoring.domain.explanation import Explanation, explain
from scoring.domain.raising import (
    NextLevel,
    next_level,
    raises_by_children,
    raises_by_criteria,
    raises_by_people,
)
from scoring.domain.summary import (
    children_summary,
    criteria_summary,
    derived_summary,
    empty_summary,
    level_words,
    not_applicable_summary,
    person_summary,
)
from scoring.domain.trace import RuleTrace, facts_of
from scoring.domain.track import TrackCode
from scoring.domain.written_sum import WrittenSum, answers_on, written_sum
from scoring.events.facts import title_of
from scoring.store import shown
from scoring.usecases.find_score import FoundNode
from scoring.usecases.read_origin import PersonOrigin, read_person, read_trace


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What the indicator's rule gives, whether or not the track counts it."""

    rule_code: str
    derivation_set_version: int | None
    level: str | None
    covered: bool
    trace: RuleTrace | None
    explanation: Explanation | None


class NextBand(NamedTuple):
    """The next predicate of the index, and the exact number that it is away."""

    band: Band
    gap: Number


@dataclass(frozen=True, slots=True)
class ExplainedNode:
    """A node's value on a track with its reasons, in words.

    `level` is what is counted: an answer, or the exact value of a node above the indicators.
    `sum` writes out what follows from children.
    """

    found: FoundNode
    track: TrackCode
    level: str | None
    announced: str | None
    source: Source | Literal["children"]
    summary: Text
    raises: Text | None
    following: NextLevel | None = None
    next_band: NextBand | None = None
    person: PersonOrigin | None = None
    rule: RuleResult | None = None
    sum: WrittenSum | None = None
    agency_names: dict[str, str] | None = None


async def explain_node(session: Session, found: FoundNode, track: TrackCode) -> ExplainedNode:
    """Return why a track counts what it counts."""
    if not found.node.is_answered:
        return _explain_inner(found, track)
    assessment, edition = found.assessment, found.assessment.compiled.edition
    source = assessment.source(found.indicator, track)
    level = assessment.level(found.indicator, track)
    person = await read_person(session, found, track)
    names: dict[str, str] = {}
    rule = await _rule(session, found, names)
    number = None if level is NOT_APPLICABLE else level
    written = None
    if source == "criteria":
        written = written_sum(edition, found.node, answers_on(assessment, track))
    following = next_level(edition, found.node, level)
    text = None if level is None else answer_text(level)
    return ExplainedNode(
        found,
        track,
        text,
        _announced(found, number),
        source,
        _summary(found, _words(found, level), person, rule, source, written),
        _raises(source, rule, written, following),
        following,
        None,
        person,
        rule,
        written,
        names,
    )


def _explain_inner(found: FoundNode, track: TrackCode) -> ExplainedNode:
    edition = found.assessment.compiled.edition
    written = written_sum(edition, found.node, answers_on(found.assessment, track))
    following = None
    if written.value is not None and found.node == edition.root:
        following = _next_band(edition.predicates, written.value)
    text = None if following is None else (following.band.name, following.gap)
    return ExplainedNode(
        found,
        track,
        None if written.value is None else text_of(written.value),
        _announced(found, written.value),
        "children",
        children_summary(written),
        raises_by_children(written, text),
        next_band=following,
        sum=written,
    )


async def _rule(session: Session, found: FoundNode, names: dict[str, str]) -> RuleResult | None:
    derived = found.assessment.derived.get(found.indicator)
    if derived is None:
        return None
    trace = await read_trace(session, found)
    explained = None
    if trace is not None:
        codes = {each.agency_code for each in facts_of(trace)}
        names.update(await shown.agency_names(session, sorted(codes), as_of=found.score.as_of))
        explained = explain(trace, title_of, names)
    return RuleResult(
        derived.rule_code,
        found.score.opening.derivation_set_version,
        None if derived.level is None else text_of(derived.level),
        derived.covered,
        trace,
        explained,
    )


def _summary(
    found: FoundNode,
    level: str | None,
    person: PersonOrigin | None,
    rule: RuleResult | None,
    source: Source,
    written: WrittenSum | None,
) -> Text:
    if person is not None:
        decided = person.decided
        said = person_summary(level or "-", decided.decided_by, person.stage, decided.decided_at)
        if level == NOT_APPLICABLE.value:
            return not_applicable_summary(said, found.node)
        return said
    if source == "derivation" and rule is not None:
        return derived_summary(level or "-", rule.rule_code, rule.derivation_set_version)
    if written is not None:
        return criteria_summary(level, written)
    return empty_summary(level)


def _words(found: FoundNode, level: Answer | None) -> str | None:
    if level is None or level is NOT_APPLICABLE:
        return None if level is None else answer_text(level)
    return level_words(level, found.assessment.compiled.edition.announced_decimals)


def _raises(
    source: Source,
    rule: RuleResult | None,
    written: WrittenSum | None,
    following: NextLevel | None,
) -> Text | None:
    """Say what would raise a level, in the words of whatever decides it."""
    if source == "derivation" and rule is not None and rule.explanation is not None:
        by_facts = rule.explanation.raises
        if by_facts is not None:
            return by_facts
    if written is not None:
        return raises_by_criteria(written)
    return None if following is None else raises_by_people(following)


def _next_band(bands: tuple[Band, ...], value: Number) -> NextBand | None:
    above = [
        band
        for band in bands
        if band.minimum is not None and band.minimum >= value and not band.holds(value)
    ]
    found = min(above, key=lambda band: band.minimum or 0, default=None)
    return (
        None if found is None or found.minimum is None else NextBand(found, found.minimum - value)
    )


def _announced(found: FoundNode, value: Number | None) -> str | None:
    if value is None:
        return None
    decimals = found.assessment.compiled.edition.announced_decimals
    return announce(value.numerator, value.denominator, decimals)
