"""Explain any node: who or what decided it, on which facts, and what would raise it by one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from kit.database import Session
from rules.edition import NOT_APPLICABLE, Answer, answer_text
from rules.exact import Number, announce, parse, text_of
from rules.text import Text
from scoring.reasons.domain.next_steps import (
    NextBand,
    NextStep,
    next_band,
    next_steps,
    raises_by_children,
)
from scoring.reasons.domain.raises_by_people import (
    NextLevel,
    fewest_criteria,
    first_value,
    next_level,
    next_step_of_ladder,
    no_source,
    raises_by_criteria,
    raises_by_people,
    rule_is_at_its_top,
)
from scoring.reasons.domain.raises_by_rule import next_by_rule
from scoring.reasons.domain.summary import (
    children_summary,
    criteria_summary,
    derived_summary,
    empty_summary,
    level_words,
    not_applicable_summary,
    person_summary,
)
from scoring.reasons.domain.written_sum import WrittenSum, answers_on, written_sum
from scoring.reasons.usecases.explain_rule import RuleResult, explain_rule
from scoring.reasons.usecases.find_node import FoundNode
from scoring.reasons.usecases.read_origin import PersonOrigin, read_person, read_trace, with_traces
from scoring.state.domain.assessment import Source
from scoring.state.domain.choice import Footing, Standard, footing_of, standard_of
from scoring.state.domain.decision import IndicatorRisk
from scoring.state.domain.track import TrackCode


class Raises(NamedTuple):
    """What would raise a level, in words, and the next level if that is one."""

    text: Text | None
    following: NextLevel | None = None


@dataclass(frozen=True, slots=True)
class ExplainedNode:
    """A node's value on a track with its reasons, in words.

    `level` is what is counted: an answer, or the exact value of a node above the indicators.
    `sum` writes out what follows from children, `steps` say what each of them could add, `footing`
    whether the value is judged. `at_risk`: why its evidence does not prove the level any more.
    `following` is missing where there is no level yet, and where nothing could raise it.
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
    steps: Mapping[str, NextStep] = field(default_factory=dict)
    agency_names: dict[str, str] | None = None
    footing: Footing | None = None
    at_risk: IndicatorRisk | None = None


async def explain_node(
    session: Session, found: FoundNode, track: TrackCode, *, at: datetime
) -> ExplainedNode:
    """Return why a track counts what it counts, judged as of a moment."""
    if not found.node.is_answered:
        standard = standard_of(found.assessment, found.score.opening, at)
        return await _explain_inner(session, found, track, standard)
    assessment, edition = found.assessment, found.assessment.compiled.edition
    source = assessment.source(found.indicator, track)
    level = assessment.level(found.indicator, track)
    person = await read_person(session, found, track)
    names: dict[str, str] = {}
    rule = await explain_rule(session, found, names, at=at)
    number = None if level is NOT_APPLICABLE else level
    written = None
    if source == "criteria":
        written = written_sum(edition, found.node, answers_on(assessment, track))
    tops = await _tops_of_criteria(session, found)
    raises = _raises(found, track, level, rule=rule, written=written, tops=tops)
    return ExplainedNode(
        found,
        track,
        None if level is None else answer_text(level),
        _announced(found, number),
        source,
        _summary(found, _words(found, level), person, rule, source, written),
        raises.text,
        raises.following,
        person=person,
        rule=rule,
        sum=written,
        agency_names=names,
        at_risk=found.at_risk,
    )


async def _explain_inner(
    session: Session, found: FoundNode, track: TrackCode, standard: Standard
) -> ExplainedNode:
    footing = footing_of(found.assessment, found.node, track, standard)
    edition, answers = found.assessment.compiled.edition, answers_on(found.assessment, track)
    written = written_sum(edition, found.node, answers)
    by_rules = await _next_by_rules(session, found, track)
    steps = next_steps(edition, found.node, answers, by_rules)
    following = None
    is_judged = found.node == edition.root and footing.not_judged is None
    if written.value is not None and is_judged:
        following = next_band(edition.predicates, written.value)
    text = None if following is None else (following.band.name, following.gap)
    return ExplainedNode(
        found,
        track,
        None if written.value is None else text_of(written.value),
        _announced(found, written.value),
        "children",
        children_summary(written, footing.note),
        raises_by_children(written, steps, text),
        next_band=following,
        sum=written,
        steps=steps,
        footing=footing,
    )


