"""Measures: one number from facts, of an agency or of all below it, or a ratio of two."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from rules.condition import Member, Subject, agencies_of, members_of
from rules.exact import CARRIED_DIGITS, Number, is_carried, round_half_up, simplest
from rules.fact import FactKind, Facts, Status
from rules.text import Text

Formula = Literal["value", "ratio", "higher_is_better", "lower_is_better"]

_HUNDRED: Final = 100
# What could look better without an agency.
_OF_ALL: Final = ("mean", "minimum")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number from facts, cut to [minimum, maximum]."""

    formula: Formula
    fact: FactKind
    text: Text
    against: FactKind | None = None
    scope: Literal["agency", "subtree"] = "agency"
    minimum: Number = 0
    maximum: Number = _HUNDRED


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure gives: its level, and the facts behind the `numbers` that it took.

    `covered`: all facts can be read now. `left` are the facts of agencies of a subtree that are no
    part of the numbers, for theirs are absent: of a ratio one or both. A mean and a minimum have no
    number then: without who reported nothing they would look better.
    """

    level: Number | None
    covered: bool
    members: tuple[Member, ...]
    numbers: tuple[Number | None, Number | None]
    left: tuple[Member, ...]


def apply(measure: Measure, facts: Facts, subject: Subject) -> Measured:
    """Return what the facts give."""
    members = _members(measure, measure.fact, facts, subject)
    others: tuple[Member, ...] = ()
    if measure.against is not None:
        others = _members(measure, measure.against, facts, subject)
    alone = _absent(members, others)
    is_partial = measure.formula == "value" and measure.fact.aggregation in _OF_ALL and alone
    value = None if is_partial else _total(measure.fact, _but_for(alone, members))
    against = None if measure.against is None else _total(measure.against, _but_for(alone, others))
    level = _cut(measure, _formula(measure, value, against))
    read = (*members, *others)
    return Measured(
        level,
        level is not None and all(member.reading.current for member in read),
        _but_for(alone, read),
        (value, against),
        tuple(member for member in read if member.agency_code in alone),
    )


def _members(
    measure: Measure, fact: FactKind, facts: Facts, subject: Subject
) -> tuple[Member, ...]:
    """Return the readings of a fact, of the agency or of the whole subtree."""
    agencies = agencies_of(measure.scope, None, facts, subject)
    return tuple(
        member
        for member in members_of(fact, subject, 0, agencies=agencies, facts=facts)
        # The node that gathers the others, the region, often has no such fact of its own.
        if measure.scope == "agency"
        or member.agency_code != subject.agency_code
        or member.reading.source_code
    )


def _absent(members: tuple[Member, ...], others: tuple[Member, ...]) -> frozenset[str]:
    """Return the agencies of several that are known not to have a number that is taken.

    A ratio takes both numbers of an agency or neither. One that cannot be known is not left: then
    the whole is not known.
    """
    statuses: dict[str, list[Status]] = {}
    for member in (*members, *others):
        statuses.setdefault(member.agency_code, []).append(member.reading.status)
    return frozenset(
        code
        for code, found in statuses.items()
        if len(statuses) > 1 and "absent" in found and "unknown" not in found
    )


def _but_for(left: frozenset[str], members: tuple[Member, ...]) -> tuple[Member, ...]:
    return tuple(member for member in members if member.agency_code not in left)


def _total(fact: FactKind, members: tuple[Member, ...]) -> Number | None:
    """Return what the readings come to; None if one is not known, or none is a number."""
    if any(member.reading.status == "unknown" for member in members):
        return None
    values = [member.reading.value for member in members if member.reading.status == "value"]
    numbers = [value for value in values if value is not None and not isinstance(value, bool)]
    if not numbers or len(numbers) < len(values):
        return None
    return _aggregated(fact, numbers)


def _aggregated(fact: FactKind, numbers: list[Number]) -> Number | None:
    if len(numbers) == 1:
        return numbers[0]
    if fact.aggregation == "sum":
        return sum(numbers)
    if fact.aggregation == "mean":
        return Fraction(sum(numbers)) / len(numbers)
    if fact.aggregation == "minimum":
        return min(numbers)
    return max(numbers) if fact.aggregation == "maximum" else None


def _formula(measure: Measure, value: Number | None, against: Number | None) -> Number | None:
    if value is None or measure.formula == "value":
        return value
    # Nothing to measure against. Below zero the quotient turns round: the worse would look better.
    if against is None or against <= 0:
        return None
    if measure.formula == "lower_is_better":
        return Fraction(_HUNDRED * (2 * against - value)) / against
    return Fraction(_HUNDRED * value) / against


def _cut(measure: Measure, value: Number | None) -> Number | None:
    if value is None:
        return None
    value = max(measure.minimum, min(measure.maximum, value))
    # A level must be the same after it was stored and carried, so it has the digits for that.
    if not is_carried(value.numerator, value.denominator):
        return round_half_up(value, CARRIED_DIGITS)
    return simplest(value)
