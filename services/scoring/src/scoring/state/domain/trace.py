"""The trace of a derived level as it is kept: plain values only, to be written as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from rules.condition import Member, Trace, Truth, in_use
from rules.derivation import Derived, Rule
from rules.exact import Number, text_of
from rules.fact import Reading, Status, WrittenValue, value_text
from rules.measure import Formula, Measure
from rules.text import Text

# Of a subtree of hundreds, so many of each kind are named; the counts tell of all.
_MOST_NAMED: Final = 50


@dataclass(frozen=True, slots=True)
class FactTrace:
    """What one agency's fact said. `current`: its source could be read then.

    `is_empty`: the question does not apply to the agency; what was kept before says nothing of it.
    """

    agency_code: str
    fact: str
    period: str | None
    truth: Truth
    status: Status
    value: WrittenValue
    current: bool
    in_use: bool
    source_code: str | None = None
    observed_at: datetime | None = None
    confirmed_at: datetime | None = None
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class ConditionTrace:
    """A condition with its truth. Only a comparison of a fact has facts, only the others parts."""

    kind: Literal["fact", "all", "any", "not"]
    truth: Truth
    fact: str | None = None
    operator: str | None = None
    value: WrittenValue = None
    scope: str | None = None
    subtree_kind: str | None = None
    quantifier: str | None = None
    share: str | None = None
    met: int = 0
    not_met: int = 0
    unknown: int = 0
    facts: tuple[FactTrace, ...] = ()
    parts: tuple["ConditionTrace", ...] = ()


@dataclass(frozen=True, slots=True)
class StepTrace:
    """One step of a ladder."""

    level: str
    text: Text
    condition: ConditionTrace


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """How a rule came to its level; `formula` and `facts` are a measure's, `steps` a ladder's.

    `top`: the highest level the rule can give. `value` and `against_value` are the numbers that a
    measure's facts come to, over the whole subtree where it is asked. Facts of a measure that are
    not in use belong to agencies that lack one of its numbers; they are named first.
    """

    rule_code: str
    top: str
    text: Text | None = None
    formula: Formula | None = None
    against: str | None = None
    steps: tuple[StepTrace, ...] = ()
    facts: tuple[FactTrace, ...] = ()
    fact: str | None = None
    bottom: str | None = None
    value: str | None = None
    against_value: str | None = None


class DerivedLevel(NamedTuple):
    """What a rule gave for an indicator, and how it came to it; the trace is read apart."""

    assessment_id: UUID
    indicator_code: str
    derived: Derived
    trace: RuleTrace | None = None


def trace_of(rule: Rule, derived: Derived) -> RuleTrace:
    """Return what is kept of how a rule came to its level."""
    derivation = rule.derivation
    if isinstance(derivation, Measure):
        return RuleTrace(
            rule.code,
            text_of(derivation.maximum),
            derivation.text,
            derivation.formula,
            derivation.against.name if derivation.against else None,
            facts=_facts((*derived.left, *derived.members), derived.members),
            fact=derivation.fact.name,
            bottom=text_of(derivation.minimum),
            value=_written(derived.numbers[0]),
            against_value=_written(derived.numbers[1]),
        )
    steps = tuple(
        StepTrace(text_of(step.level), step.text, _condition(step.trace)) for step in derived.steps
    )
    return RuleTrace(rule.code, text_of(derivation.steps[-1].level), steps=steps)


def _written(number: Number | None) -> str | None:
    return None if number is None else text_of(number)


def _condition(trace: Trace) -> ConditionTrace:
    condition = trace.condition
    if condition is None:
        return ConditionTrace(trace.kind, trace.truth, parts=tuple(map(_condition, trace.parts)))
    counts = Counter(member.truth for member in trace.members)
    return ConditionTrace(
        "fact",
        trace.truth,
        condition.fact.name,
        condition.operator,
        value_text(condition.value),
        condition.scope,
        condition.subtree_kind,
        condition.quantifier,
        None if condition.share is None else text_of(condition.share),
        counts[True],
        counts[False],
        counts[None],
        _facts(trace.members, tuple(in_use(trace))),
    )


def _facts(members: Sequence[Member], used: Sequence[Member]) -> tuple[FactTrace, ...]:
    named: Counter[Truth] = Counter()
    in_use_ids = {id(member) for member in used}
    facts: list[FactTrace] = []
    for member in members:
        named[member.truth] += 1
        if named[member.truth] <= _MOST_NAMED:
            facts.extend(_read(member, used=id(member) in in_use_ids))
    return tuple(facts)


def _read(member: Member, *, used: bool) -> Iterator[FactTrace]:
    """Yield a member's fact; of a quarter that its months come to, the fact of each month."""
    if not member.months:
        yield _fact(member, member.agency_code, member.period, member.reading, used=used)
    for month in member.months:
        yield _fact(member, *month, used=used)


def _fact(
    member: Member, agency_code: str, period: str | None, reading: Reading, *, used: bool
) -> FactTrace:
    return FactTrace(
        agency_code,
        member.fact,
        period,
        member.truth,
        reading.status,
        value_text(reading.value),
        reading.current,
        used,
        reading.source_code,
        reading.observed_at,
        reading.confirmed_at,
        reading.is_empty,
    )


def facts_of(trace: RuleTrace) -> Iterator[FactTrace]:
    """Yield every fact that is named in a trace."""
    yield from trace.facts
    for step in trace.steps:
        yield from condition_facts(step.condition)


def condition_facts(condition: ConditionTrace) -> Iterator[FactTrace]:
    """Yield every fact that is named in a condition."""
    yield from condition.facts
    for part in condition.parts:
        yield from condition_facts(part)
