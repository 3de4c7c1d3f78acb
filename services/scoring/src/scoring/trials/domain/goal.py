"""A goal, the raises that could reach it, and the exact check of whether some of them do."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.exact import Number, simplest
from scoring.trials.domain.mean import Mean


@dataclass(frozen=True, slots=True)
class Efforts:
    """What raises and items of evidence cost.

    What is not named costs the default: a raise as many units as the step's place on its scale
    (from the first level to the second: 1, to the third: 2), an item of evidence one unit.
    """

    raises: Mapping[tuple[str, Number], Number] = field(default_factory=dict)
    evidence: Mapping[str, Number] = field(default_factory=dict)

    def of_raise(self, code: str, level: Number, place: int) -> Number:
        """Return the effort of a raise to `level`, the step in this place of the scale."""
        return self.raises.get((code, level), place)

    def of_evidence(self, code: str) -> Number:
        """Return the effort of providing an item."""
        return self.evidence.get(code, 1)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: a node's exact value, a level of every indicator, or both.

    `locked` indicators stay as they are; `ceilings` are the highest levels that some may reach.
    """

    node_code: str
    target: Number | None = None
    every_indicator: Number | None = None
    locked: Collection[str] = ()
    ceilings: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raise:
    """One step of one indicator, from None where it has no level yet.

    `gain`: how much it adds to the node's exact value; None where that depends on other raises.
    `share`: how much of the node's weight has a level with it and had none before, an exact share.
    """

    code: str
    level_from: Number | None
    level_to: Number
    effort: Number
    gain: Number | None
    evidence: tuple[str, ...]
    is_forced: bool
    share: Number = 0


@dataclass(frozen=True, slots=True)
class Lack:
    """What the goal's node lacks to be judged, in exact shares of its weight.

    `share`: how much must still get a level; 0: the node is judged. `of_code`: by indicator, how
    much gets one when somebody answers it.
    """

    share: Number = 0
    of_code: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Aim:
    """The goal where raises change what the others weigh: a mean, and the least it must be.

    `points`: what the node shows for a mean of 1.
    """

    mean: Mean
    target: Number | None
    points: Number


@dataclass(frozen=True, slots=True)
class Problem:
    """All raises there are, an indicator's in rising order, and what they must come to.

    Without an `aim` their gains add up, and `needed` is the least sum. It is None where the node
    has no value yet. `needed_share`: what their shares must come to, so that the node is judged.
    """

    raises: tuple[Raise, ...]
    needed: Number | None
    evidence: Mapping[str, Number]
    aim: Aim | None = None
    needed_share: Number = 0

    def sum_of(self, chosen: Iterable[int]) -> Number:
        """Return the sum of the gains of the raises in these places."""
        return simplest_sum(self.raises[place].gain or 0 for place in chosen)

    def share_of(self, chosen: Iterable[int]) -> Number:
        """Return how much of the node's weight gets a level by the raises in these places."""
        return simplest_sum(self.raises[place].share for place in chosen)

    def gains(self, chosen: Collection[int]) -> Mapping[str, Number | None]:
        """Return by indicator what the node would lack without its raises among those chosen.

        None: it would have no value then.
        """
        codes = dict.fromkeys(self.raises[place].code for place in sorted(chosen))
        if self.aim is None:
            sums: dict[str, Number] = dict.fromkeys(codes, 0)
            for place in chosen:
                sums[self.raises[place].code] += self.raises[place].gain or 0
            return {code: simplest(total) for code, total in sums.items()}
        whole, without = self.aim.mean.value_without_each(self._reached(chosen))
        points = self.aim.points
        return {
            code: None
            if whole is None or (less := without[code]) is None
            else simplest(points * (whole - less))
            for code in codes
        }

    def evidence_of(self, chosen: Iterable[int]) -> list[str]:
        """Return the items that the raises in these places need, each once."""
        return [*dict.fromkeys(code for place in chosen for code in self.raises[place].evidence)]

    def effort(self, chosen: Sequence[int]) -> Number:
        """Return what the raises in these places cost, with their evidence."""
        evidence = simplest_sum(self.evidence[code] for code in self.evidence_of(chosen))
        return simplest(evidence + simplest_sum(self.raises[place].effort for place in chosen))

    def is_solved_by(self, chosen: Collection[int]) -> bool:
        """Say, exactly, whether these raises reach goal and floor and leave no step out."""
        missing = (place for place, one in enumerate(self.raises) if one.is_forced)
        if any(place not in chosen for place in missing) or not self._is_enough(chosen):
            return False
        return all(below in chosen for place in chosen for below in self.below(place))

    def below(self, place: int) -> Iterator[int]:
        """Yield the place of the raise that must come before one, if there is any."""
        if place and self.raises[place - 1].code == self.raises[place].code:
            yield place - 1

    def _is_enough(self, chosen: Collection[int]) -> bool:
        if self.needed_share and self.share_of(chosen) < self.needed_share:
            return False
        if self.aim is None:
            return self.sum_of(chosen) >= (self.needed or 0)
        mean = self._mean(chosen)
        return self.aim.target is None or (mean is not None and mean >= self.aim.target)

    def _mean(self, chosen: Iterable[int]) -> Number | None:
        return None if self.aim is None else self.aim.mean.value(self._reached(chosen))

    def _reached(self, chosen: Iterable[int]) -> dict[str, Number]:
        return {self.raises[place].code: self.raises[place].level_to for place in sorted(chosen)}


def simplest_sum(numbers: Iterable[Number]) -> Number:
    """Return the exact sum."""
    return simplest(sum(numbers, start=0))
