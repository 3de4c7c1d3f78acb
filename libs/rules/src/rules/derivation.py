"""Derivations: how a level follows from facts, by a ladder of conditions or by a measure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.condition import (
    AllOf,
    Condition,
    Member,
    Need,
    Subject,
    Trace,
    Truth,
    asks_nothing,
    evaluate,
    fact_conditions,
    in_use,
    needs_of,
)
from rules.contradiction import ContradictionRule
from rules.exact import Number
from rules.fact import Facts
from rules.floor import Floor
from rules.measure import Measure, apply
from rules.text import Text


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

    `floors`: the floors of coverage by track; a track that is not named has the product's own.

    Raises:
        DerivationError: An indicator has two rules, a ladder does not rise, or a part is missing.
    """

    edition_code: str
    version: int
    rules: tuple[Rule, ...]
    contradictions: tuple[ContradictionRule, ...] = ()
    floors: Mapping[str, Floor] = field(default_factory=dict)
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
    the first that does not hold, a measure its members and the `numbers` that they come to. `left`
    are the facts of agencies that a measure of a subtree leaves out, for their numbers are absent.
    """

    rule_code: str
    level: Number | None
    covered: bool
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None
    steps: tuple[Reached, ...] = ()
    members: tuple[Member, ...] = ()
    numbers: tuple[Number | None, Number | None] = (None, None)
    left: tuple[Member, ...] = ()

    def without_trace(self) -> "Derived":
        """Return the result alone."""
        return replace(self, steps=(), members=(), numbers=(None, None), left=())

    def in_use(self) -> Iterator[Member]:
        """Yield the members whose facts decide the level, or that they have no part in it."""
        yield from self.members
        yield from self.left
        for step in self.steps:
            yield from in_use(step.trace)


def derive(rule: Rule, facts: Facts, subject: Subject) -> Derived:
    """Return the level that the facts give, if they give one."""
    if isinstance(rule.derivation, Ladder):
        return _climb(rule, rule.derivation, facts, subject)
    found = apply(rule.derivation, facts, subject)
    return _aged(
        Derived(
            rule.code,
            found.level,
            found.covered,
            members=found.members,
            numbers=found.numbers,
            left=found.left,
        )
    )


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
