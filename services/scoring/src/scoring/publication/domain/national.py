"""Compare the ministry's own result with ours: what differs, and which levels could explain it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, islice, product
from math import ceil, lcm
from typing import Final, NamedTuple

from rules.edition import Band, Edition, Node, aggregated, band_of, in_points
from rules.exact import Number, round_half_up, simplest
from scoring.targets.domain import ends

_MOST_CHANGES: Final = 3
_MOST_SHOWN: Final = 10
# Tries for one node, and for all nodes of an answer together. The latter take half a second.
_MOST_TRIED: Final = 50_000
_MOST_TRIED_TOGETHER: Final = 400_000
_WORD: Final = re.compile(r"[^\W_]+")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_CALLED: Final = (["predikat"], ["predicate"], ["kategori"], ["nilai"])
_HALF: Final = Fraction(1, 2)
_WHOLE: Final = 100


class Written(NamedTuple):
    """A number as the ministry wrote it. `decimals` says with how many."""

    value: Number
    decimals: int

    @property
    def ends(self) -> tuple[Number, Number]:
        """Return the least and the greatest number that may have been rounded to this one."""
        half = _HALF / 10**self.decimals
        return self.value - half, self.value + half

    def means(self, value: Number) -> bool:
        """Say whether the exact value is this number, rounded to its decimals."""
        return round_half_up(value, self.decimals) == self.value


class LevelChange(NamedTuple):
    """An indicator's level in our result, and one that could be the ministry's."""

    indicator_code: str
    level_from: Number
    level_to: Number


@dataclass(frozen=True, slots=True)
class NodeDifference:
    """One node in both results. `adds_up`: the ministry's number follows from those below it."""

    node: Node
    own: Number | None
    national: Written
    adds_up: bool | None

    @property
    def difference(self) -> Number | None:
        """Return the ministry's number less ours."""
        return None if self.own is None else simplest(Fraction(self.national.value) - self.own)

    @property
    def differs(self) -> bool | None:
        """Say whether the two differ by more than rounding; None: there is nothing to compare."""
        return None if self.own is None else not self.national.means(self.own)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What could explain a node's difference: its indicators, and changes of their levels.

    `changes`: ways to the ministry's number that change the fewest levels, at most ten.
    `is_complete`: all ways with so few changes were tried and are shown.
    """

    node: Node
    indicator_codes: tuple[str, ...]
    changes: tuple[tuple[LevelChange, ...], ...]
    is_complete: bool


def differences(
    edition: Edition, own: Mapping[str, Number | None], national: Mapping[str, Written]
) -> list[NodeDifference]:
    """Return the nodes for which the ministry gives a value, in the edition's order."""
    return [
        NodeDifference(
            node, own.get(node.code), national[node.code], _adds_up(edition, node, national)
        )
        for node in edition.inner
        if node.code in national
    ]


def explanations(
    edition: Edition, found: Sequence[NodeDifference], levels: Mapping[str, Number | None]
) -> list[Explanation]:
    """Return what could explain the differences of nodes that are directly above indicators."""
    explained, left = [], _MOST_TRIED_TOGETHER
    for difference in found:
        below = edition.children.get(difference.node.code, ())
        if difference.differs and below and all(node.is_answered for node in below):
            ways = _ways(edition, difference, below, levels=levels, most=min(left, _MOST_TRIED))
            shown = tuple(islice(ways, _MOST_SHOWN + 1))
            left -= ways.tried
            codes = tuple(node.code for node in below)
            is_complete = len(shown) <= _MOST_SHOWN and not ways.gave_up
            explained.append(Explanation(difference.node, codes, shown[:_MOST_SHOWN], is_complete))
    return explained


def band_against(said: str, bands: Sequence[Band], index: Written) -> Band | None:
    """Return the band of the index, if what is said is, or holds, the name of other bands only.

    What is the name of no band, such as a kind of agency, says nothing. Near a bound the index as
    it was before rounding may have had the next band.
    """
    right = band_of(bands, index.value)
    possible = (right, *(band_of(bands, end) for end in index.ends))
    for part in _parts(said):
        named = [band for band in bands if part in _names(band)]
        if named and not any(band in possible for band in named):
            return right
    return None


def _names(band: Band) -> set[str]:
    said = (band.name.id, band.name.en, band.symbol)
    return {"".join(_words(name)) for name in said if name is not None}


