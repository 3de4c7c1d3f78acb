"""A crosswalk: where the meaning of an old edition's indicators went in a new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from instrument.editions.domain.model import Certainty
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The share of an old indicator's meaning that a new one takes up: (0, 1]."""

    from_code: str
    to_code: str
    share: Fraction
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The share of an old indicator's meaning that the new edition does not ask for: (0, 1]."""

    from_code: str
    share: Fraction
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A new indicator that no old answer says anything about."""

    to_code: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """The whole mapping of one edition to another. What flows and what is dropped add up to 1."""

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
    """Return the old weight that goes nowhere."""
    return sum((each.share * weights[each.from_code] for each in crosswalk.dropped), Fraction(0))
