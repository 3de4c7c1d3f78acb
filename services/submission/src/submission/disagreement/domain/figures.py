"""What many pairs say together: exact differences, their distribution, and what is not compared.

Differences on different scales are never added up.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from rules.edition import Scale
from rules.exact import Number, simplest
from submission.disagreement.domain.kappa import Kappa, NoKappa, Table, kappa_of
from submission.disagreement.domain.levels import Cause, Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """The differences of pairs of levels on one scale: the first less the second.

    `distribution`: how often each difference was found, in their order. `mean`: exact; None without
    a pair. `inherited_count`: pairs whose level nobody decided anew; no agreement of two.
    """

    scale_code: str
    pair_count: int
    above_count: int = 0
    below_count: int = 0
    equal_count: int = 0
    inherited_count: int = 0
    mean: Number | None = None
    distribution: Sequence[tuple[Number, int]] = ()
    kappa: Kappa = field(default_factory=Kappa)
    kappa_of_decided: Kappa = field(default_factory=Kappa)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The pairs of an agency, of an indicator or of all; `uncompared`: how many are not, by cause.

    `code`: None of all.
    """

    code: str | None
    scales: Sequence[Differences]
    uncompared: Mapping[Cause, int]


@dataclass(slots=True)
class Tally:
    """Pairs of one scale while they are counted."""

    scale: Scale
    decided: Counter[tuple[Number, Number]] = field(default_factory=Counter)
    inherited: Counter[tuple[Number, Number]] = field(default_factory=Counter)

    def differences(self) -> Differences:
        """Return what they say together."""
        together = self.decided + self.inherited
        counts, kappa = _by_difference(together), kappa_of(together, self.scale)
        decided, inherited = self.decided.total(), self.inherited.total()
        above = sum(count for difference, count in counts if difference > 0)
        below = sum(count for difference, count in counts if difference < 0)
        return Differences(
            scale_code=self.scale.code,
            pair_count=decided + inherited,
            above_count=above,
            below_count=below,
            equal_count=decided - above - below,
            inherited_count=inherited,
            mean=_mean(counts),
            distribution=counts,
            kappa=kappa,
            kappa_of_decided=kappa_of(self.decided, self.scale) if inherited else kappa,
        )

    def withheld(self, reason: NoKappa) -> Differences:
        """Return how many there are, and nothing else."""
        return Differences(
            scale_code=self.scale.code,
            pair_count=self.decided.total(),
            kappa=Kappa(reason=reason),
            kappa_of_decided=Kappa(reason=reason),
        )


def group_of(code: str | None, pairs: Iterable[Pair]) -> Group:
    """Return what some pairs say together."""
    tallies: dict[str, Tally] = {}
    uncompared: Counter[Cause] = Counter()
    for pair in pairs:
        levels = pair.levels
        if levels is None:
            uncompared[pair.cause or "missing"] += 1
            continue
        tally = tallies.get(pair.scale.code)
        if tally is None:
            tally = tallies[pair.scale.code] = Tally(pair.scale)
        (tally.inherited if pair.is_inherited else tally.decided)[levels] += 1
    return Group(
        code=code,
        scales=[tallies[scale].differences() for scale in sorted(tallies)],
        uncompared=uncompared,
    )


def _by_difference(table: Table) -> list[tuple[Number, int]]:
    found: Counter[Number] = Counter()
    for (own, other), count in table.items():
        found[simplest(Fraction(own - other))] += count
    return sorted(found.items())


def _mean(counts: Sequence[tuple[Number, int]]) -> Number | None:
    pairs = sum(count for _, count in counts)
    if not pairs:
        return None
    return simplest(Fraction(sum(difference * count for difference, count in counts)) / pairs)