async def _next_by_rules(
    session: Session, found: FoundNode, track: TrackCode
) -> dict[str, Number | None]:
    """Return what comes next on the track that counts nothing but rules, by indicator."""
    if track != "live":
        return {}
    found = await with_traces(session, found)
    assessment, edition = found.assessment, found.assessment.compiled.edition
    following: dict[str, Number | None] = {}
    for place, indicator in enumerate(edition.indicators):
        source, level = assessment.source(place, track), assessment.level(place, track)
        if source == "criteria":
            written = written_sum(edition, indicator, answers_on(assessment, track))
            tops = await _tops_of_criteria(session, found._replace(node=indicator))
            following[indicator.code] = _next_climb(written, tops)
        elif source == "derivation" and level is not None and level is not NOT_APPLICABLE:
            trace = await read_trace(session, found._replace(node=indicator))
            if trace is not None:
                following[indicator.code] = next_by_rule(trace, level)
    return following


def _next_climb(written: WrittenSum, tops: Mapping[str, Number]) -> Number | None:
    """Return the value of the ladder's next step, if criteria get there that sources prove."""
    step = next_step_of_ladder(written)
    if step is None or fewest_criteria(written, step, tops) is None:
        return None
    return step.value


async def _tops_of_criteria(session: Session, found: FoundNode) -> dict[str, Number]:
    """Return the highest that sources can prove of the criteria that have a rule."""
    compiled, tops = found.assessment.compiled, {}
    criteria = compiled.criteria_of.get(found.indicator, ())
    if criteria:
        found = await with_traces(session, found)
    for place in criteria:
        criterion = compiled.edition.answered[place]
        if place in found.assessment.derived:
            trace = await read_trace(session, found._replace(node=criterion))
            if trace is not None:
                tops[criterion.code] = parse(trace.top)
    return tops


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
    if written is not None:
        return criteria_summary(level, written)
    said = empty_summary(level)
    if source == "derivation" and rule is not None:
        said = derived_summary(level or "-", rule.rule_code, rule.derivation_set_version)
    left = rule.explanation.left if rule is not None and rule.explanation is not None else None
    return said if left is None else Text(f"{said.id} {left.id}", f"{said.en} {left.en}")


def _words(found: FoundNode, level: Answer | None) -> str | None:
    if level is None or level is NOT_APPLICABLE:
        return None if level is None else answer_text(level)
    return level_words(level, found.assessment.compiled.edition.announced_decimals)


def _raises(
    found: FoundNode,
    track: TrackCode,
    level: Answer | None,
    *,
    rule: RuleResult | None,
    written: WrittenSum | None,
    tops: Mapping[str, Number],
) -> Raises:
    """Say what would raise a level, in the words of whatever decides it on the track."""
    following = next_level(found.assessment.compiled.edition, found.node, level)
    by_facts = rule.explanation.raises if rule is not None and rule.explanation else None
    if level is NOT_APPLICABLE:
        return Raises(None)
    if level is None:
        has_rule = track in ("live", "provisional") and (rule is not None or bool(tops))
        if track == "live" and not has_rule:
            return Raises(no_source(found.node))
        missing, by_people = by_facts if has_rule else None, track != "live"
        return Raises(
            first_value(following, by_facts=has_rule, by_people=by_people, missing=missing)
        )
    if written is not None:
        said = raises_by_criteria(written, tops if track == "live" else None)
    else:
        is_derived = found.assessment.source(found.indicator, track) == "derivation"
        said = by_facts if is_derived else None
    if track != "live":
        asked = None if following is None else raises_by_people(following)
        return Raises(said or asked, following)
    is_top = said is None or (written is not None and _next_climb(written, tops) is None)
    return Raises(said or rule_is_at_its_top(level), None if is_top else following)


def _announced(found: FoundNode, value: Number | None) -> str | None:
    if value is None:
        return None
    decimals = found.assessment.compiled.edition.announced_decimals
    return announce(value.numerator, value.denominator, decimals)
