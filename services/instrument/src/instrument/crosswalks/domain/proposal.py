"""Proposals for a new edition, made from old answers. People check them; they are no results."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from instrument.crosswalks.domain.model import Crosswalk, weight_dropped, weights_in
from rules.answers import Answers
from rules.bases import Basis
from rules.edition import Edition, Node, Scale
from rules.evaluation import Breakdown, evaluate
from rules.exact import Number, simplest


class Origin(NamedTuple):
    """An old indicator that a proposal comes from. `weight`: share x its weight in the old edition.

    A `level` of None does not count: the indicator was not applicable, or has no value.
    """

    from_code: str
    share: Fraction
    weight: Fraction
    level: Number | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the old answers suggest for a new indicator; None if none of them counts.

    `mean`: the weighted mean of the old levels. `level`: the highest level of the new scale that is
    not above the mean.
    """

    to_code: str
    weight: Fraction
    mean: Number | None
    level: Number | None
    origins: tuple[Origin, ...]

    @property
    def is_assumed(self) -> bool:
        """Say whether it rests on nothing but empty answers."""
        return all(origin.basis in ("empty", "nothing") for origin in self.origins)


@dataclass(frozen=True, slots=True)
class Carried:
    """Both editions side by side. `coverage`: the new weight that has a proposal, in percent."""

    proposals: tuple[Proposal, ...]
    old: Breakdown
    new: Breakdown
    coverage: Fraction
    weight_flowed: Fraction
    weight_dropped: Fraction


def carry_over(crosswalk: Crosswalk, old: Edition, new: Edition, answers: Answers) -> Carried:
    """Return what old answers suggest for the new edition, in its order.

    An empty old answer gets the value that the old edition gives it, with the basis `empty`.
    """
    before = evaluate(old, answers)
    levels = {node.code: (node.exact, node.basis) for node in before.nodes}
    weights = {node.code: Fraction(node.weight) for node in old.indicators}
    proposals = tuple(
        _proposal(new, node, _origins(crosswalk, node, weights, levels))
        for node in new.indicators
        if any(flow.to_code == node.code for flow in crosswalk.flows)
    )
    proposed = {
        proposal.to_code: proposal.level for proposal in proposals if proposal.level is not None
    }
    return Carried(
        proposals=proposals,
        old=before,
        new=evaluate(
            new, proposed, assumed={made.to_code for made in proposals if made.is_assumed}
        ),
        coverage=sum(
            (Fraction(node.weight) for node in new.indicators if node.code in proposed),
            Fraction(0),
        ),
        weight_flowed=sum(weights_in(crosswalk, weights).values(), Fraction(0)),
        weight_dropped=weight_dropped(crosswalk, weights),
    )


def _origins(
    crosswalk: Crosswalk,
    node: Node,
    weights: Mapping[str, Fraction],
    levels: Mapping[str, tuple[Number | None, Basis]],
) -> tuple[Origin, ...]:
    return tuple(
        Origin(
            flow.from_code,
            flow.share,
            flow.share * weights[flow.from_code],
            *levels[flow.from_code],
        )
        for flow in crosswalk.flows
        if flow.to_code == node.code
    )


def _proposal(new: Edition, node: Node, origins: tuple[Origin, ...]) -> Proposal:
    known = [(origin.weight, origin.level) for origin in origins if origin.level is not None]
    weight = sum((origin.weight for origin in origins), Fraction(0))
    if not known:
        return Proposal(node.code, weight, None, None, origins)
    total = sum(share for share, _ in known)
    mean = simplest(Fraction(sum(share * level for share, level in known)) / total)
    return Proposal(node.code, weight, mean, _step_below(new.scale_of(node), mean), origins)


def _step_below(scale: Scale, mean: Number) -> Number:
    """Return the highest level not above the mean; without levels, the mean within the ends."""
    if not scale.levels:
        return min(max(mean, scale.minimum), scale.maximum)
    return max((step.value for step in scale.levels if step.value <= mean), default=scale.minimum)
