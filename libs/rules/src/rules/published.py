"""Published editions and derivation sets, as the domain knows them."""

from typing import Final, Literal, assert_never

import msgspec

from contracts.events import derivations as derived
from contracts.events import edition as contract
from contracts.facts import FACTS
from contracts.values import Text as ContractText
from rules.condition import AllOf, AnyOf, Condition, FactCondition, Not
from rules.contradiction import (
    AgainstLastYear,
    AgainstOtherSource,
    Check,
    ClaimAgainstDerived,
    ClaimAgainstFact,
    ContradictionRule,
    RelatedClaims,
)
from rules.derivation import DerivationError, DerivationSet, Ladder, Rule, Step
from rules.edition import Band, Edition, EvidenceHint, LadderValue, Node, Scale, ScaleLevel
from rules.exact import Number, parse
from rules.fact import FactKind, FactValue, WrittenValue
from rules.floor import read_floor
from rules.measure import Measure
from rules.text import Text

_DEEPEST: Final = 50

_edition_in = msgspec.json.Decoder(contract.EditionPublishedV1).decode
_set_in = msgspec.json.Decoder(derived.DerivationsPublishedV1).decode


def edition_of(body: str) -> Edition:
    """Return the edition in its event's body.

    Raises:
        EditionError: What was published is no edition.
    """
    event = _edition_in(body)
    return Edition(
        code=event.edition_code,
        content_hash=event.content_hash,
        period_kind=event.period_kind,
        announced_decimals=event.announced_decimals,
        scales=tuple(map(scale_of, event.scales)),
        nodes=tuple(_node(node, event.not_applicable) for node in event.nodes),
        predicates=tuple(map(_band, event.predicates)),
        maturity_levels=tuple(map(_band, event.maturity_levels)),
        title=_text(event.title),
        certainty=event.certainty,
        caveat=None if event.caveat is None else _text(event.caveat),
        instrument_code=event.instrument_code,
    )


def derivation_set_of(body: str) -> DerivationSet:
    """Return the derivation set in its event's body.

    Raises:
        DerivationError: What was published is no derivation set.
    """
    event = _set_in(body)
    return DerivationSet(
        event.edition_code,
        event.derivation_set_version,
        tuple(map(_rule, event.rules)),
        tuple(map(_contradiction, event.contradictions)),
        {track: read_floor(floor) for track, floor in (event.coverage_floors or {}).items()},
    )


def scale_of(scale: contract.Scale) -> Scale:
    """Return a scale as it was published."""
    return Scale(
        scale.code,
        scale.kind,
        parse(scale.minimum),
        parse(scale.maximum),
        _number(scale.empty),
        tuple(
            ScaleLevel(parse(level.value), _text(level.name), level.symbol)
            for level in scale.levels
        ),
    )


def _node(node: contract.Node, not_applicable: Literal["redistribute", "refuse"]) -> Node:
    return Node(
        node.code,
        node.kind,
        _text(node.name),
        parse(node.weight),
        node.parent_code,
        node.scale_code,
        node.aggregation or "weighted_mean",
        tuple(
            LadderValue(parse(step.value), parse(step.minimum), step.minimum_inclusive)
            for step in node.ladder
        ),
        node.not_applicable or not_applicable,
        _number(node.anchor),
        tuple(
            EvidenceHint(hint.code, _text(hint.name), _number(hint.level)) for hint in node.evidence
        ),
        node.related,
        tuple((parse(level.value), _text(level.text)) for level in node.levels),
    )


def _band(band: contract.Band) -> Band:
    return Band(
        _text(band.name),
        _number(band.minimum),
        band.minimum_inclusive,
        _number(band.maximum),
        band.maximum_inclusive,
        band.symbol,
    )


def _rule(rule: derived.DerivationRule) -> Rule:
    derivation = rule.derivation
    if isinstance(derivation, derived.Measure):
        return Rule(rule.code, rule.indicator_code, _measure(derivation))
    steps = tuple(
        Step(parse(step.level), _condition(step.condition), _text(step.text))
        for step in derivation.steps
    )
    return Rule(rule.code, rule.indicator_code, Ladder(steps))


def _measure(measure: derived.Measure) -> Measure:
    return Measure(
        measure.formula,
        _fact_kind(measure.fact),
        _text(measure.text),
        None if measure.against is None else _fact_kind(measure.against),
        measure.scope,
        parse(measure.minimum),
        parse(measure.maximum),
    )


def _contradiction(rule: derived.ContradictionRule) -> ContradictionRule:
    return ContradictionRule(rule.code, rule.severity, _text(rule.text), _check(rule.check))


def _check(check: derived.Check) -> Check:
    match check:
        case derived.ClaimAgainstFact():
            condition = _condition(check.condition)
            return ClaimAgainstFact(check.indicator_code, parse(check.level), condition)
        case derived.ClaimAgainstDerived():
            return ClaimAgainstDerived(check.indicator_code, parse(check.by))
        case derived.RelatedClaims():
            other_level = parse(check.other_level)
            level = parse(check.level)
            return RelatedClaims(check.indicator_code, level, check.other_code, other_level)
        case derived.AgainstLastYear():
            return AgainstLastYear(check.indicator_code, parse(check.by))
        case derived.AgainstOtherSource():
            fact, against = _fact_kind(check.fact), _fact_kind(check.against)
            return AgainstOtherSource(fact, against, parse(check.tolerance))
    assert_never(check)


def _condition(condition: derived.Condition, depth: int = 0) -> Condition:
    if depth > _DEEPEST:
        raise DerivationError(f"conditions are nested deeper than {_DEEPEST}")
    match condition:
        case derived.FactCondition():
            return _fact_condition(condition)
        case derived.AllCondition():
            return AllOf(tuple(_condition(part, depth + 1) for part in condition.conditions))
        case derived.AnyCondition():
            return AnyOf(tuple(_condition(part, depth + 1) for part in condition.conditions))
        case derived.NotCondition():
            return Not(_condition(condition.condition, depth + 1))
    assert_never(condition)


def _fact_condition(condition: derived.FactCondition) -> FactCondition:
    return FactCondition(
        _fact_kind(condition.fact),
        condition.operator,
        _value(condition.value),
        condition.scope,
        condition.subtree_kind,
        condition.quantifier,
        _number(condition.share),
        condition.year_offset,
    )


def _fact_kind(name: str) -> FactKind:
    """Return the fact with what the catalogue says of it.

    A name that this release's catalogue does not have yet stays readable by nobody: unknown.
    """
    known = FACTS.get(name)
    if known is None:
        return FactKind(name)
    return FactKind(name, known.period, known.subtree, known.over_months)


def _value(value: WrittenValue) -> FactValue:
    return parse(value) if isinstance(value, str) else value


def _number(text: str | None) -> Number | None:
    return None if text is None else parse(text)


def _text(text: ContractText) -> Text:
    return Text(text.id, text.en)
