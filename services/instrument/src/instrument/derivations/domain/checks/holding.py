"""Conditions that can never hold, whatever the facts are.

A few states of a fact are enough to try: each number that a comparison names, one number between
every two of them, one below all and one above all. No comparison can tell a number from the nearest
of these. A condition is a defect only if it is proven impossible; one that is too large to try is
accepted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, pairwise, product
from math import prod

from instrument.derivations.domain.condition import (
    AllCondition,
    AnyCondition,
    Condition,
    FactCondition,
    NotCondition,
)
from instrument.derivations.domain.model import FactKind
from rules.exact import text_of
from rules.refusal import Refusal
from rules.text import Text

Catalogue = Mapping[str, FactKind]
_State = bool | Fraction | None  # None: the fact is absent
_Literal = tuple[FactCondition, bool]

_MOST_WAYS = 256
_MOST_COMPARISONS = 50
_MOST_NAMED = 4
# Money may be corrected below zero and an achievement may be negative; nobody has -1 documents.
_NEVER_NEGATIVE = frozenset({"count"})


@dataclass(frozen=True, slots=True)
class _Demand:
    """At least this share of a group of agencies must have one of these states."""

    states: frozenset[_State]
    share: Fraction
    more: bool


def check_holding(pointer: str, condition: Condition, catalogue: Catalogue) -> Iterator[Refusal]:
    """Yield the smallest parts of a condition that can never hold."""
    defects = [
        defect
        for where, part in _parts(pointer, condition)
        for defect in check_holding(where, part, catalogue)
    ]
    if not defects and not can_hold([condition], catalogue):
        defects.append(Refusal(pointer, _never(condition)))
    yield from defects


def can_hold(conditions: Sequence[Condition], catalogue: Catalogue, *, truth: bool = True) -> bool:
    """Say whether facts could make all conditions true; with `truth=False`: at least one false."""
    whole = AllCondition(conditions=tuple(conditions))
    if _comparisons(whole) > _MOST_COMPARISONS or _count(whole, truth=truth) > _MOST_WAYS:
        return True
    return any(_agree(way, catalogue) for way in _ways(whole, truth=truth))


def turned_by_absence(
    pointer: str, condition: Condition, beside: Sequence[Condition], catalogue: Catalogue
) -> Iterator[str]:
    """Yield the places of comparisons that are denied, and so help the condition if absent.

    A comparison with an absent fact is false, so its denial is true. `beside`: what must hold too;
    where it asks that the fact exists, absence turns nothing.
    """
    whole = AllCondition(conditions=(*beside, condition))
    is_large = _comparisons(whole) > _MOST_COMPARISONS or _count(whole, truth=True) > _MOST_WAYS
    ways = () if is_large else tuple(_ways(whole, truth=True))
    for where, denied in _denied(pointer, condition, truth=True):
        missing = (replace(denied, operator="exists", value=None, quantifier="all"), False)
        if is_large or any(
            (denied, False) in way and _agree((*way, missing), catalogue) for way in ways
        ):
            yield where


def _denied(
    pointer: str, condition: Condition, *, truth: bool
) -> Iterator[tuple[str, FactCondition]]:
    """Yield the comparisons that must be false for the condition to be true."""
    if isinstance(condition, FactCondition):
        if not truth and condition.operator != "exists":
            yield pointer, condition
        return
    below = not truth if isinstance(condition, NotCondition) else truth
    for where, part in _parts(pointer, condition):
        yield from _denied(where, part, truth=below)


def _parts(pointer: str, condition: Condition) -> Iterator[tuple[str, Condition]]:
    if isinstance(condition, NotCondition):
        yield f"{pointer}/condition", condition.condition
    elif not isinstance(condition, FactCondition):
        for place, part in enumerate(condition.conditions):
            yield f"{pointer}/conditions/{place}", part


def _never(condition: Condition) -> Text:
    if isinstance(condition, NotCondition):
        return Text(
            "tidak akan pernah terpenuhi: syarat yang disangkal selalu terpenuhi",
            "can never hold: what it denies always holds",
        )
    if isinstance(condition, FactCondition):
        return Text(
            f"tidak akan pernah terpenuhi: {_written(condition)}",
            f"can never hold: {_written(condition)}",
        )
    named = list(dict.fromkeys(_written(part) for part in _facts(condition)))[:_MOST_NAMED]
    parts = "; ".join(named)
    return Text(
        f"tidak akan pernah terpenuhi karena bagian-bagiannya bertentangan: {parts}",
        f"can never hold, its parts contradict each other: {parts}",
    )


def _written(condition: FactCondition) -> str:
    value = condition.value
    shown = "" if value is None else f" {text_of(value) if _is_number(value) else str(value)}"
    return f"{condition.fact} {condition.operator}{shown}".replace("True", "true").replace(
        "False", "false"
    )


def _is_number(value: object) -> bool:
    return isinstance(value, Fraction)


def _facts(condition: Condition) -> Iterator[FactCondition]:
    if isinstance(condition, FactCondition):
        yield condition
    for _, part in _parts("", condition):
        yield from _facts(part)


def _comparisons(condition: Condition) -> int:
    return sum(1 for _ in _facts(condition))


def _joined(condition: AllCondition | AnyCondition, *, truth: bool) -> bool:
    """Say whether every part must have this truth: for `all` to be true, for `any` to be false."""
    return isinstance(condition, AllCondition) is truth


def _count(condition: Condition, *, truth: bool) -> int:
    if isinstance(condition, FactCondition):
        return 1
    if isinstance(condition, NotCondition):
        return _count(condition.condition, truth=not truth)
    counts = [_count(part, truth=truth) for part in condition.conditions]
    return prod(counts) if _joined(condition, truth=truth) else sum(counts)


def _ways(condition: Condition, *, truth: bool) -> Iterator[tuple[_Literal, ...]]:
    """Yield every way to give the condition this truth: comparisons, each with its own truth."""
    if isinstance(condition, FactCondition):
        yield ((condition, truth),)
    elif isinstance(condition, NotCondition):
        yield from _ways(condition.condition, truth=not truth)
    elif _joined(condition, truth=truth):
        for chosen in product(*(_ways(part, truth=truth) for part in condition.conditions)):
            yield tuple(chain.from_iterable(chosen))
    else:
        for part in condition.conditions:
            yield from _ways(part, truth=truth)


def _agree(way: Sequence[_Literal], catalogue: Catalogue) -> bool:
    """Say whether some state of the facts meets all comparisons of one way."""
    readings: dict[tuple[str, int], list[_Literal]] = {}
    for comparison, truth in way:
        key = (comparison.fact, comparison.year_offset)
        readings.setdefault(key, []).append((comparison, truth))
    return all(
        _agree_on(catalogue[fact], comparisons) for (fact, _), comparisons in readings.items()
    )


def _agree_on(kind: FactKind, comparisons: Sequence[_Literal]) -> bool:
    states = frozenset(_states(kind, [comparison.value for comparison, _ in comparisons]))
    groups: dict[tuple[str, str | None], list[_Demand]] = {}
    for comparison, truth in comparisons:
        group = (comparison.scope, comparison.subtree_kind)
        groups.setdefault(group, []).append(_demand(comparison, states, truth=truth))
    # What holds of the whole subtree holds of its agencies of one kind.
    everywhere = _common(states, groups.get(("subtree", None), []))
    return all(
        _possible(demands, _common(everywhere if scope == "subtree" else states, demands))
        for (scope, _), demands in groups.items()
    )


def _common(states: frozenset[_State], demands: Sequence[_Demand]) -> frozenset[_State]:
    """Return the states that the demands on all agencies leave to each agency."""
    return states.intersection(*(demand.states for demand in demands if demand.share == 1))


def _possible(demands: Sequence[_Demand], common: frozenset[_State]) -> bool:
    if any(not common & demand.states for demand in demands):
        return False
    return all(
        common & one.states & other.states or not _overlap(one, other)
        for one, other in combinations(demands, 2)
    )


def _overlap(one: _Demand, other: _Demand) -> bool:
    """Say whether at least one agency must meet both demands."""
    total = one.share + other.share
    return total > 1 or (total == 1 and (one.more or other.more))


def _demand(comparison: FactCondition, states: frozenset[_State], *, truth: bool) -> _Demand:
    """Return the demand that makes a comparison true, or false."""
    meeting = frozenset(state for state in states if _meets(comparison, state) is truth)
    quantifier, share = comparison.quantifier, comparison.share or Fraction(0)
    if quantifier == "share":
        return _Demand(meeting, share if truth else 1 - share, more=not truth)
    everyone = truth is (quantifier == "all")
    return _Demand(meeting, Fraction(everyone), more=not everyone)


def _states(kind: FactKind, values: Sequence[bool | Fraction | None]) -> Iterator[_State]:
    yield None
    if kind.type == "boolean":
        yield from (True, False)
        return
    numbers = sorted({value for value in values if isinstance(value, Fraction)} | {Fraction(0)})
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    for number in (numbers[0] - 1, *numbers, *between, numbers[-1] + 1):
        if number >= 0 or kind.unit not in _NEVER_NEGATIVE:
            yield number


def _meets(comparison: FactCondition, state: _State) -> bool:
    """Say whether the comparison is true for one agency; it is false for an absent fact."""
    if state is None or comparison.value is None:
        return state is not None
    value = comparison.value
    return {
        "==": state == value,
        "!=": state != value,
        ">=": state >= value,
        ">": state > value,
        "<=": state <= value,
        "<": state < value,
    }[comparison.operator]
