"""Derivations: how a level follows from facts, by a ladder of conditions or by a measure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal

from rules.condition import (
    AllOf,
    Condition,
    Member,
    Need,
    Subject,
    Trace,
    Truth,
    agencies_of,
    asks_nothing,
    evaluate,
    fact_conditions,
    in_use,
    members_of,
    needs_of,
    period_read,
)
from rules.contradiction import ContradictionRule
from rules.exact import (
    CARRIED_DIGITS,
    Number,
    is_carried,
    round_half_up,
    simplest,
)
from rules.fact import FactKind, Facts
from rules.text import Text

Formula = Literal["value", "ratio", "higher_is_better", "lower_is_better"]

_HUNDRED: Final = 100


class DerivationError(ValueError):
    """What was published as a derivation set is none."""


@dataclass(frozen=True, slots=True)
class Step:
    """A level and what must hold for it, beside everything the levels below ask."""

    level: Number
    condition: Condition
    text: Text


@dataclass(frozen=True, slots=True)
class Ladder:
    """Cumulative conditions: the level is the highest step up to which all steps hold."""

    steps: tuple[Step, ...]


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
class Rule:
    """How one indicator's level follows from facts."""

    code: str
    indicator_code: str
    derivation: Ladder | Measure
    needs: frozenset[Need] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", frozenset(_needs(self.derivation)))


@dataclass(frozen=True, slots=True)
class DerivationSet:
    """The rules of one edition that a campaign chose.

    Raises:
        DerivationError: An indicator has two rules, a ladder does not rise, or a part is missing.
    """

    edition_code: str
    version: int
    rules: tuple[Rule, ...]
    contradictions: tuple[ContradictionRule, ...] = ()
    reading: Mapping[str, tuple[Rule, ...]] = field(init=False)

    def __post_init__(self) -> None:
        for name in ("indicator_code", "code"):
            if len({getattr(rule, name) for rule in self.rules}) != len(self.rules):
                raise DerivationError(f"two rules have the same {name}")
        reading: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            _check(rule)
            for name in {need.fact.name for need in rule.needs}:
                reading[name] = (*reading.get(name, ()), rule)
        object.__setattr__(self, "reading", reading)


@dataclass(frozen=True, slots=True)
class Reached:
    """One step of a ladder as it was evaluated."""

    level: Number
    text: Text
    trace: Trace


@dataclass(frozen=True, slots=True)
class Derived:
    """A rule's result. `covered`: the level follows from facts that can all be read now.

    `oldest_fact_at` and `stale_since` speak of the facts in use. A ladder leaves its steps up to
    the first that does not hold, a measure its members and the `numbers` that they come to.
    """

    rule_code: str
    level: Number | None
    covered: bool
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None
    steps: tuple[Reached, ...] = ()
    members: tuple[Member, ...] = ()
    numbers: tuple[Number | None, Number | None] = (None, None)

    def without_trace(self) -> "Derived":
        """Return the result alone."""
        return replace(self, steps=(), members=(), numbers=(None, None))

    def in_use(self) -> Iterator[Member]:
        """Yield the members whose facts decide the level."""
        yield from self.members
        for step in self.steps:
            yield from in_use(step.trace)


def derive(rule: Rule, facts: Facts, subject: Subject) -> Derived:
    """Return the level that the facts give, if they give one."""
    if isinstance(rule.derivation, Ladder):
        return _climb(rule, rule.derivation, facts, subject)
    return _measure(rule, rule.derivation, facts, subject)


def _climb(rule: Rule, ladder: Ladder, facts: Facts, subject: Subject) -> Derived:
    reached: list[Reached] = []
    for step in ladder.steps:
        trace = evaluate(step.condition, facts, subject)
        reached.append(Reached(step.level, step.text, trace))
        if trace.truth is not True:
            break
    level = _level(ladder, [step.trace.truth for step in reached])
    firm = [step.trace.firm for step in reached]
    covered = level is not None and None not in _up_to_first_failing(firm)
    return _aged(Derived(rule.code, level, covered, steps=tuple(reached)))


