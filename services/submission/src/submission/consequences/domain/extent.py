"""Which periods a rule looks at: where it says something, and since when an agency must stand."""

from collections.abc import Iterator
from datetime import date

from rules.period import PeriodKind, kind_of, parse_period
from submission.consequences.domain.condition import (
    AgainstTarget,
    AllOf,
    AnyOf,
    Condition,
    Improved,
    Not,
    period_before,
)
from submission.consequences.domain.rule_set import Rule, RuleSet

_TWO = 2


def concerns(rule: Rule, period: str) -> bool:
    """Say whether a rule is asked of a period: it looks at periods of no other kind.

    A rule may name the kinds of periods of which it is asked: what does not belong to a month or
    quarter, such as an AKIP value, is then not told anew in each of them.
    """
    kind = kind_of(period)
    named = rule.period_kinds
    return period_kinds(rule.condition) <= {kind} and (named is None or kind in named)


def period_kinds(condition: Condition) -> frozenset[PeriodKind]:
    """Return of which kinds the periods are that a condition looks at."""
    return frozenset(kind for kind, _ in _looks(condition))


def periods_of(rule: Rule, period: str) -> tuple[str, ...]:
    """Return the periods that a rule looks at, the newest first; at least the period itself."""
    count = max((count for _, count in _looks(rule.condition)), default=1)
    found = [period]
    while len(found) < count and (before := period_before(found[-1])) is not None:
        found.append(before)
    return tuple(found)


def periods_of_set(rule_set: RuleSet, period: str) -> tuple[str, ...]:
    """Return all periods that the rules of a set look at which concern a period."""
    found = (periods_of(rule, period) for rule in rule_set.rules if concerns(rule, period))
    return max(found, key=len, default=(period,))


def days_of(rule: Rule, period: str) -> tuple[date, date]:
    """Return the first and the last day of what a rule looks at."""
    first, last = periods_of(rule, period)[-1], period
    return parse_period(first).first_day, parse_period(last).last_day


def _looks(condition: Condition) -> Iterator[tuple[PeriodKind, int]]:
    """Yield of which kind and how many periods each part looks at."""
    match condition:
        case AgainstTarget():
            yield condition.period_kind, condition.periods
        case Improved():
            yield condition.period_kind, _TWO
        case AllOf() | AnyOf():
            for each in condition.conditions:
                yield from _looks(each)
        case Not():
            yield from _looks(condition.condition)
        case _:
            pass
