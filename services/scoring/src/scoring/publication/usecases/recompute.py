"""Add a published result up again from its levels, by its own edition."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import msgspec

from rules.compiled import CompiledEdition, RefusedLevelError, RollUp
from rules.derivation import DerivationError, DerivationSet
from rules.edition import (
    Answer,
    Band,
    Edition,
    EditionError,
    Node,
    NotApplicable,
    band_of,
)
from rules.exact import Number, announce, text_of, write
from rules.published import derivation_set_of, edition_of
from rules.text import Text
from scoring.publication.domain.judgement import check_gaps, check_not_judged, is_thin, stages_told
from scoring.results.domain.flaw import any_of, flaw_found, require_same
from scoring.results.domain.part import TextPart
from scoring.results.domain.record import FILE, Content, IndicatorPart

# What the event has beside the content; the rules do not look at it.
_ENVELOPE: Final = {"content_hash": "0" * 64, "published_at": "2000-01-01T00:00:00Z"}
_AN_EDITION: Final = Text("edisi", "an edition")
_A_SET: Final = Text("himpunan aturan turunan", "a derivation set")
_NONE: Final = Text("isi yang bukan demikian", "what is none")


def recompute_result(content: Content, edition: Any, derivation_set: Any) -> None:
    """Compare the result with what its levels add up to; the documents are plain data.

    Raises:
        FlawFound: A document is none, or a number, name or level is another one.
    """
    compiled = CompiledEdition(_edition(edition, content))
    rules = None if derivation_set is None else _set(derivation_set, content)
    stages_told(content)
    _check_tree(content, compiled.edition)
    answers = [*_answers(content.indicators, compiled, rules)]
    values = compiled.roll_up(answers)
    _check_criteria(content.indicators, compiled, answers)
    _check_nodes(content, compiled, values)
    _check_index(content, compiled, values, rules)
    check_not_judged(content, compiled, rules)
    check_gaps(content, compiled)


def _edition(document: Any, content: Content) -> Edition:
    try:
        found = edition_of(_body(document, {"revision": 1}))
    except (EditionError, ValueError, TypeError, RecursionError) as error:
        raise flaw_found("edition.json", "content", expected=_AN_EDITION, found=_NONE) from error
    require_same("edition.json", "edition_code", expected=content.edition.code, found=found.code)
    return found


def _set(document: Any, content: Content) -> DerivationSet:
    try:
        found = derivation_set_of(_body(document, {}))
    except (DerivationError, ValueError, TypeError, RecursionError) as error:
        raise flaw_found("derivations.json", "content", expected=_A_SET, found=_NONE) from error
    where = "derivations.json"
    version = content.derivation_set.version if content.derivation_set else None
    require_same(where, "edition_code", expected=content.edition.code, found=found.edition_code)
    require_same(where, "derivation_set_version", expected=version, found=found.version)
    return found


def _body(document: Mapping[str, Any], more: Mapping[str, Any]) -> str:
    return msgspec.json.encode({**document, **_ENVELOPE, **more}).decode()


def _check_tree(content: Content, edition: Edition) -> None:
    """Compare titles, names, weights and places in the tree."""
    _same("edition.title", expected=_text(edition.title), found=content.edition.title)
    _same("edition.certainty", expected=edition.certainty, found=content.edition.certainty)
    caveat = None if edition.caveat is None else _text(edition.caveat)
    _same("edition.caveat", expected=caveat, found=content.edition.caveat)
    for name, nodes, parts in (
        ("nodes", edition.inner, content.nodes),
        ("indicators", edition.answered, content.indicators),
    ):
        _same(f"{name}.length", expected=len(nodes), found=len(parts))
        for place, (node, part) in enumerate(zip(nodes, parts, strict=True)):
            for field, expected in _described(node).items():
                where = f"{name}[{place}].{field}"
                _same(where, expected=expected, found=getattr(part, field))


def _described(node: Node) -> dict[str, object]:
    return {
        "code": node.code,
        "kind": node.kind,
        "name": _text(node.name),
        "parent_code": node.parent_code,
        "weight": text_of(node.weight),
    }


def _answers(
    parts: Sequence[IndicatorPart], compiled: CompiledEdition, rules: DerivationSet | None
) -> Iterator[Answer | None]:
    """Yield the levels in the edition's order; where criteria give the level, None."""
    ruled = {} if rules is None else {rule.indicator_code: rule.code for rule in rules.rules}
    for place, part in enumerate(parts):
        where = f"indicators[{place}]"
        if part.derivation is not None:
            rule = ruled.get(part.code)
            found = part.derivation.rule_code
            _same(f"{where}.derivation.rule_code", expected=rule, found=found)
        _check_source(part, where, empty=compiled.empty[place])
        answer = _answer(part, where, compiled=compiled, place=place)
        _check_names(part, where, compiled.edition, answer=answer)
        yield None if part.source == "criteria" else answer


