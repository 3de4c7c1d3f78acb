"""Where the values of a set of answers come from, and how much of the weight has a level."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Literal

from rules.answers import Answers
from rules.edition import NOT_APPLICABLE, Edition, Node, is_left_out
from rules.exact import simplest
from rules.floor import LevelShares

# Where a node's value comes from. `unused`: a criterion whose indicator is answered itself.
Basis = Literal[
    "children", "answer", "criteria", "empty", "anchor", "not_applicable", "nothing", "unused"
]


def bases_of(edition: Edition, answers: Answers) -> Mapping[str, Basis]:
    """Return of everything that is answered where its value comes from."""
    bases = {node.code: _basis(edition, node, answers) for node in edition.answered}
    for node in edition.indicators:
        criteria = [child.code for child in edition.children.get(node.code, ())]
        if node.code in answers:
            bases |= dict.fromkeys(criteria, "unused")
        elif any(code in answers for code in criteria) or (
            bases[node.code] == "nothing" and any(bases[code] == "empty" for code in criteria)
        ):
            bases[node.code] = "criteria"
    return bases


def level_shares(
    edition: Edition, bases: Mapping[str, Basis], assumed: Collection[str]
) -> LevelShares:
    """Return the exact share of the weight that has a level, and the codes of what has none.

    An indicator that follows its criteria has a level as far as they have, by their weights.
    """
    whole = Fraction(sum(node.weight for node in edition.indicators))
    empty, left_out = Fraction(0), Fraction(0)
    missing, inapplicable = [], []
    for node in edition.indicators:
        parts = edition.children[node.code] if bases[node.code] == "criteria" else (node,)
        of_parts = sum(part.weight for part in parts)
        for part in parts:
            share = node.weight * Fraction(part.weight) / of_parts / whole
            if bases[part.code] in ("empty", "nothing") or part.code in assumed:
                empty += share
                missing.append(part.code)
            elif bases[part.code] == "not_applicable":
                left_out += share
                inapplicable.append(part.code)
    return LevelShares(simplest(1 - empty - left_out), missing, inapplicable, simplest(left_out))


def _basis(edition: Edition, node: Node, answers: Answers) -> Basis:
    answer = answers.get(node.code)
    if answer is None:
        return "nothing" if edition.scale_of(node).empty is None else "empty"
    if answer is not NOT_APPLICABLE:
        return "answer"
    return "not_applicable" if is_left_out(node, answer) else "anchor"