def _parts(said: str) -> set[str]:
    """Return what may be the name of a band, however it is written.

    `Predikat AA`, `"AA"` and `A A.` are AA; `AA (Sangat Memuaskan)` says both.
    """
    outer, inner = _IN_BRACKETS.sub(" ", said), _IN_BRACKETS.findall(said)
    return {"".join(_words(part)) for part in (said, outer, *inner)}


def _words(name: str) -> list[str]:
    words = _WORD.findall(name.casefold())
    return words[1:] if words[:1] in _CALLED else words


def _adds_up(edition: Edition, node: Node, national: Mapping[str, Written]) -> bool | None:
    """Say whether a number follows from the numbers below it, within what rounding hides."""
    below = edition.children[node.code]
    missing = [child for child in below if child.code not in national]
    if len(missing) == len(below):
        return None
    # A part that is not told can have any value that it can have at all.
    parts = [
        (child, ends(edition, child.code) if child in missing else national[child.code].ends)
        for child in below
    ]
    least, most = (_together(node, [(child, of[end]) for child, of in parts]) for end in (0, 1))
    lowest, highest = national[node.code].ends
    fits = least <= highest and lowest <= most
    return None if fits and missing else fits


def _together(node: Node, parts: Sequence[tuple[Node, Number]]) -> Number:
    """Return the value of a node that follows from the numbers below it, as people see them."""
    means = [
        (child.weight, Fraction(value * _WHOLE) / child.weight)
        if child.aggregation == "sum"
        else (child.weight, Fraction(value))
        for child, value in parts
    ]
    return in_points(node, aggregated(node.aggregation, means)) or 0


class _Ways(Iterator[tuple[LevelChange, ...]]):
    """The ways to the ministry's number, with the fewest changes; gives up after many tries."""

    def __init__(self, search: Iterator[tuple[LevelChange, ...] | None], most: int) -> None:
        self._search = search
        self._most = most
        self.tried = 0
        self._changes: int | None = None
        self.gave_up = False

    def __next__(self) -> tuple[LevelChange, ...]:
        if self.tried >= self._most:
            self.gave_up = True
            raise StopIteration
        for way in self._search:
            self.tried += 1
            if way is not None and self._changes in (None, len(way)):
                self._changes = len(way)
                return way
            if way is not None:
                break
            if self.tried >= self._most:
                self.gave_up = True
                break
        raise StopIteration


def _ways(
    edition: Edition,
    found: NodeDifference,
    below: Sequence[Node],
    *,
    levels: Mapping[str, Number | None],
    most: int,
) -> _Ways:
    """Return the ways. There are none unless the node is a mean of levels that are all known."""
    known = [levels.get(node.code) for node in below]
    how = found.node.aggregation
    if how not in ("weighted_mean", "mean") or any(level is None for level in known):
        return _Ways(iter(()), 1)
    weights = [Fraction(node.weight) if how == "weighted_mean" else Fraction(1) for node in below]
    return _Ways(_search(edition, found.national, below, weights=weights, levels=levels), most)


def _search(
    edition: Edition,
    national: Written,
    below: Sequence[Node],
    *,
    weights: Sequence[Fraction],
    levels: Mapping[str, Number | None],
) -> Iterator[tuple[LevelChange, ...] | None]:
    """Yield each way that gives the number, and None for each combination that does not.

    Many are tried, so weights and levels are made whole numbers first: sums of them are exact.
    """
    own = [levels[node.code] or 0 for node in below]
    others = [
        [step.value for step in edition.scale_of(node).levels if step.value != level]
        for node, level in zip(below, own, strict=True)
    ]
    whole = lcm(*(one.denominator for one in (*weights, *own, *chain(*others)))) ** 2
    start = sum(weight * level for weight, level in zip(weights, own, strict=True))
    half = _HALF / 10**national.decimals
    low, high = (
        ceil(((national.value + end) * sum(weights) - start) * whole) for end in (-half, half)
    )
    moves = [
        [(int(weight * (value - level) * whole), value) for value in values]
        for weight, level, values in zip(weights, own, others, strict=True)
    ]
    for count in range(1, _MOST_CHANGES + 1):
        for places in combinations(range(len(below)), count):
            for made in product(*(moves[place] for place in places)):
                if low <= sum([move for move, _ in made]) < high:
                    yield tuple(
                        LevelChange(below[place].code, own[place], value)
                        for place, (_, value) in zip(places, made, strict=True)
                    )
                else:
                    yield None
