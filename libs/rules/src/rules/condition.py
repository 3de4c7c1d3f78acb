"""Conditions over facts in three-valued logic: true, false, or unknown (None).

Every evaluation returns a trace. It holds two truths: `truth` lets the last good value stand in for
a fact that cannot be read now; `firm` counts such a fact as unknown.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from rules.exact import Number
from rules.fact import UNSEEN, FactKey, FactKind, Facts, FactValue, Reading
from rules.quarter import Month, is_of_months, period_of, read_months, reading_of

Truth = bool | None
Operator = Literal["==", "!=", ">=", ">", "<=", "<", "exists"]
Quantifier = Literal["all", "any", "share"]

_COMPARISONS: Final[Mapping[str, Callable[[Number, Number], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class FactCondition:
    """One fact compared with a value, for the assessed agency or quantified over its subtree.

    An agency to which the question does not apply (`Reading.is_empty`) stands in the way of no
    `all`, but is not the one that makes `any` true, and no part of what a `share` is of.
    """

    fact: FactKind
    operator: Operator
    value: FactValue = None
    scope: Literal["agency", "subtree"] = "agency"
    subtree_kind: str | None = None
    quantifier: Quantifier = "all"
    share: Number | None = None
    year_offset: int = 0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one holds; of none, always."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    condition: "Condition"


Condition = FactCondition | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Member:
    """What one agency's fact said to a condition or measure.

    `months`: what it was in each month of the quarter, where the fact is monthly.
    """

    agency_code: str
    fact: str
    period: str | None
    truth: Truth
    firm: Truth
    reading: Reading
    months: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """How a condition came to its truth. Only a fact's has `condition` and `members`."""

    kind: Literal["fact", "all", "any", "not"]
    truth: Truth
    firm: Truth
    condition: FactCondition | None = None
    members: tuple[Member, ...] = ()
    parts: tuple["Trace", ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that a rule reads."""

    fact: FactKind
    scope: Literal["agency", "subtree"]
    year_offset: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is assessed, and for when."""

    agency_code: str
    period: str


def evaluate(condition: Condition, facts: Facts, subject: Subject) -> Trace:
    """Return the condition's truth and how it came to it."""
    if isinstance(condition, FactCondition):
        return _evaluate_fact(condition, facts, subject)
    if isinstance(condition, Not):
        part = evaluate(condition.condition, facts, subject)
        return Trace("not", _negated(part.truth), _negated(part.firm), parts=(part,))
    parts = tuple(evaluate(each, facts, subject) for each in condition.conditions)
    truths, firms = [part.truth for part in parts], [part.firm for part in parts]
    if isinstance(condition, AllOf):
        return Trace("all", every(truths), every(firms), parts=parts)
    return Trace("any", some(truths), some(firms), parts=parts)


def every(truths: Sequence[Truth]) -> Truth:
    """Return whether all hold: false if one is false, else unknown if one is unknown."""
    if False in truths:
        return False
    return None if None in truths else True


def some(truths: Sequence[Truth]) -> Truth:
    """Return whether one holds: true if one is true, else unknown if one is unknown."""
    if True in truths:
        return True
    return None if None in truths else False


def asks_nothing(condition: Condition) -> bool:
    """Say whether the condition holds whatever the facts are."""
    return isinstance(condition, AllOf) and all(map(asks_nothing, condition.conditions))


def needs_of(condition: Condition) -> Iterator[Need]:
    """Yield the facts that a condition reads."""
    for each in fact_conditions(condition):
        yield Need(each.fact, each.scope, each.year_offset)


def fact_conditions(condition: Condition) -> Iterator[FactCondition]:
    """Yield every comparison in the condition."""
    if isinstance(condition, FactCondition):
        yield condition
    elif isinstance(condition, Not):
        yield from fact_conditions(condition.condition)
    else:
        for part in condition.conditions:
            yield from fact_conditions(part)


def in_use(trace: Trace) -> Iterator[Member]:
    """Yield the members whose facts decide the trace's truth."""
    if trace.kind == "fact":
        deciding = _deciding(trace)
        yield from (member for member in trace.members if member.truth in deciding)
        return
    for part in trace.parts:
        if trace.kind == "not" or part.truth == trace.truth or trace.truth is None:
            yield from in_use(part)


def agencies_of(
    scope: Literal["agency", "subtree"], kind: str | None, facts: Facts, subject: Subject
) -> Sequence[str]:
    """Return whose facts are read."""
    return (subject.agency_code,) if scope == "agency" else tuple(facts.subtree(kind))


def members_of(
    fact: FactKind, subject: Subject, year_offset: int, *, agencies: Sequence[str], facts: Facts
) -> Iterator[Member]:
    """Yield whose fact is read, each once, with what is known of it and no truth yet."""
    period = period_of(fact, subject.period, year_offset)
    if period is not None and is_of_months(fact, period):
        yield from _quarterly(fact, period, agencies, facts)
        return
    seen: set[str] = set()
    for code in agencies:
        holder = code if period is None else facts.holder(code, period)
        if holder is None:
            yield Member(code, fact.name, period, None, None, UNSEEN)
        elif holder not in seen:
            seen.add(holder)
            reading = facts.read(FactKey(holder, fact.name, period or ""))
            yield Member(holder, fact.name, period, None, None, reading)


def read_own(fact: FactKind, subject: Subject, *, agency_code: str, facts: Facts) -> Reading:
    """Return what is known of an agency's own fact, and not of its predecessor's."""
    period = period_of(fact, subject.period, 0)
    if period is None or not is_of_months(fact, period):
        return facts.read(FactKey(agency_code, fact.name, period or ""))
    members = tuple(_quarterly(fact, period, (agency_code,), facts))
    return members[0].reading if members else UNSEEN


def _quarterly(
    fact: FactKind, quarter: str, agencies: Sequence[str], facts: Facts
) -> Iterator[Member]:
    """Yield what the months of a quarter come to; a month that two agencies share counts once."""
    seen: set[tuple[str, str]] = set()
    for code in agencies:
        months = tuple(read_months(fact, quarter, code, facts, seen=seen))
        if months and fact.over_months is not None:
            reading = reading_of(fact.over_months, months)
            yield Member(code, fact.name, quarter, None, None, reading, months)


def _evaluate_fact(condition: FactCondition, facts: Facts, subject: Subject) -> Trace:
    agencies = agencies_of(condition.scope, condition.subtree_kind, facts, subject)
    offset, members = condition.year_offset, []
    for read in members_of(condition.fact, subject, offset, agencies=agencies, facts=facts):
        reading = read.reading
        if reading.is_empty and condition.quantifier == "share":
            continue
        truth = _compare(condition, reading)
        if reading.is_empty and condition.quantifier == "any":
            truth = False
        firm = truth if reading.current else None
        members.append(replace(read, truth=truth, firm=firm))
    truth = _quantified(condition, [member.truth for member in members])
    firm = _quantified(condition, [member.firm for member in members])
    return Trace("fact", truth, firm, condition, tuple(members))


def _quantified(condition: FactCondition, truths: Sequence[Truth]) -> Truth:
    # Of nobody nothing is known: an agency tree that has not arrived proves nothing.
    if not truths:
        return None
    if condition.quantifier == "any":
        return some(truths)
    if condition.quantifier == "all" or condition.share is None:
        return every(truths)
    met, unknown = truths.count(True), truths.count(None)
    needed = condition.share * len(truths)
    if met >= needed:
        return True
    return False if met + unknown < needed else None


def _compare(condition: FactCondition, reading: Reading) -> Truth:
    if reading.status == "unknown":
        return None
    if condition.operator == "exists" or reading.status == "absent":
        return reading.status == "value"
    left, right = reading.value, condition.value
    if isinstance(left, bool) is not isinstance(right, bool) or left is None or right is None:
        return None  # a truth value and a number cannot be compared
    if condition.operator == "==":
        return left == right
    if condition.operator == "!=":
        return left != right
    return None if isinstance(left, bool) else _COMPARISONS[condition.operator](left, right)


def _deciding(trace: Trace) -> tuple[Truth, ...]:
    """Return the truths of the members that make the quantifier true, false or unknown."""
    if trace.truth is None:
        return (None,)
    quantifier = trace.condition.quantifier if trace.condition else "all"
    if quantifier == "share":
        return (trace.truth,)
    return (True,) if trace.truth else (False,)


def _negated(truth: Truth) -> Truth:
    return None if truth is None else not truth
