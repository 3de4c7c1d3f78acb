"""How far two sides agree beyond chance: Cohen's kappa with quadratic weights.

Cohen (1968): 1 less the weighted disagreement, divided by the one to be expected by chance. The
weight of a pair is the square of the distance of its levels, by their values and not by their
places on the scale. Computed in floating point: it is shown to people and nothing is made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm
from typing import Final, Literal

from pycm import ConfusionMatrix

from rules.edition import Scale
from rules.exact import Number, announce
from rules.text import Text

_SHOWN_DECIMALS: Final = 3

# Pairs of levels, and how often each was found.
Table = Mapping[tuple[Number, Number], int]

# Why there is none.
NoKappa = Literal["no_pairs", "one_pair", "one_level", "not_in_steps", "too_few_pairs"]

NO_KAPPA_NAMES: Final[Mapping[NoKappa, Text]] = {
    "no_pairs": Text("tidak ada pasangan nilai", "there are no pairs of levels"),
    "one_pair": Text("hanya ada satu pasangan nilai", "there is one pair of levels only"),
    "one_level": Text(
        "salah satu pihak selalu memberi nilai yang sama, sehingga kesepakatan tidak dapat"
        " dibedakan dari kebetulan",
        "one side gave one and the same level always, so that agreement cannot be told from chance",
    ),
    "not_in_steps": Text(
        "skalanya tidak bertingkat, sehingga kesepakatan per tingkat tidak dihitung",
        "the scale has no steps, so that agreement by steps is not counted",
    ),
    "too_few_pairs": Text(
        "pasangan nilai terlalu sedikit untuk menilai seseorang",
        "there are too few pairs of levels to judge a person by",
    ),
}


@dataclass(frozen=True, slots=True)
class Kappa:
    """From -1 to 1, where 0 is what chance gives; `reason`: why there is no value."""

    value: float | None = None
    reason: NoKappa | None = None


def shown(kappa: Kappa) -> str | None:
    """Return it rounded half up to three decimals, as people read it; None without a value."""
    if kappa.value is None:
        return None
    return announce(*kappa.value.as_integer_ratio(), _SHOWN_DECIMALS)


def kappa_of(table: Table, scale: Scale) -> Kappa:
    """Return how far the two sides of pairs on one scale agree."""
    reason = _without(table, scale)
    return Kappa(reason=reason) if reason is not None else Kappa(_weighted(table))


def _without(table: Table, scale: Scale) -> NoKappa | None:
    count = sum(table.values())
    if not count:
        return "no_pairs"
    if not all(scale.named(level) for pair in table for level in pair):
        return "not_in_steps"
    if count == 1:
        return "one_pair"
    sides = ({own for own, _ in table}, {other for _, other in table})
    return "one_level" if any(len(side) == 1 for side in sides) else None


def _weighted(table: Table) -> float:
    levels = sorted({level for pair in table for level in pair})
    # The library takes whole weights only. A common factor changes nothing: both sums have it.
    scale = lcm(*(level.denominator for level in levels))
    names = {level: str(level) for level in levels}
    matrix = ConfusionMatrix(
        matrix={
            names[own]: {names[other]: table.get((own, other), 0) for other in levels}
            for own in levels
        }
    )
    weights = {
        names[own]: {names[other]: int((own - other) * scale) ** 2 for other in levels}
        for own in levels
    }
    return float(matrix.weighted_kappa(weight=weights))
