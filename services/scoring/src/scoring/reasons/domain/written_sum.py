"""A node's value written out: which children count, with what weight, and what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from rules.edition import (
    NOT_APPLICABLE,
    Aggregation,
    Answer,
    Edition,
    LadderValue,
    Node,
    counted,
    node_values,
)
from rules.exact import Number, readable, simplest, text_of
from rules.text import Text
from scoring.state.domain.assessment import Assessment
from scoring.state.domain.track import TrackCode

Part = Literal["counts", "left_out", "not_applicable"]

_WHOLE: Final = 100
_TIMES: Final = "\u00d7"
_ABOUT: Final = "\u2248"


@dataclass(frozen=True, slots=True)
class Term:
    """One child. `share` is its exact part in the node's value.

    What is left out has no value yet, or is not applicable; its weight is carried by the others.
    """

    code: str
    kind: str
    name: Text
    weight: Number
    value: Number | None
    part: Part
    share: Number | None


@dataclass(frozen=True, slots=True)
class WrittenSum:
    """A node's value and all it is made of. `scale` turns a mean into points: weight / 100.

    `ladder` is of an indicator above criteria: the value is that of the highest step which the
    share of the criteria reaches.
    """

    aggregation: Aggregation
    terms: tuple[Term, ...]
    scale: Number
    value: Number | None
    text: Text
    ladder: tuple[LadderValue, ...] = ()


def means_of(edition: Edition, answers: Mapping[str, Answer]) -> dict[str, Number | None]:
    """Return every node's value as it goes on upwards: also where points are shown, the mean."""
    shown = node_values(edition, answers)
    return {
        node.code: value
        if value is None or _scale(node) == 1
        else simplest(Fraction(value) / _scale(node))
        for node in edition.nodes
        for value in (shown[node.code],)
    }


def answers_on(assessment: Assessment, track: TrackCode) -> dict[str, Answer]:
    """Return what a track counts as the answers, by code."""
    counting = assessment.levels[assessment.standing(track)].counted
    nodes = assessment.compiled.edition.answered
    return {
        node.code: answer
        for node, answer in zip(nodes, counting, strict=True)
        if answer is not None
    }


def written_sum(edition: Edition, node: Node, answers: Mapping[str, Answer]) -> WrittenSum:
    """Write out the value of a node that has children."""
    means = means_of(edition, answers)
    children = edition.children[node.code]
    parts = [_part(child, answers, means, is_ladder=bool(node.ladder)) for child in children]
    weights = [_weight(node, child) for child in children]
    total = sum(w for w, part in zip(weights, parts, strict=True) if part == "counts")
    values = [_value(means[child.code], node) for child in children]
    terms = tuple(
        Term(
            child.code,
            child.kind,
            child.name,
            child.weight,
            value if part == "counts" else None,
            part,
            simplest(Fraction(weight) / total) if part == "counts" else None,
        )
        for child, weight, value, part in zip(children, weights, values, parts, strict=True)
    )
    given = WrittenSum(node.aggregation, terms, _scale(node), None, Text("", ""), node.ladder)
    value = value_of(given)
    words = _words(given, weights, value, decimals=edition.announced_decimals)
    return WrittenSum(node.aggregation, terms, _scale(node), value, words, node.ladder)


def value_of(written: WrittenSum) -> Number | None:
    """Add up anew what is written; None: nothing counts."""
    counting = [each for each in written.terms if each.share is not None and each.value is not None]
    if not counting:
        return None
    values = [each.value or 0 for each in counting]
    if written.aggregation == "minimum":
        return min(values)
    mean = sum(Fraction(each.share or 0) * (each.value or 0) for each in counting)
    if written.ladder:
        reached = [step.value for step in written.ladder if is_reached(step, mean)]
        return reached[-1] if reached else None
    return simplest(Fraction(mean * written.scale))


def is_reached(step: LadderValue, share: Number) -> bool:
    """Say whether a share of the criteria reaches a step of the ladder."""
    return share > step.minimum or (step.minimum_inclusive and share == step.minimum)


def _part(
    child: Node,
    answers: Mapping[str, Answer],
    means: Mapping[str, Number | None],
    *,
    is_ladder: bool,
) -> Part:
    if answers.get(child.code) is NOT_APPLICABLE and (is_ladder or counted_out(child)):
        return "not_applicable"
    # A criterion without an answer is not met: it counts, with nothing.
    return "counts" if is_ladder or means[child.code] is not None else "left_out"


def counted_out(child: Node) -> bool:
    """Say whether a child that is not applicable leaves its weight to the others."""
    return counted(child, NOT_APPLICABLE) is None


def _value(mean: Number | None, parent: Node) -> Number | None:
    return 0 if mean is None and parent.ladder else mean


def _weight(parent: Node, child: Node) -> Number:
    return 1 if parent.aggregation == "mean" else child.weight


def _scale(node: Node) -> Number:
    if node.aggregation == "sum" and not node.is_answered:
        return simplest(Fraction(node.weight) / _WHOLE)
    return 1


def _words(
    written: WrittenSum, weights: Sequence[Number], value: Number | None, *, decimals: int
) -> Text:
    """Write the arithmetic out, with what was left out of it."""
    left = [each.code for each in written.terms if each.share is None]
    out = Text(
        f" (tidak ikut: {', '.join(left)})" if left else "",
        f" (left out: {', '.join(left)})" if left else "",
    )
    pairs = [
        (weight, each.value)
        for each, weight in zip(written.terms, weights, strict=True)
        if each.share is not None and each.value is not None
    ]
    if not pairs:
        return Text(f"Tidak ada yang dihitung{out.id}.", f"Nothing counts{out.en}.")
    parts = zip(weights, written.terms, strict=True)
    total = sum(weight for weight, each in parts if each.share is not None)
    numbers = [written.scale, total, *(number for pair in pairs for number in pair)]
    share = sum(Fraction(each.share or 0) * (each.value or 0) for each in written.terms)
    reached = simplest(share) if written.ladder else value
    is_exact = all(
        readable(each, decimals) == text_of(each)
        for each in (*numbers, reached)
        if each is not None
    )
    said = f"{_arithmetic(written, pairs, total, decimals=decimals)} {'=' if is_exact else _ABOUT}"
    result = "-" if value is None else _plain(value, decimals)
    if written.ladder:
        said = f"{said} {_plain(simplest(share), decimals)}"
        return Text(f"{said}, maka {result}{out.id}.", f"{said}, hence {result}{out.en}.")
    return Text(f"{said} {result}{out.id}.", f"{said} {result}{out.en}.")


def _arithmetic(
    written: WrittenSum, pairs: Sequence[tuple[Number, Number]], total: Number, *, decimals: int
) -> str:
    shown = [(_plain(weight, decimals), _plain(value, decimals)) for weight, value in pairs]
    if written.aggregation == "minimum":
        said = f"min({', '.join(value for _, value in shown)})"
    else:
        products = " + ".join(f"{weight} {_TIMES} {value}" for weight, value in shown)
        said = f"({products}) ÷ {_plain(total, decimals)}"
    return said if written.scale == 1 else f"{_plain(written.scale, decimals)} {_TIMES} {said}"


def _plain(value: Number, decimals: int) -> str:
    """Return a number as people read it, inside of arithmetic that says itself what is rounded."""
    return readable(value, decimals).removeprefix(f"{_ABOUT} ")
