"""The whole breakdown of a set of answers: every node, exact, with what its answer counted.

It follows the plain definition of `rules.edition`, not the compiled one: whoever wants to check a
score can read how it comes about.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.answers import Answers
from rules.bases import Basis, bases_of, level_shares
from rules.edition import (
    NOT_APPLICABLE,
    Answer,
    Band,
    Certainty,
    Edition,
    Node,
    answer_text,
    band_of,
    node_values,
)
from rules.exact import Number, announce, simplest, text_of
from rules.floor import Judging, LevelShares, NotJudged, floor_text
from rules.text import Text


@dataclass(frozen=True, slots=True)
class NodeValue:
    """One node of a breakdown; a value of None: there is none, its weight is carried by others.

    `effective_weight` is its share in the whole, in percent points, after the weights of what does
    not count went to what does; 0: it does not count. Below a minimum, what counts shares by
    weight as well, although only the least decides.
    """

    code: str
    kind: str
    name: Text
    weight: Number
    effective_weight: Number
    basis: Basis
    answer: Answer | None
    exact: Number | None
    announced: str | None
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What a set of answers adds up to. The nodes are in the edition's order.

    `level_share` is the exact share of the weight that has a level, `missing` the codes of the
    indicators and criteria that were not answered, `inapplicable` of those that were answered
    `n/a` and count nothing; `left_out` is their exact share. What is not judged has no band.
    """

    edition: str
    content_hash: str
    title: Text
    certainty: Certainty
    caveat: Text | None
    exact: Number | None
    announced: str | None
    predicate: Band | None
    maturity_level: Band | None
    nodes: tuple[NodeValue, ...]
    level_share: Number
    missing: tuple[str, ...]
    inapplicable: tuple[str, ...]
    left_out: Number
    judging: Judging
    not_judged: NotJudged | None

    @property
    def note(self) -> Text | None:
        """Return why it is not judged, with what has no level."""
        if self.not_judged is None:
            return None
        levels = LevelShares(self.level_share, self.missing, self.inapplicable, self.left_out)
        return self.judging.text(self.not_judged, levels)


def evaluate(
    edition: Edition,
    answers: Answers,
    *,
    judging: Judging = Judging(),  # noqa: B008 - it cannot change
    assumed: Collection[str] = (),
) -> Breakdown:
    """Return the breakdown of answers as `read_answers` gives them.

    `assumed`: the codes of those among them that nobody gave; they count, and are missing.

    An empty answer counts the scale's `empty`. Where criteria are answered and the indicator
    itself is not, the indicator follows its ladder.
    """
    bases = bases_of(edition, answers)
    counted = _counted(edition, answers, bases)
    values = node_values(edition, counted)
    shares = _shares(edition, values, bases=bases, counted=counted)
    index = values[edition.root.code]
    levels = level_shares(edition, bases, assumed)
    reason = judging.against(levels.share.numerator, levels.share.denominator)
    judged = index if reason is None else None
    return Breakdown(
        edition=edition.code,
        content_hash=edition.content_hash,
        title=edition.title,
        certainty=edition.certainty,
        caveat=edition.caveat,
        exact=index,
        announced=_announced(edition, index),
        predicate=None if judged is None else band_of(edition.predicates, judged),
        maturity_level=None if judged is None else band_of(edition.maturity_levels, judged),
        nodes=_nodes(edition, answers, values, bases=bases, shares=shares),
        level_share=levels.share,
        missing=(*levels.missing,),
        inapplicable=(*levels.inapplicable,),
        left_out=levels.left_out,
        judging=judging,
        not_judged=reason,
    )


