"""A crosswalk: which indicators of a new edition take over the indicators of an old one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from instrument.editions.domain.model import Certainty
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The share of an old indicator that a new indicator takes over: (0, 1]."""

    from_code: str
    to_code: str
    share: Fraction
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The share of an old indicator that the new edition no longer measures: (0, 1]."""

    from_code: str
    share: Fraction
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A new indicator to which no old indicator flows."""

    to_code: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """A mapping of one edition to another. The shares of each old indicator add up to 1."""

    crosswalk_code: str
    from_edition: str
    to_edition: str
    title: Text
    source: str
    certainty: Certainty
    caveat: Text | None = None
    flows: tuple[Flow, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    gaps: tuple[Gap, ...] = ()


def weights_in(crosswalk: Crosswalk, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the old weight that flows to each new indicator: share x old weight."""
    flowed: dict[str, Fraction] = {}
    for flow in crosswalk.flows:
        share = flow.share * weights[flow.from_code]
        flowed[flow.to_code] = flowed.get(flow.to_code, Fraction(0)) + share
    return flowed


def weight_dropped(crosswalk: Crosswalk, weights: Mapping[str, Fraction]) -> Fraction:
    """Return the old weight that is dropped."""
    return sum((part.share * weights[part.from_code] for part in crosswalk.dropped), Fraction(0))