def _check_source(part: IndicatorPart, where: str, *, empty: Number | None) -> None:
    """See to it that who is named gave the level, and that the level is covered accordingly."""
    known = ("person", "derivation", "criteria", "empty")
    if part.source not in known:
        raise _wrong(f"{where}.source", expected=any_of(known), found=part.source)
    derived = part.derivation if part.source == "derivation" else None
    _same(f"{where}.decision", expected=part.source == "person", found=part.decision is not None)
    if part.source == "derivation":
        level = derived.level if derived else None
        _same(f"{where}.level", expected=level, found=part.level)
    if part.source == "empty" and part.level is not None:
        counted = None if empty is None else text_of(empty)
        _same(f"{where}.level", expected=counted, found=part.level)
    covered = part.source == "person" or (derived is not None and derived.covered)
    _same(f"{where}.covered", expected=covered, found=part.covered)


def _check_names(
    part: IndicatorPart, where: str, edition: Edition, *, answer: Answer | None
) -> None:
    """Compare a level's rounded value and its name."""
    node = edition.answered[edition.position[part.code]]
    number = None if isinstance(answer, NotApplicable) else answer
    step = edition.scale_of(node).named(number)
    announced = (
        None
        if number is None
        else announce(number.numerator, number.denominator, edition.announced_decimals)
    )
    _same(f"{where}.announced", expected=announced, found=part.announced)
    if step is not None:
        _same(f"{where}.level_name", expected=_text(step.name), found=part.level_name)


def _answer(
    part: IndicatorPart, where: str, *, compiled: CompiledEdition, place: int
) -> Answer | None:
    if part.level is None:
        return None
    try:
        return compiled.answer_of(place, part.level)
    except RefusedLevelError as error:
        level = Text("tingkat pada skalanya", "a level of its scale")
        raise _wrong(f"{where}.level", expected=level, found=part.level) from error


def _check_criteria(
    parts: Sequence[IndicatorPart], compiled: CompiledEdition, answers: Sequence[Answer | None]
) -> None:
    """Compare the levels that follow from criteria."""
    resolved = compiled.resolved(answers)
    for place, part in enumerate(parts):
        if part.source == "criteria":
            level = resolved[place] if place < len(resolved) else None
            expected = None if level is None else text_of(level)
            _same(f"indicators[{place}].level", expected=expected, found=part.level)


def _check_nodes(content: Content, compiled: CompiledEdition, values: RollUp) -> None:
    decimals = compiled.edition.announced_decimals
    for place, part in enumerate(content.nodes):
        numerator, denominator = values.numerators[place], values.denominators[place]
        exact = write(numerator, denominator) if denominator else None
        announced = announce(numerator, denominator, decimals) if denominator else None
        _same(f"nodes[{place}].exact", expected=exact, found=part.exact)
        _same(f"nodes[{place}].announced", expected=announced, found=part.announced)


def _check_index(
    content: Content, compiled: CompiledEdition, values: RollUp, rules: DerivationSet | None
) -> None:
    edition, index = compiled.edition, content.index
    place = edition.inner.index(edition.root)
    root = content.nodes[place]
    _same("index.exact", expected=root.exact, found=index.exact)
    _same("index.announced", expected=root.announced, found=index.announced)
    value = Fraction(values.numerators[place], values.denominators[place] or 1)
    # Releases that knew no floor named a band whatever stood behind the value.
    is_named = index.predicate is not None or index.maturity_level is not None
    if is_named or not is_thin(content, compiled, rules):
        predicate = _name(band_of(edition.predicates, value))
        _same("index.predicate", expected=predicate, found=index.predicate)
        maturity = _name(band_of(edition.maturity_levels, value))
        _same("index.maturity_level", expected=maturity, found=index.maturity_level)
    weight = compiled.covered_weight([int(part.covered) for part in content.indicators])
    coverage = write(weight, compiled.total_weight)
    _same("index.coverage", expected=coverage, found=index.coverage)


def _name(band: Band | None) -> TextPart | None:
    return None if band is None else _text(band.name)


def _text(text: Any) -> TextPart:
    return TextPart(id=text.id, en=text.en)


def _same(field: str, *, expected: object, found: object) -> None:
    require_same(FILE, f"content.{field}", expected=expected, found=found)


def _wrong(field: str, *, expected: str | Text, found: str) -> Exception:
    return flaw_found(FILE, f"content.{field}", expected=expected, found=found)