def shown(breakdown: Breakdown) -> dict[str, Any]:
    """Return a breakdown as JSON shows it: exact numbers as text, bands by symbol or name."""
    return {
        "edition": breakdown.edition,
        "content_hash": breakdown.content_hash,
        "title": breakdown.title._asdict(),
        "certainty": breakdown.certainty,
        "caveat": None if breakdown.caveat is None else breakdown.caveat._asdict(),
        "index": {"exact": _exact(breakdown.exact), "announced": breakdown.announced},
        "predicate": _called(breakdown.predicate),
        "predicate_name": _name(breakdown.predicate),
        "maturity_level": _called(breakdown.maturity_level),
        "maturity_level_name": _name(breakdown.maturity_level),
        "level_share": text_of(breakdown.level_share),
        "floor": floor_text(breakdown.judging.floor),
        "missing": [*breakdown.missing],
        "inapplicable": [*breakdown.inapplicable],
        "not_judged": breakdown.not_judged,
        "note": None if breakdown.note is None else breakdown.note._asdict(),
        "nodes": [_shown_node(node) for node in breakdown.nodes],
    }


def _nodes(
    edition: Edition,
    answers: Answers,
    values: Mapping[str, Number | None],
    *,
    bases: Mapping[str, Basis],
    shares: Mapping[str, Number],
) -> tuple[NodeValue, ...]:
    return tuple(
        NodeValue(
            code=node.code,
            kind=node.kind,
            name=node.name,
            weight=node.weight,
            effective_weight=shares.get(node.code, 0),
            basis=bases.get(node.code, "children"),
            answer=answers.get(node.code),
            exact=values[node.code],
            announced=_announced(edition, values[node.code]),
            parent_code=node.parent_code,
        )
        for node in edition.nodes
    )


def _shown_node(node: NodeValue) -> dict[str, Any]:
    return {
        "code": node.code,
        "kind": node.kind,
        "name": node.name._asdict(),
        "parent_code": node.parent_code,
        "weight": text_of(node.weight),
        "effective_weight": text_of(node.effective_weight),
        "basis": node.basis,
        "answer": None if node.answer is None else answer_text(node.answer),
        "exact": _exact(node.exact),
        "announced": node.announced,
    }


def _counted(edition: Edition, answers: Answers, bases: Mapping[str, Basis]) -> Answers:
    """Return the answers with those that are empty and count something."""
    empty = {
        node.code: least
        for node in edition.answered
        if bases[node.code] == "empty" and (least := edition.scale_of(node).empty) is not None
    }
    return {**empty, **answers}


def _shares(
    edition: Edition,
    values: Mapping[str, Number | None],
    *,
    bases: Mapping[str, Basis],
    counted: Answers,
) -> Mapping[str, Number]:
    """Return the effective weight of every node that counts."""
    shares: dict[str, Number] = {}
    if values[edition.root.code] is not None:
        shares[edition.root.code] = edition.root.weight
    row = [edition.root]
    while row:
        parent, *row = row
        children = edition.children.get(parent.code, ())
        row += children
        if not parent.is_answered:
            counting = [child for child in children if values[child.code] is not None]
        elif bases[parent.code] == "criteria":
            # One without an answer is not met; only one that is not applicable is left out.
            counting = [each for each in children if counted.get(each.code) is not NOT_APPLICABLE]
        else:
            counting = []
        if parent.code in shares:
            shares |= _shared(parent, shares[parent.code], counting)
    return shares


def _shared(parent: Node, share: Number, counting: list[Node]) -> Mapping[str, Number]:
    weights = [1 if parent.aggregation == "mean" else node.weight for node in counting]
    whole = sum(weights)
    return {
        node.code: simplest(Fraction(share) * weight / whole)
        for node, weight in zip(counting, weights, strict=True)
    }


def _announced(edition: Edition, value: Number | None) -> str | None:
    if value is None:
        return None
    return announce(value.numerator, value.denominator, edition.announced_decimals)


def _exact(value: Number | None) -> str | None:
    return None if value is None else text_of(value)


def _called(band: Band | None) -> str | None:
    return None if band is None else band.symbol or band.name.id


def _name(band: Band | None) -> dict[str, str] | None:
    return None if band is None else band.name._asdict()
