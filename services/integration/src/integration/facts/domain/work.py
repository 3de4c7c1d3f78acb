"""Physical work by month: the mean by budget of how far it is, and of how far it was to be."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from integration.facts.domain import money
from integration.facts.domain.fact import Observation, PeriodFacts
from integration.facts.domain.rows import Doubt, Rows, hidden
from integration.records.domain.business_key import Key, unit_and_code
from integration.records.domain.record import Content, Record
from rules.exact import fraction

_REACHED: Final = "physical"
_TARGET: Final = "physical_target"
_NEAR: Final = Fraction(1, 10)  # of a target; about as wide as the bands of predicates


def observe(
    facts: PeriodFacts, so_far: Rows, reported: Rows, *, counted: Rows
) -> Iterator[Observation]:
    """Yield the facts of a month; `so_far` holds its rows (`reported`) and those before."""
    weights = {unit_and_code(row.content): row.content["amount"] for row in counted}
    means = {name: _weighted_mean(reported, name, weights) for name in (_REACHED, _TARGET)}
    rows = reported.doubted_by(counted) if reported else reported
    if None not in means.values() and not rows.doubts:
        rows = rows.doubted_by(_eased(so_far, reported), _covered(reported, weights))
    for name, mean in means.items():
        fact = "physical_realisation" if name == _REACHED else name
        yield facts.value(f"budgeting.{fact}", mean, rows.where(_rests_on(name)))


def _rests_on(field: str) -> Callable[[Content], bool]:
    """Return what holds of all rows, and of the doubt about this column."""
    return lambda content: bool(content.get("column", field) == field)


def _weighted_mean(
    reported: Iterable[Record], field: str, weights: Mapping[Key, str | None]
) -> Fraction | None:
    """Return the mean by budget; None unless every sub-activity has a row and a locked budget.

    A mean over the others only would let an agency look better by leaving out a bad one. None as
    well when a value or a budget that it needs is not stated.
    """
    values = {unit_and_code(row.content): row.content[field] for row in reported}
    unreported = [weights[key] for key in weights.keys() - values.keys()]
    if values.keys() - weights.keys() or any(map(money.has_amount, unreported)):
        return None
    whole = done = Fraction(0)
    for key, value in values.items():
        weight = weights[key]
        if value is None or weight is None:
            return None
        whole += fraction(weight)
        done += fraction(value) * fraction(weight)
    return done / whole if whole else None


def _eased(so_far: Rows, reported: Rows) -> Rows:
    """Return the doubts about targets that fall, by more than a tenth, below one of a month before.

    A target tells how far work was to be by then, so it does not fall. Where the work falls with
    it, as when a budget is enlarged, the fall hides nothing.
    """
    months: dict[Key, list[Record]] = defaultdict(list)
    for row in so_far:
        months[unit_and_code(row.content)].append(row)
    doubts = []
    for row in reported:
        before = [
            other
            for other in months[unit_and_code(row.content)]
            if other.content["month"] < row.content["month"] and _hides(other, row)
        ]
        if before:
            found = (max(before, key=lambda other: _stated(other, _TARGET)), row)
            ids = tuple(other.record_id for other in found)
            doubts.append(Doubt("falling_rows", row.kind, ids, tuple(o.content for o in found)))
    return Rows((), tuple(doubts))


def _hides(before: Record, row: Record) -> bool:
    """Say whether a target fell, so that the same work is a larger share of it."""
    if before.content[_TARGET] is None:
        return False
    held, target = _stated(before, _TARGET), _stated(row, _TARGET)
    if target >= held * (1 - _NEAR):
        return False
    reached = before.content[_REACHED]
    return reached is None or _stated(row, _REACHED) * held > fraction(reached) * target


def _covered(reported: Rows, weights: Mapping[Key, str | None]) -> Rows:
    parts = []
    for row in reported:
        weight = fraction(weights[unit_and_code(row.content)] or "0")
        parts.append((row, _stated(row, _TARGET) * weight, _stated(row, _REACHED) * weight))
    return hidden("hidden_delay", parts)


def _stated(row: Record, field: str) -> Fraction:
    return fraction(row.content[field])