def _level(ladder: Ladder, truths: list[Truth]) -> Number | None:
    """Return the highest step up to which all hold, None if nothing is proven.

    While the first step that asks for anything is unknown, the steps that ask for nothing prove
    nothing: a level of 1 would be a claim.
    """
    held = len(truths) if truths[-1] is True else len(truths) - 1
    if held == 0:
        return None
    if truths[-1] is None and all(asks_nothing(step.condition) for step in ladder.steps[:held]):
        return None
    return ladder.steps[held - 1].level


def _up_to_first_failing(firm: list[Truth]) -> list[Truth]:
    return firm[: firm.index(False) + 1] if False in firm else firm


def _measure(rule: Rule, measure: Measure, facts: Facts, subject: Subject) -> Derived:
    value, members = _total(measure, measure.fact, facts, subject)
    against: Number | None = None
    if measure.against is not None:
        against, others = _total(measure, measure.against, facts, subject)
        members = (*members, *others)
    level = _cut(measure, _formula(measure, value, against))
    covered = level is not None and all(member.reading.current for member in members)
    return _aged(Derived(rule.code, level, covered, members=members, numbers=(value, against)))


def _total(
    measure: Measure, fact: FactKind, facts: Facts, subject: Subject
) -> tuple[Number | None, tuple[Member, ...]]:
    """Return the fact's number for the agency or summed up over the subtree; None if not known."""
    period = period_read(fact, subject, 0)
    agencies = agencies_of(measure.scope, None, facts, subject)
    members = tuple(
        Member(code, fact.name, period, None, None, reading)
        for code, reading in members_of(fact, period, agencies, facts)
        # The node that gathers the others, the region, often has no such fact of its own.
        if measure.scope == "agency" or code != subject.agency_code or reading.source_code
    )
    if any(member.reading.status == "unknown" for member in members):
        return None, members
    values = [member.reading.value for member in members if member.reading.status == "value"]
    numbers = [value for value in values if value is not None and not isinstance(value, bool)]
    if not numbers or len(numbers) < len(values):
        return None, members
    return _aggregated(fact, numbers), members


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
    if against is None or against == 0:  # nothing to measure against
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


def _aged(derived: Derived) -> Derived:
    if derived.level is None:
        return derived
    used = [member.reading for member in derived.in_use() if member.reading.status != "unknown"]
    stale = [] if derived.covered else [reading for reading in used if not reading.current]
    return replace(
        derived,
        oldest_fact_at=min((r.observed_at for r in used if r.observed_at), default=None),
        stale_since=min((r.confirmed_at for r in stale if r.confirmed_at), default=None),
    )


def _needs(derivation: Ladder | Measure) -> Iterator[Need]:
    if isinstance(derivation, Measure):
        yield Need(derivation.fact, derivation.scope)
        if derivation.against is not None:
            yield Need(derivation.against, derivation.scope)
        return
    yield from needs_of(AllOf(tuple(step.condition for step in derivation.steps)))


def _check(rule: Rule) -> None:
    derivation = rule.derivation
    if isinstance(derivation, Measure):
        if derivation.formula != "value" and derivation.against is None:
            raise DerivationError(f"rule {rule.code}: {derivation.formula} needs against")
        return
    levels = [step.level for step in derivation.steps]
    if not levels or levels != sorted(set(levels)):
        raise DerivationError(f"rule {rule.code}: the steps of a ladder must rise")
    for each in fact_conditions(AllOf(tuple(step.condition for step in derivation.steps))):
        if each.operator != "exists" and each.value is None:
            raise DerivationError(f"rule {rule.code}: {each.operator} needs a value")
        if each.quantifier == "share" and each.share is None:
            raise DerivationError(f"rule {rule.code}: the quantifier share needs a share")
